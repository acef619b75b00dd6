"""What follows from the questions and answers of a pack."""

from made_packs import answer, citation, mixed, pack, quoted, simple

from assistant.answer import Answer, Statement
from assistant.briefing.pack import Item, in_sections, strict
from assistant.briefing.wording import counts, outcome, reading, said


def test_a_passage_has_one_number_through_the_whole_pack():
    other = answer(quoted(n=1), quoted(n=2), citations=(citation(1, "quay"), citation(2)))
    made = pack(Item("First?", simple()), Item("Second?", other))

    assert [(each.n, each.citation.paper, each.questions) for each in made.references] == [
        (1, "parks", (1, 2)),
        (2, "quay", (2,)),
    ]
    assert made.marks(other, (1, 2)) == [2, 1]


def test_papers_are_listed_once_with_all_their_passages():
    more = answer(quoted(), citations=(citation(start=100),))
    made = pack(Item("First?", simple()), Item("Second?", mixed()), Item("Third?", more))

    assert [(cited.paper.paper, [each.n for each in cited.references]) for cited in made.papers] == [
        ("parks", [1, 4]),
        ("costs", [2]),
        ("quay", [3]),
    ]


def test_a_mark_that_the_answer_does_not_define_is_dropped():
    assert pack(Item("First?", simple())).marks(simple(), (7,)) == []


def test_sections_keep_the_order_of_the_questions():
    rows = [(title, Item(title, simple())) for title in ("A", "A", "B", "A")]

    assert [(section.title, len(section.items)) for section in in_sections(rows)] == [("A", 2), ("B", 1), ("A", 1)]


def test_strict_leaves_out_what_is_not_supported_and_counts_it():
    item = strict(Item("Who?", mixed()))

    assert [statement.text for statement in item.answer.statements] == [
        "The board meets in May.",
        "They meet in spring.",
    ]
    assert [(each.n, each.paper) for each in item.answer.citations] == [(1, "parks"), (2, "quay")]
    assert [statement.citations for statement in item.answer.statements] == [(1,), (1, 2)]
    assert item.left_out == 1
    assert "1 statement that the papers do not support was left out" in reading(pack(item))
    assert strict(item) == item


def test_an_answer_with_nothing_supported_was_not_found_when_strict():
    unsupported = mixed().model_copy(update={"statements": mixed().statements[:1]})
    item = strict(Item("Who?", unsupported))

    assert (item.answer.status, item.answer.statements, item.answer.citations) == ("not_found", (), ())
    assert item.answer.coverage == "none"


def test_each_outcome_is_named_and_counted():
    stopped = mixed().model_copy(update={"status": "stopped"})
    failed = answer(status="error", error="no room")
    made = pack(Item("A?", simple()), Item("B?", answer(status="not_found")), Item("C?", stopped), Item("D?", failed))

    assert counts(made) == "1 answered, 1 not found, 1 stopped, 1 failed"
    assert [n for n, _ in made.unanswered] == [2, 3, 4]
    assert "stopped before it was complete" in outcome(stopped)
    assert "no room" in outcome(failed)


def test_only_the_very_words_stand_in_quotation_marks():
    def printed(answer: Answer, statement: Statement) -> str:
        return "".join(piece.text for piece in said(answer, statement))

    assert printed(simple(), quoted()) == "“The board meets in May.”"
    row = quoted("Board: meets in May")
    assert printed(simple(), row) == "Board: meets in May"
    assert printed(mixed(), mixed().statements[2]) == "They meet in spring."

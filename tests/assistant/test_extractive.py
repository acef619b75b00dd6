"""What is answered is quoted: word for word, lists whole, or not at all."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import take, take_text

from assistant.answer import Answer, Citation
from assistant.extractive.answerer import quote
from assistant.extractive.selection import THRESHOLDS, Selection, Selector
from assistant.pipeline import pipeline, retrieve, selector
from assistant.query.question import Question
from assistant.ranking.candidates import PaperCache
from assistant.refusal import Refusal
from assistant.retrieval.search import Retrieved
from assistant.settings import load_settings
from assistant.verification.quotations import check
from ingest.errors import LibraryError
from ingest.library import Library

PARKS = """\
# Parks Strategy

The parks board was set up by Harbour Town in 2019.

## Aims

The strategy has five aims:

- **cleaner** paths in every park
- more trees along the northern quay
- gates that open at dawn
- keepers who live close to their park
- benches of local wood
"""


@pytest.fixture
def parks(library: Library, tmp_path: Path) -> Library:
    return take_text(library, tmp_path / "parks.md", PARKS)


def ask(library: Library, question: str, **options: str) -> Answer:
    return pipeline(library, load_settings(library=library.folder, **options)).invoke(Question(question))


def stands(library: Library, citation: Citation) -> bool:
    paper = library.catalogue.paper(citation.paper)
    return paper is not None and bool(citation.quote) and paper.text[citation.start : citation.end] == citation.quote


def test_every_quotation_stands_in_its_paper(digests: Library):
    for question in ("When does North East London plan to become a single CCG?", "What are the priorities?", "Who?"):
        answer = ask(digests, question)
        assert all(stands(digests, citation) for citation in answer.citations + answer.nearest)
        assert all(set(s.citations) <= {c.n for c in answer.citations} for s in answer.statements)
        assert all(s.citations and s.support == "quoted" for s in answer.statements)


def test_a_fact_is_answered_with_the_sentence_that_holds_it(parks: Library):
    answer = ask(parks, "When was the parks board set up?")

    assert answer.status == "answered"
    assert "2019" in answer.statements[0].text
    assert answer.citations[0].document == "parks.md"


def test_a_list_is_given_whole(parks: Library):
    answer = ask(parks, "What are the five aims of the strategy?")

    quotes = " ".join(citation.quote for citation in answer.citations)
    assert all(aim in quotes for aim in ("paths", "trees", "gates", "keepers", "benches"))


def test_what_the_papers_do_not_hold_is_not_answered(parks: Library):
    answer = ask(parks, "How many submarines did Portugal sell to Norway during the war?")

    assert answer.status == "not_found"
    assert answer.statements == ()
    assert answer.nearest
    assert all(stands(parks, citation) for citation in answer.nearest)


def test_words_that_are_not_in_the_paper_are_never_shown(parks: Library):
    answer = ask(parks, "When was the parks board set up?")
    altered = answer.citations[0].model_copy(update={"quote": answer.citations[0].quote.replace("2019", "2020")})

    with pytest.raises(LibraryError, match="not in it"):
        check(parks, answer.model_copy(update={"citations": (altered,)}))


def test_marks_of_emphasis_are_quoted_but_not_read_out(parks: Library):
    answer = ask(parks, "What are the five aims of the strategy?")

    assert any(citation.quote.startswith("**cleaner**") for citation in answer.citations)
    assert "**" not in answer.text


def test_two_dates_for_one_thing_in_one_paper_are_both_quoted(library: Library, tmp_path: Path):
    path = tmp_path / "gates.md"
    path.write_text(
        "# Harbour gates\n\nThe closing date for views on the gates was set as Friday 8 January 2020.\n\n"
        "## Next steps\n\nPeople were asked for their views on the gates, with a closing date of 8 January 2021.\n\n"
        "## Colours\n\nThe benches are painted blue.\n",
        "utf-8",
    )
    take(library, path)

    said = ask(library, "What is the closing date for views on the gates?").text
    assert "2020" in said
    assert "2021" in said


def test_each_body_of_a_comparison_has_a_part_under_its_own_paper(library: Library, tmp_path: Path):
    for body, day in (("Harbour Town", "Mondays"), ("Copper Valley", "Thursdays")):
        text = f"# Libraries of {body}\n\n{body} opens its libraries on {day}.\n\n{body} lends bicycles to readers.\n"
        (tmp_path / f"{day}.md").write_text(text, "utf-8")
    take(library, tmp_path / "Mondays.md", tmp_path / "Thursdays.md")

    answer = ask(library, "On which days do Harbour Town and Copper Valley open their libraries?")
    assert {citation.document for citation in answer.citations} == {"Mondays.md", "Thursdays.md"}
    assert len({statement.about for statement in answer.statements}) == 2
    assert all("Libraries of" in statement.about for statement in answer.statements)


@dataclass(frozen=True)
class Chosen(Selector):
    """Gives the words it is told to, whatever is asked."""

    words: tuple[str, ...] = ()

    def select(self, retrieved: Retrieved, papers: PaperCache) -> Selection:
        candidates = {each.text: each for each in papers.candidates(retrieved.passages)}
        return Selection(tuple(candidates[text] for text in self.words), 0.9)


@pytest.mark.parametrize(
    ("item", "lead"), [("gates that open at dawn", "The strategy has five aims:"), ("Cats do not.", "")]
)
def test_over_an_item_stands_the_lead_in_of_its_list_and_not_the_sentence_before(
    library: Library, tmp_path: Path, item: str, lead: str
):
    text = f"{PARKS}\n## Dogs\n\n- Dogs need a lead. Cats do not.\n\n## Keepers\n\nThe mayor names keepers.\n"
    take_text(library, tmp_path / "parks.md", text)
    settings = load_settings(library=library.folder)
    real = selector(library, settings)
    chosen = Chosen(real.retriever, real.ranker, words=(item, "The mayor names keepers."))
    answer = quote(chosen, retrieve(library, settings, Question("What of gates, keepers, dogs and cats?")))

    assert [statement.text for statement in answer.statements] == [item, "The mayor names keepers."]
    assert answer.statements[0].about == lead


def test_every_answer_says_how_likely_it_is_right(parks: Library):
    plain, beside = ask(parks, "When was the parks board set up?"), ask(parks, "Who paints the gates of Copper Valley?")

    assert 0 < beside.confidence < plain.confidence <= 1
    assert plain.as_json()["confidence"] == pytest.approx(plain.confidence, abs=1e-3)


def test_what_is_said_beside_the_question_stays_in_the_answer(parks: Library):
    question = "I am new here. When was the parks board of Harbour Town set up?"

    answer = ask(parks, question)
    assert answer.question == question
    assert "2019" in answer.text


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n"], ids=["a word a line", "with blank lines", "CRLF"])
@pytest.mark.parametrize(
    "question",
    [
        "In which year was south east London designated an integrated care system?",
        "Roughly when do City & Hackney people get together again?",
        "How many group discussions did the City and Hackney meeting split into?",
    ],
)
def test_a_question_on_several_lines_is_answered_like_the_same_words_on_one(
    digests: Library, question: str, between: str
):
    lines = between.join(question.split(" "))

    answer, on_one = ask(digests, lines), ask(digests, question)
    assert answer.question == lines
    assert (answer.status, answer.statements, answer.citations) == (on_one.status, on_one.statements, on_one.citations)


def test_where_no_body_is_named_each_paper_says_when(library: Library, tmp_path: Path):
    for body, month in (("Harbour Town", "June"), ("Copper Valley", "October")):
        text = f"# Parks of {body}\n\nThe new parks board starts in {month} 2021.\n\nThe gates of {body} are green.\n"
        (tmp_path / f"{month}.md").write_text(text, "utf-8")
    take(library, tmp_path / "June.md", tmp_path / "October.md")

    answer = ask(library, "When does the new parks board start?")
    assert {citation.document for citation in answer.citations} == {"June.md", "October.md"}
    assert len({statement.about for statement in answer.statements}) == 2


FERRY = """\
# Ferry Plan

The ferry of Amber Isle sails hourly.

## Fares

A single ticket for the ferry costs £4. Children under five travel free of charge.

## Office

The office on the quay was built of granite in 1931.
"""


@pytest.fixture
def ferry(library: Library, tmp_path: Path) -> Library:
    return take_text(library, tmp_path / "ferry.md", FERRY)


def test_sentences_that_follow_each_other_are_one_quotation(ferry: Library):
    answer = ask(ferry, "What does a single ticket for the ferry cost, and do children travel free?")

    quote = "A single ticket for the ferry costs £4. Children under five travel free of charge."
    assert [citation.quote for citation in answer.citations] == [quote]
    assert [statement.citations for statement in answer.statements] == [(1,)]


def test_an_answer_that_is_not_sure_enough_is_not_given(ferry: Library):
    answer = ask(ferry, "Who composed the opera about lighthouse dragons?")

    assert 0 < answer.confidence < THRESHOLDS["careful"]
    assert answer.status == "not_found"
    assert answer.text == ""
    assert 1 < len(answer.nearest) <= 3
    assert len({citation.start for citation in answer.nearest}) == len(answer.nearest)
    assert all(stands(ferry, citation) for citation in answer.nearest)


def test_a_keen_answer_is_one_that_a_careful_answerer_does_not_give(ferry: Library, monkeypatch: pytest.MonkeyPatch):
    question = "What does a single ticket for the ferry cost?"
    confidence = ask(ferry, question).confidence
    monkeypatch.setitem(THRESHOLDS, "careful", confidence + 0.01)
    monkeypatch.setitem(THRESHOLDS, "keen", confidence - 0.01)

    careful, keen = ask(ferry, question), ask(ferry, question, answering="keen")
    assert (careful.status, keen.status) == ("not_found", "answered")
    assert careful.confidence == keen.confidence == confidence


def test_a_careful_answerer_asks_for_more_than_a_keen_one():
    assert 0 < THRESHOLDS["keen"] < THRESHOLDS["careful"] < 1


@pytest.mark.parametrize(
    ("beside", "reason", "about"),
    [
        ("in 2018", "unknown_figure", "2018"),
        ("in 1931", "figure_missing", "1931"),
        ("according to Appendix 2", "appendix_missing", "Appendix 2"),
        ("of Copper Valley", "unknown_name", "Copper Valley"),
    ],
)
def test_what_the_papers_say_of_something_else_is_no_answer(ferry: Library, beside: str, reason: str, about: str):
    plain = ask(ferry, "What does a single ticket for the ferry cost?")
    other = ask(ferry, f"What does a single ticket for the ferry {beside} cost?")

    assert (plain.status, plain.refusal) == ("answered", None)
    assert other.status == "not_found"
    assert "£4" in other.nearest[0].quote
    assert other.refusal == Refusal(reason, (about,))
    assert about in other.refusal.why
    assert about in other.refusal.advice
    assert other.as_json()["refusal"]["reason"] == reason


def test_whether_something_holds_of_a_sum_is_decided_by_a_bound(library: Library, tmp_path: Path):
    said = "A receipt is needed for anything over £25."
    take_text(library, tmp_path / "claims.md", f"# Claims\n\n{said}\n\nClaims are paid in May.\n")

    answer = ask(library, "Is a receipt needed for £8?")
    assert [statement.text for statement in answer.statements] == [said]
    assert ask(library, "What is the receipt of £8 needed for?").status == "not_found"


@pytest.mark.parametrize("question", ["Can I give a gift of £300 to the cook?", "Did the club spend £1,000 on boats?"])
def test_a_bound_on_something_else_decides_nothing(library: Library, tmp_path: Path, question: str):
    said = "The club spent over £1 million on boats and gave gifts of up to £30 to retiring crew."
    take_text(library, tmp_path / "review.md", f"# Review\n\n{said}\n\nThe quay is swept in May.\n")

    answer = ask(library, question)
    assert answer.refusal is not None
    assert answer.refusal.reason == "unknown_figure"


def test_a_subject_without_the_amount_asked_for_is_told_as_such(ferry: Library):
    answer = ask(ferry, "How much did the stone office on the quay cost in all?")

    assert answer.refusal == Refusal("type_missing", ("amount",))
    assert "no amount" in answer.refusal.why
    assert "granite" in " ".join(citation.quote for citation in answer.nearest)


def test_what_is_not_likely_enough_is_told_as_such(ferry: Library):
    assert ask(ferry, "Who composed the opera about lighthouse dragons?").refusal == Refusal("low_confidence")


def test_a_question_put_to_some_papers_only_is_advised_to_ask_more(parks: Library, tmp_path: Path):
    other = tmp_path / "ferry.md"
    other.write_text(FERRY, "utf-8")
    take(parks, tmp_path / "parks.md", other)
    ids = {paper.document: paper.id for paper in parks.catalogue.papers()}
    steps = pipeline(parks, load_settings(library=parks.folder))
    question = "When was the parks board set up?"

    some = steps.invoke(Question(question, papers=(ids["ferry.md"],)))
    assert some.refusal
    assert some.refusal.filtered
    assert "choose more papers" in some.refusal.advice
    assert steps.invoke(Question(question)).status == "answered"


def test_if_one_side_of_a_comparison_has_no_answer_the_other_is_given_and_it_is_said(library: Library, tmp_path: Path):
    for body, day in (("Harbour Town", "Mondays"), ("Copper Valley", "Thursdays")):
        text = f"# Libraries of {body}\n\n{body} opens its libraries on {day}.\n\n{body} lends bicycles to readers.\n"
        (tmp_path / f"{day}.md").write_text(text, "utf-8")
    take(library, tmp_path / "Mondays.md", tmp_path / "Thursdays.md")

    first = "When does Harbour Town open its libraries, and"
    known = ask(library, f"{first} what does Copper Valley lend to its readers?")
    unknown = ask(library, f"{first} who composed the opera of Copper Valley about dragons?")
    assert [citation.document for citation in known.citations] == ["Mondays.md", "Thursdays.md"]
    assert (known.coverage, known.missing) == ("complete", ())
    assert [citation.document for citation in unknown.citations] == ["Mondays.md"]
    assert (unknown.coverage, unknown.missing) == ("partial", ("Copper Valley",))


def test_two_dates_of_different_things_are_no_contradiction(library: Library, tmp_path: Path):
    path = tmp_path / "gates.md"
    path.write_text(
        "# Harbour gates\n\nThe closing date for views on the gates was set as Friday 8 January 2020.\n\n"
        "## Colours\n\nThe benches were painted blue in March 2021.\n",
        "utf-8",
    )
    take(library, path)

    said = ask(library, "What is the closing date for views on the gates?").text
    assert "2020" in said
    assert "2021" not in said


def test_what_two_papers_say_in_the_same_words_is_said_once_and_cited_from_both(library: Library, tmp_path: Path):
    said = "The parks board was set up by Harbour Town in 2019."
    (tmp_path / "parks.md").write_text(f"# Parks\n\n{said}\n\nThe quay is swept in May.\n", "utf-8")
    (tmp_path / "quay.md").write_text(f"# Quay\n\nBenches are of local wood.\n\n{said}\n", "utf-8")
    take(library, tmp_path / "parks.md", tmp_path / "quay.md")

    answer = ask(library, "When was the parks board set up?")
    assert [(statement.text, statement.citations) for statement in answer.statements] == [(said, (1, 2))]
    assert {citation.document for citation in answer.citations} == {"parks.md", "quay.md"}
    assert answer.text == f"{said} [1][2]"


def test_what_both_sides_of_a_comparison_say_is_under_both_their_names(library: Library, tmp_path: Path):
    for body in ("Harbour Town", "Copper Valley"):
        text = f"# Libraries of {body}\n\n{body} lends bicycles.\n\nThe libraries open on Mondays.\n"
        (tmp_path / f"{body}.md").write_text(text, "utf-8")
    take(library, tmp_path / "Harbour Town.md", tmp_path / "Copper Valley.md")

    answer = ask(library, "On which days do the libraries of Harbour Town and Copper Valley open?")
    assert [statement.text for statement in answer.statements].count("The libraries open on Mondays.") == 1
    assert len(answer.citations) == 2


MOORINGS = """\
# The [harbour](/harbour) rules {#rules}

A boat **may be moored for   twelve days**; the [fees list](/fees_of_boats) gives the cost&nbsp;of each.

| Boat | **Fee** of a *day* |
|------|--------------------|
| [Canoe](/canoe) | **&pound;3** |
| Barge | £40 |
"""


@pytest.fixture
def moorings(library: Library, tmp_path: Path) -> Library:
    return take_text(library, tmp_path / "moorings.md", MOORINGS)


def test_words_are_given_without_marks_and_cited_as_they_stand(moorings: Library):
    answer = ask(moorings, "How many days may a boat be moored?")

    citation = answer.citations[0]
    read = "A boat may be moored for twelve days; the fees list gives the cost of each."
    assert answer.statements[0].text == citation.plain == read
    assert stands(moorings, citation)
    assert "**may be moored for   twelve days**" in citation.quote
    assert [piece.text for piece in citation.words if piece.style == "strong"] == ["may be moored for twelve days"]
    assert citation.headings in ((), ("The harbour rules",))
    assert "drawn" not in answer.as_json()["citations"][0]


def test_a_row_is_given_under_its_columns_without_marks(moorings: Library):
    answer = ask(moorings, "What is the fee of a canoe?")

    assert answer.statements[0].text == "Canoe: Fee of a day: £3"
    assert answer.citations[0].plain == "Canoe | £3"
    assert stands(moorings, answer.citations[0])


def test_what_is_drawn_is_kept_with_an_answer(moorings: Library):
    answer = ask(moorings, "How many days may a boat be moored?")

    assert Answer.model_validate_json(answer.model_dump_json()) == answer
    old = [citation.model_dump(exclude={"drawn"}) for citation in answer.citations]
    assert Citation.model_validate(old[0]).plain == " ".join(answer.citations[0].quote.split())


@pytest.mark.parametrize(
    ("confidence", "said"), [(0.76, "about 8 in 10"), (0.94, "about 9 in 10"), (1.0, "more than 9")]
)
def test_no_answer_is_said_to_be_always_right(confidence: float, said: str):
    answer = Answer(question="Who?", status="answered", confidence=confidence)

    assert said in answer.sureness
    assert said in answer.model_copy(update={"model": "openai:x"}).sureness

"""The report: one file that stands alone, in which nothing that papers or people wrote is markup."""

import builtins
import datetime
import re

import pytest
from lxml import html as parser

from evals.aggregate import totals
from evals.compare import compare
from evals.datasets.gold import Evidence, Gold
from evals.metrics import figures
from evals.quote_status import PaperText
from evals.reporting.report import GLIMPSE, html, pieces, state, summary, write_report
from evals.results import LibraryFacts, Outcome, Published, Run, Seen
from ingest.errors import PolicyError

NASTY = "<script>alert('x')</script> \"><img src=x onerror=alert(1)> {{ 7 * 7 }} $x$ &amp; \u202e\x1b[31m"
TEXT = "The board meets monthly. The plan is due in April 2021. Nobody knows the rest."
PAPERS = {"plan.md": PaperText(TEXT, (), ((0, len(TEXT)),))}
PLACE = TEXT.index("The plan"), TEXT.index(" Nobody")


def gold(id: str, question: str = "When is the plan due?", kind: str = "factoid", answerable: bool = True) -> Gold:
    evidence = (Evidence(doc="plan.md", start=PLACE[0], end=PLACE[1], quote=TEXT[slice(*PLACE)]),) if answerable else ()
    facts = ("April 2021",) if answerable else ()
    return Gold(id=id, kind=kind, question=question, answer="In April.", facts=facts, evidence=evidence,
                answerable=answerable)  # fmt: skip


def quoting(start: int, end: int, confidence: float = 0.8, title: str = "Plan") -> dict:
    cited = {"n": 1, "document": "plan.md", "paper": "p", "title": title, "organisation": None, "date": None,
             "headings": ["About"], "number": None, "page": None, "quote": TEXT[start:end], "start": start,
             "end": end}  # fmt: skip
    statements = [{"text": TEXT[start:end], "citations": [1], "support": "quoted"}]
    return {"question": "", "status": "answered", "answer": f"{TEXT[start:end]} [1]", "statements": statements,
            "citations": [cited], "model": "quotes", "confidence": confidence, "seconds": 0.2}  # fmt: skip


def refusing(confidence: float = 0.1) -> dict:
    return {"question": "", "status": "not_found", "answer": "", "statements": [], "citations": [], "model": "quotes",
            "confidence": confidence, "seconds": 0.1}  # fmt: skip


def outcome(gold: Gold, answer: dict) -> Outcome:
    seen = (Seen(rank=1, document="plan.md", start=0, end=len(TEXT), headings=("About",), text=TEXT,
                 holds=gold.answerable),)  # fmt: skip
    return Outcome(gold=gold, answer=answer, found=seen, figures=figures(gold, answer, seen, PAPERS))


def run_of(*outcomes: Outcome, model: str = "quotes", title: str = "Plans", published: tuple = ()) -> Run:
    return Run(suite="plans", title=title, description="About a plan.", model=model, version="1.0",
               made=datetime.date(2021, 4, 1), library=LibraryFacts(papers=1, passages=1, encoder="small"),
               outcomes=outcomes, figures=totals(outcomes), published=published)  # fmt: skip


@pytest.fixture
def run() -> Run:
    """A right answer, a wrong one, a right refusal and a wrong one."""
    return run_of(
        outcome(gold("a"), quoting(*PLACE)),
        outcome(gold("b", kind="list"), quoting(0, 24, 0.6)),
        outcome(gold("c", kind="unanswerable", answerable=False), refusing()),
        outcome(gold("d"), refusing(0.3)),
    )


def questions(page: str) -> list[parser.HtmlElement]:
    return parser.document_fromstring(page).xpath("//details[@class='question']")


def test_every_question_can_be_opened_and_says_what_became_of_it(run):
    rows = questions(html([run]))
    assert [row.xpath("summary//span[contains(@class, 'state')]/text()") for row in rows] == [
        ["right"],
        ["wrong"],
        ["rightly refused"],
        ["wrongly refused"],
    ]


def test_an_open_question_shows_answer_citation_gold_and_what_was_found(run):
    words = " ".join(questions(html([run]))[0].text_content().split())
    assert "The plan is due in April 2021. [1]" in words
    assert "Plan · plan.md · About · on the evidence" in words
    assert "1 quote: 1 found" in words
    assert "Facts: April 2021" in words
    assert "What the search found: 1 passage, 1 with evidence" in words


def test_the_evidence_is_marked_in_what_was_found(run):
    assert [mark.text for mark in questions(html([run]))[0].iter("mark")] == [TEXT[slice(*PLACE)]]


def test_nothing_that_others_wrote_is_markup(run):
    hostile = gold(NASTY, NASTY, NASTY).model_copy(
        update={"answer": NASTY, "facts": (NASTY,), "history": ((NASTY,) * 2,)}
    )
    answer = quoting(*PLACE, title=NASTY)
    seen = Seen(rank=1, document=NASTY, start=0, end=9, headings=(NASTY,), text=NASTY, holds=False)
    made = Outcome(gold=hostile, answer=answer, found=(seen,), figures=figures(hostile, answer, (seen,), PAPERS))
    published = (Published(name="correct", value=0.5, what=NASTY, differs=NASTY),)
    page = html([run_of(made, model=NASTY, title=NASTY, published=published), run_of(made)])
    plain = parser.document_fromstring(html([run, run.model_copy(update={"model": "other"})]))
    tree = parser.document_fromstring(page)
    assert len(tree.xpath("//script")) == len(plain.xpath("//script")) == 1
    assert not tree.xpath("//img | //*[@onerror]")
    assert "49" not in tree.xpath("string(//h2)")
    assert not re.search("[\u202e\x1b]", page)
    assert NASTY.split(" ")[0] in tree.xpath("string(//h2)")


def test_the_file_needs_nothing_from_outside(run):
    page = html([run])
    tree = parser.document_fromstring(page)
    assert not tree.xpath("//link | //iframe | //*[@src]")
    assert all(link.startswith("#") for link in tree.xpath("//@href | //@*[local-name()='href']"))
    assert not re.search(r"@import|url\((?!#)", page)
    assert "default-src 'none'" in tree.xpath("string(//meta[@http-equiv]/@content)")


def test_the_page_can_be_read_without_scripts(run):
    tree = parser.document_fromstring(html([run]))
    assert [form.get("hidden") is not None for form in tree.iter("form")] == [True]
    assert not any(row.get("hidden") for row in tree.xpath("//details"))


def test_the_same_runs_give_the_same_page(run):
    assert html([run]) == html([run])


def test_runs_of_one_suite_stand_side_by_side(run):
    page = html([run, run.model_copy(update={"model": "other"})])
    tree = parser.document_fromstring(page)
    assert len(tree.xpath("//section")) == 1
    head = [" ".join(cell.split()) for cell in tree.xpath("(//table)[1]/thead//th/text()")]
    assert head[:2] == ["quotes", "other"]
    assert len(questions(page)[0].xpath(".//div[@class='answer']")) == 2


def test_published_figures_stand_beside_ours_with_what_differs(run):
    published = (Published(name="correct", value=0.56, what="their best", differs="other questions"),)
    tree = parser.document_fromstring(html([run.model_copy(update={"published": published})]))
    row = tree.xpath("//tr[th[text()='correct']]")[0].text_content().split()
    assert [word for word in row if word in ("0.56", "their", "best")] == ["0.56", "their", "best"]
    assert "their best: other questions." in tree.xpath("string(//p[@class='note'])")


def test_plots_are_drawn_as_text_that_can_be_searched(run):
    tree = parser.document_fromstring(html([run]))
    titles = tree.xpath("//figure/h4/text()")
    assert titles == ["Right by kind of question", "Calibration", "What refusals cost", "Time to answer"]
    assert {"factoid", "list", "unanswerable"} <= set(tree.xpath("//figure[1]//*[local-name()='text']/text()"))


def test_a_plot_with_nothing_to_show_is_left_out(run):
    answered = run_of(*run.outcomes[:2])
    titles = parser.document_fromstring(html([answered])).xpath("//figure/h4/text()")
    assert "What refusals cost" not in titles


def test_a_comparison_names_what_was_won_and_links_to_it(run):
    before = run_of(outcome(gold("a"), refusing()), *run.outcomes[1:])
    tree = parser.document_fromstring(html([run], [compare(before, run)]))
    links = tree.xpath("//p/a")
    assert [link.text for link in links] == ["a"]
    assert tree.get_element_by_id(links[0].get("href")[1:]).get("class") == "question"


def test_an_answer_that_failed_says_why():
    failed = refusing() | {"status": "error", "error": "the model is not there"}
    row = questions(html([run_of(outcome(gold("a"), failed))]))[0]
    assert "the model is not there" in row.text_content()


def test_a_question_without_facts_is_neither_right_nor_wrong():
    unjudged = gold("a").model_copy(update={"facts": ()})
    assert state(outcome(unjudged, quoting(*PLACE))) == "answered"


def test_the_summary_says_the_figures_in_words(run):
    assert re.fullmatch(
        r"quotes: correctly answers 33% \(0% to 100%\) of the questions the papers answer; "
        r"refuses 100% \(100% to 100%\) of those they do not answer; refuses 1 of 3 that they do answer; "
        r"all of its quotes are the papers' own words\.",
        summary(run),
    )


def test_a_long_passage_without_evidence_far_down_is_only_begun():
    far = Seen(rank=9, document="plan.md", start=0, end=1000, text="x" * 1000)
    assert pieces(far, gold("a")) == [("x" * GLIMPSE + " …", False)]
    assert pieces(far.model_copy(update={"rank": 1}), gold("a").model_copy(update={"evidence": ()})) == [
        ("x" * 1000, False)
    ]


def test_evidence_is_marked_only_where_it_lies_in_the_passage():
    half = Seen(rank=1, document="plan.md", start=PLACE[0] + 4, end=len(TEXT), text=TEXT[PLACE[0] + 4 :], holds=True)
    assert pieces(half, gold("a")) == [("plan is due in April 2021.", True), (" Nobody knows the rest.", False)]
    after = Seen(rank=1, document="plan.md", start=PLACE[1], end=len(TEXT), text=TEXT[PLACE[1] :])
    assert pieces(after, gold("a")) == [(" Nobody knows the rest.", False)]


def test_a_missing_package_is_named_with_its_cure(run, tmp_path, monkeypatch):
    real = builtins.__import__

    def without_jinja(name, *rest):
        if name == "jinja2":
            raise ImportError("No module named 'jinja2'", name="jinja2")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_jinja)
    with pytest.raises(PolicyError, match="jinja2") as raised:
        write_report([run], tmp_path / "report.html")
    assert raised.value.cure == "pip install 'policy-assistant[eval]'"
    assert not (tmp_path / "report.html").exists()


def test_a_place_that_cannot_be_written_is_named(run, tmp_path):
    with pytest.raises(PolicyError, match="can't be written"):
        write_report([run], tmp_path / "nowhere" / "report.html")

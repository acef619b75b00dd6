"""Whether a statement says what the words it cites say."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Citation
from assistant.verification import Cited, SupportCheck, cited_of
from ingest.encode import Encoder

SUPPORTED = [
    # figures and money in another notation
    ("There were 1200 responses.", "The consultation received 1,200 responses."),
    ("The budget is £1,200,000.", "The board has a budget of £1.2m for the year."),
    ("The budget is 1.2 million pounds.", "The board has a budget of £1.2m for the year."),
    ("Twelve members sit on the board.", "The board has 12 members."),
    ("Five per cent of pupils were absent.", "Absence stood at 5% of pupils."),
    ("A fifth of the seats are for tenants.", "Tenants hold 20% of the seats."),
    ("The fee is between £10 and £20.", "The fee is £10-20 for each visit."),
    ("From 10% to 15% of visits were late.", "10-15% of visits were late."),
    ("The trial ran for two weeks.", "The trial ran for 14 days."),
    ("The lease runs for 2 years.", "The lease runs for 24 months."),
    ("One in five keepers lives in the park.", "20% of keepers live in the park."),
    ("The grant was £2.5 million.", "Grants (£m): 2.5 in the first year."),
    ("The board has a single chair.", "The board has one chair."),
    # dates
    ("The board met on 31/01/2020.", "The board met on 31st January 2020."),
    ("The board met on 2020-01-31.", "The board met on 31st January 2020."),
    ("The board met on January 31, 2020.", "The board met on 31 Jan 2020."),
    ("The board met in January 2020.", "The board met on 31st January 2020."),
    ("The board met in 2020.", "The board met on 31st January 2020."),
    ("Spend in 2019-20 was £3m.", "Spend in 2019/20 was £3 million."),
    ("The gates open at 7am.", "The gates open at 07:00."),
    # denials said another way
    ("The committee can't delegate its powers.", "The committee is unable to delegate its powers."),
    ("The gates aren't open on Sundays.", "The gates are closed on Sundays."),
    ("Not only keepers but also volunteers may vote.", "Volunteers may vote as well as keepers."),
    ("No more than 5 dogs are allowed.", "At most 5 dogs are allowed."),
    ("No, the board did not approve the plan.", "The board did not approve the plan."),
    ("The plan was not approved.", "The board rejected the plan."),
    # bounds and duties
    ("At least 28 days' notice must be given.", "You must give 28 days' notice or more."),
    ("Members must be 18 or over.", "Members have to be at least 18 years old."),
    ("Keepers must wear a badge.", "Keepers are required to wear a badge."),
    ("Visitors can bring dogs.", "Visitors are allowed to bring dogs."),
    # names, in full, shortened and over the words
    ("The ICS will be set up by the Harbour Trust.", "The Harbour Trust will set up the Integrated Care System (ICS)."),
    ("Harbour Town Parks Board set it up.", "It was set up by the Parks Board of Harbour Town."),
    # longer ones, as a language model writes
    ("According to the paper, the gates are painted green every spring.", "The gates are painted green every spring."),
    (
        "The strategy, published in March 2021, aims to plant 500 trees.",
        "The strategy was published on 3 March 2021. It aims to plant 500 trees in all parks.",
    ),
    (
        "Volunteers look after the ponds, while keepers are responsible for the gates.",
        "Keepers are responsible for the gates. Volunteers look after the ponds.",
    ),
]
UNSUPPORTED = [
    ("There were 1,500 responses.", "The consultation received 1,200 responses.", "1,500"),
    ("The budget is £1.2 billion.", "The board has a budget of £1.2m for the year.", "£1.2 billion"),
    ("The budget is $1.2m.", "The board has a budget of £1.2m for the year.", "$1.2m"),
    ("The budget is 1.2%.", "The board has a budget of £1.2m for the year.", "1.2%"),
    ("Thirteen members sit on the board.", "The board has 12 members.", "Thirteen"),
    ("The consultation lasts 12 months.", "The consultation lasts 12 weeks.", "12 months"),
    ("The consultation lasts 12 working days.", "The consultation lasts 12 days.", "12 working days"),
    ("Keepers earn £50 a month.", "Keepers earn £50 a week.", "per month"),
    ("30 of 5 practices voted.", "5 of 30 practices voted.", "other way round"),
    ("There are 12 ponds and 5 gates.", "There are 5 ponds and 12 gates.", "for something else"),
    ("See paragraph 3.2.9 for the gates.", "Paragraph 3.2.8 is about the gates.", "3.2.9"),
    ("The second round starts soon.", "The third round starts soon.", "second"),
    ("The board met on 30 January 2020.", "The board met on 31st January 2020.", "30 January 2020"),
    ("The board met on 31 January 2021.", "The board met on 31st January 2020.", "31 January 2021"),
    ("The board met in autumn 2020.", "The board met in spring 2020.", "autumn"),
    ("Spend in 2020/21 was £3m.", "Spend in 2019/20 was £3m.", "2020/21"),
    ("The gates open on Monday.", "The gates open on Tuesday.", "Monday"),
    ("The gates open at 7pm.", "The gates open at 7am.", "7pm"),
    ("Reply after 24 August 2019.", "Reply by 24 August 2019.", "24 August 2019"),
    ("At most 5 governors must attend.", "At least 5 governors must attend.", "at most"),
    ("More than 5 governors must attend.", "At least 5 governors must attend.", "more than"),
    ("Fewer than 200 people replied.", "More than 200 people replied.", "less than"),
    ("We require changes in the law.", "We do not require changes in the law.", "not require"),
    ("The board may not delegate its functions.", "The board may delegate its functions.", "not delegate"),
    ("The board approved the plan.", "The board refused to approve the plan.", "refused"),
    ("Entry is possible with a ticket.", "Entry is possible without a ticket.", "without"),
    ("The number of visits increased.", "The number of visits decreased.", "decreased"),
    ("Visits rose after the gates were opened.", "Visits rose before the gates were opened.", "before"),
    ("The board rejected the plan.", "The board approved the plan.", "rejected"),
    ("The ponds are closed in winter.", "The ponds are open in winter.", "open"),
    ("Staff must report gifts.", "Staff may report gifts.", "may"),
    ("Staff should report gifts.", "Staff must report gifts.", "must"),
    ("The hours were used.", "All unused hours of the year are lost; the hours were unused.", "unused"),
    ("The Committee approves the budget.", "The Board approves the budget every spring.", "Committee"),
    ("The committee approves the budget.", "The board approves the budget every spring.", "committee"),
    ("Camden will merge by April 2021.", "Hackney will merge by April 2021.", "Camden"),
    ("North West London merges in April.", "North East London merges in April.", "North West London"),
    ("Hackney improves the NHS's work.", "The North East Lodge (NEL), Health in Hackney, improves its work.", "NHS"),
    ("Paul Beard wrote the note on parks.", "Paul Thomas and Alice Beard wrote the note on parks.", "Paul Beard"),
    (
        "Alice Beard chairs the board and Paul Thomas leads the trust.",
        "Paul Thomas chairs the board and Alice Beard leads the trust.",
        "other way round",
    ),
    ("Dogs are welcome in every café.", "The gates are painted green every spring.", "something else"),
    (
        "The gates are painted green every spring, as the strategy asks, and residents love the quiet cafés.",
        "The gates are painted green every spring, as the strategy asks.",
        "only part of it",
    ),
    ("The hospital's budget was £1.1 billion.", "The trust runs two hospitals in the area.", "£1.1 billion"),
    ("…", "The gates are painted green.", "says nothing"),
]


@pytest.fixture(scope="module")
def check(encoder: Encoder) -> SupportCheck:
    return SupportCheck(encoder)


@pytest.mark.parametrize(("statement", "quote"), SUPPORTED)
def test_a_true_paraphrase_is_supported(check: SupportCheck, statement: str, quote: str):
    verdict = check.check(statement, [Cited(quote)])

    assert (verdict.support, verdict.reason) == ("supported", "")


@pytest.mark.parametrize(("statement", "quote", "named"), UNSUPPORTED)
def test_a_changed_statement_is_unsupported_and_the_reason_names_it(
    check: SupportCheck, statement: str, quote: str, named: str
):
    verdict = check.check(statement, [Cited(quote)])

    assert verdict.support == "unsupported"
    assert named in verdict.reason


def test_a_statement_without_citation_is_unsupported(check: SupportCheck):
    assert check.check("The gates are green.", []).reason == "it cites nothing"


def test_a_name_and_a_date_may_stand_over_the_words(check: SupportCheck):
    statement = "The Harbour Trust said in July 2021 that the gates are painted green."
    over = "Parks Strategy . Harbour Trust . July 2021"

    assert check.check(statement, [Cited("The gates are painted green.", over)]).support == "supported"
    assert check.check(statement, [Cited("The gates are painted green.")]).support == "unsupported"


def test_a_figure_over_the_words_is_not_enough(check: SupportCheck):
    cited = Cited("The gates are painted green.", "40 gates")

    assert "40" in check.check("The 40 gates are painted green.", [cited]).reason


def test_a_paragraph_number_may_stand_over_the_words(check: SupportCheck):
    cited = Cited("The gates are painted green.", "Parks Strategy . 3.2.9")

    assert check.check("Paragraph 3.2.9 says the gates are painted green.", [cited]).support == "supported"


def test_several_citations_count_together(check: SupportCheck):
    cited = [Cited("There are 12 gates in all."), Cited("The ponds were dug in 1901.")]

    assert check.check("There are twelve gates, and the ponds were dug in 1901.", cited).support == "supported"


def test_a_date_counts_as_the_paper_cited_writes_its_dates(check: SupportCheck):
    cited = Cited("The gates of the old park were painted green on 7/1/2015.", dates="month first")

    said = "The gates of the old park were painted green on {}."
    assert check.check(said.format("1 July 2015"), [cited]).support == "supported"
    assert check.check(said.format("7/1/2015"), [cited]).support == "supported"
    assert "7 January" in check.check(said.format("7 January 2015"), [cited]).reason


def test_a_citation_gives_title_body_date_headings_and_number():
    cited = cited_of(
        Citation(
            n=1, document="p.md", paper="p", title="Parks", organisation="Harbour Trust", date="2021-07-01",
            headings=("Gates",), number="3.2", page=None, quote="Green.", start=0, end=6,
        )
    )  # fmt: skip
    assert cited == Cited("Green.", "Parks . Harbour Trust . July 2021 . Gates . 3.2")


WORDS = st.sampled_from("the board gates ponds trust keepers will must not approve open plan before each".split())
FIGURES = st.one_of(
    st.integers(0, 10**7).map(lambda n: f"{n:,}"),
    st.integers(1, 999).map(lambda n: f"£{n}m"),
    st.integers(1, 99).map(lambda n: f"{n}%"),
    st.integers(2, 400).map(lambda n: f"{n} weeks"),
    st.integers(1, 28).map(lambda n: f"{n} May 2019"),
)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=300)
FEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(words=st.lists(st.one_of(WORDS, FIGURES), min_size=1, max_size=25), before=TEXTS)
def test_a_sentence_of_the_words_cited_is_supported_whatever_it_says(
    check: SupportCheck, words: list[str], before: str
):
    sentence = "The " + " ".join(words) + "."

    assert check.check(sentence, [Cited(before), Cited(sentence)]).support == "supported"


@FEW
@given(
    words=st.lists(WORDS, min_size=6, max_size=15), figures=st.lists(FIGURES, min_size=2, max_size=2), data=st.data()
)
def test_another_figure_is_never_supported(
    check: SupportCheck, words: list[str], figures: list[str], data: st.DataObject
):
    one, other = figures
    if one.replace(",", "") == other.replace(",", ""):
        return
    at = data.draw(st.integers(2, len(words) - 1))
    said, cited = (" ".join([*words[:at], f"costs {figure} for", *words[at:]]) for figure in (one, other))

    assert check.check(f"We {said}.", [Cited(f"We {cited}.")]).support == "unsupported"


@FEW
@given(statement=TEXTS, quote=TEXTS, context=TEXTS)
def test_judging_never_fails(check: SupportCheck, statement: str, quote: str, context: str):
    verdict = check.check(statement, [Cited(quote, context)])

    assert (verdict.support == "supported") == (verdict.reason == "")


LONG = {
    "one word": "a" * 100_000, "digits": "1" * 100_000, "controls": "\u202e\x00\x1b" * 33_000,
    "currency": "£" * 100_000, "thousands": "1,000" * 4_000, "spaced": "12 " * 7_000, "denials": "no not " * 3_000,
    "in words": "one hundred " * 2_000, "months": "May " * 5_000, "dates": "1 May 2020 " * 2_000,
    "capitals": "Board of " * 2_000, "acronyms": "(ICS) " * 3_000, "years": "2019/20-" * 2_500,
    "labels": "section 5(2)(a), " * 1_200,
    "codes": "AB1/" * 5_000, "emphasis": "*_" * 10_000, "bounds": "at least 5 " * 2_000,
}  # fmt: skip


TIMES = 4  # the longer text is so many times as long as the shorter one
# What grows as the square of the length takes 16 times as long for the longer text. The worst of ours, labels and
# acronyms, take 7 times as long, the others 2 to 5; the rest is room for a busy machine.
GROWTH = 13
TOO_SHORT = 0.04  # seconds: nothing to measure


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_the_time_for_a_long_text_grows_less_than_with_the_square_of_its_length(check: SupportCheck, text: str):
    def spent(text: str) -> float:
        began = time.process_time()
        for statement, quote in ((text[:4_000], text), ("The board has 12 gates.", text), (text, text[1:])):
            check.check(statement, [Cited(quote, text)])
        return time.process_time() - began

    longer = text[: len(text) // 4]
    shorter = longer[: len(longer) // TIMES]
    assert min(spent(longer) for _ in range(2)) < GROWTH * max(min(spent(shorter) for _ in range(2)), TOO_SHORT)

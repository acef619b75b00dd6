"""What is quoted from a web page, and what is left out."""

from datetime import date
from pathlib import Path

import pytest

from ingest.errors import PaperError
from ingest.formats.html import read
from ingest.paper import Outline

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Parking rules - Westford Council</title>
<meta property="og:site_name" content="Westford Council">
<meta property="article:published_time" content="2021-03-04T09:00:00Z"></head>
<body><div class="cookie-banner"><p>We use cookies on this site.</p></div>
<header><p>Westford Council home</p></header>
<nav><ul><li>Home</li><li>Services</li></ul></nav>
<main><div class="breadcrumbs">Home &gt; Streets</div>
<h1>Parking rules</h1>
<p>Permits&nbsp;cost <b>&pound;40</b> a&nbsp;year,
   and <i>blue</i>-badge holders pay nothing.</p>
<aside>Read also: bus lanes</aside>
<div hidden><p>Draft text</p></div><p style="display: none">Old text</p><p aria-hidden="true">Icon</p>
<h3>Where to park</h3>Loose words stand here.
<script>var a = 1;</script></main>
<footer><p>Copyright Westford</p></footer></body></html>"""


def outline(tmp_path: Path, html: str | bytes) -> Outline:
    path = tmp_path / "page.html"
    path.write_bytes(html.encode() if isinstance(html, str) else html)
    return read(path)


def words(read: Outline, kind: str) -> list[str]:
    return [read.text[block.words : block.end] for block in read.blocks if block.kind == kind]


def test_only_the_main_text_is_read(tmp_path):
    read = outline(tmp_path, PAGE)

    assert words(read, "heading") == ["Parking rules", "Where to park"]
    assert words(read, "paragraph") == [
        "Permits cost £40 a year, and blue-badge holders pay nothing.",
        "Loose words stand here.",
    ]
    assert len(read.blocks) == 4


def test_title_organisation_and_date_are_those_that_the_page_states(tmp_path):
    read = outline(tmp_path, PAGE)

    assert (read.title, read.organisation, read.date) == ("Parking rules", "Westford Council", date(2021, 3, 4))


def test_the_name_of_the_site_is_no_part_of_the_title(tmp_path):
    assert outline(tmp_path, "<title>Allotments | Westford</title><p>One plot each.</p>").title == "Allotments"


def test_blocks_know_the_headings_above_them(tmp_path):
    read = outline(tmp_path, PAGE)

    assert read.blocks[-1].headings == ("Parking rules", "Where to park")


def test_items_of_nested_lists_know_their_depth_and_number(tmp_path):
    read = outline(
        tmp_path,
        "<ol start=3><li>Third<ul><li>Inner</li></ul></li><li><p>Fourth</p><p>More of it.</p></li></ol>"
        "<ol type=a><li>Letter</li></ol>",
    )

    listed = [(read.text[b.start : b.end], b.kind, b.level, b.number) for b in read.blocks]
    assert listed == [
        ("3. Third", "item", 1, "3"),
        ("• Inner", "item", 2, None),
        ("4. Fourth", "item", 1, "4"),
        ("More of it.", "paragraph", 0, None),
        ("a. Letter", "item", 1, "a"),
    ]


@pytest.mark.parametrize(
    ("html", "kind", "number", "quoted"),
    [
        ("<p>(a) Dogs on leads.</p>", "item", "a", "Dogs on leads."),
        ("<p><span>(a)</span><span>(1)</span> Dogs on leads.</p>", "item", "(a)(1)", "Dogs on leads."),
        ("<p>3.2.9 The warden keeps a log.</p>", "paragraph", "3.2.9", "The warden keeps a log."),
        ("<h2>§ 1–201. Leads.</h2><p>x</p>", "heading", "§ 1–201", "Leads."),
        ("<h2>4.5</h2><p>The warden keeps a log.</p>", "paragraph", "4.5", "The warden keeps a log."),
        ("<p><span class=num>1.1</span>The warden keeps a log.</p>", "paragraph", "1.1", "The warden keeps a log."),
    ],
)
def test_typed_numbers_stand_before_the_words(tmp_path, html, kind, number, quoted):
    read = outline(tmp_path, html)
    block = read.blocks[0]

    assert (block.kind, block.number, read.text[block.words : block.end]) == (kind, number, quoted)


def test_rows_keep_the_headings_of_their_columns(tmp_path):
    read = outline(
        tmp_path,
        "<table><thead><tr><th>Zone</th><th colspan=2>Hours</th></tr></thead>"
        "<tr><td rowspan=2>A</td><td>8 to 12</td><td>14 to<br>18</td></tr>"
        "<tr><td>9 to 12</td><td>closed</td></tr></table>",
    )

    rows = [(read.text[b.words : b.end], b.columns) for b in read.blocks]
    assert rows == [
        ("Zone | Hours", ()),
        ("A | 8 to 12 | 14 to 18", ("Zone", "Hours", "Hours")),
        ("A | 9 to 12 | closed", ("Zone", "Hours", "Hours")),
    ]


def test_rows_of_a_table_inside_a_table_say_the_label_of_their_row(tmp_path):
    inner = "<table><tr><td>Child</td><td>£2</td></tr><tr><td>Adult</td><td>£4</td></tr></table>"
    read = outline(tmp_path, f"<table><tr><th>Swimming</th><td>{inner}</td></tr></table>")

    assert words(read, "row") == ["Swimming | Child | £2", "Swimming | Adult | £4"]


def test_a_table_that_lays_out_the_page_reads_as_paragraphs(tmp_path):
    read = outline(tmp_path, "<table><tr><td><h1>Fees</h1><p>Free.</p></td><td><p>Ask us.</p></td></tr></table>")

    assert words(read, "paragraph") == ["Free.", "Ask us."]
    assert words(read, "row") == []


def test_inline_marks_neither_add_nor_lose_spaces(tmp_path):
    read = outline(
        tmp_path,
        "<p>un<b>like</b>ly<br>so, 5 m<sup>2</sup> each<sup><a href='#n1'>1</a></sup>, she said <q>yes</q>.</p>",
    )

    assert words(read, "paragraph") == ["unlikely so, 5 m² each, she said “yes”."]


def test_equations_read_on_one_line(tmp_path):
    share = "<mfrac><mi>S</mi><mn>4</mn></mfrac>"
    square = "<msup><mi>r</mi><mn>2</mn></msup>"
    read = outline(tmp_path, f"<p>Each pays <math><mrow>{share}<mo>+</mo>{square}</mrow></math> a year.</p>")

    assert words(read, "paragraph") == ["Each pays S/4+r² a year."]


def test_struck_words_are_not_read_and_that_is_told(tmp_path):
    read = outline(
        tmp_path, "<p>A permit costs <s>£30</s> <span style='text-decoration: line-through'>£35</span> £40.</p>"
    )

    assert words(read, "paragraph") == ["A permit costs £40."]
    assert [warning.what for warning in read.warnings] == ["struck words"]


def test_two_line_ends_separate_paragraphs(tmp_path):
    assert words(outline(tmp_path, "<div>First.<br><br>Second.</div>"), "paragraph") == ["First.", "Second."]


def test_a_short_bold_paragraph_heads_what_follows(tmp_path):
    read = outline(tmp_path, "<h1>Fees</h1><p><b>Who pays</b></p><p>All residents.</p>")

    assert read.blocks[-1].headings == ("Fees", "Who pays")


@pytest.mark.parametrize(
    "page",
    [
        b"<meta charset=iso-8859-1><p>Caf\xe9 \x96 \xa35</p>",
        "<meta charset=windows-1252><p>Café – £5</p>".encode("cp1252"),
        "\ufeff<p>Café – £5</p>".encode("utf-16"),
        "<p>Café – £5</p>".encode(),
    ],
)
def test_the_encoding_is_the_one_that_the_page_declares(tmp_path, page):
    assert words(outline(tmp_path, page), "paragraph") == ["Café – £5"]


def test_definitions_keep_term_and_meaning(tmp_path):
    assert words(outline(tmp_path, "<dl><dt>Verge</dt><dd>The strip by the road.</dd></dl>"), "paragraph") == [
        "Verge",
        "The strip by the road.",
    ]


def test_deeply_nested_words_are_read(tmp_path):
    assert "Bottom" in outline(tmp_path, "<div>" * 200 + "<p>Bottom</p>").text


@pytest.mark.parametrize("page", ["", "   ", "<html><body><nav>Home</nav></body></html>", "<!-- nothing -->"])
def test_a_page_without_words_is_refused_with_a_cure(tmp_path, page):
    with pytest.raises(PaperError) as refusal:
        outline(tmp_path, page)
    assert refusal.value.cure


def test_marks_of_notes_in_cells_are_no_figures(tmp_path):
    rows = "<tr><th>Year<th>Paid<th>Area</tr><tr><td>2024<sup>1</sup><td>£1,200<sup>[2]</sup><td>15 m<sup>2</sup></tr>"
    read = outline(tmp_path, f"<main><table>{rows}</table></main>")

    assert words(read, "row")[-1] == "2024 | £1,200 | 15 m²"


def test_a_table_in_preformatted_lines_has_rows(tmp_path):
    lines = "Ward      Plots     Fee\nNorth        12     £10\nSouth         9     £12"
    read = outline(tmp_path, f"<main><p>Fees:</p><pre>{lines}</pre></main>")

    assert words(read, "row") == ["Ward | Plots | Fee", "North | 12 | £10", "South | 9 | £12"]


def test_a_table_that_only_roles_mark_is_one(tmp_path):
    def row(role: str, *cells: str) -> str:
        return '<div role="row">' + "".join(f'<span role="{role}">{cell}</span>' for cell in cells) + "</div>"

    grid = row("columnheader", "Park", "Closes") + row("cell", "North", "20:00")
    read = outline(tmp_path, f'<main><div role="table">{grid}</div></main>')

    assert words(read, "row") == ["Park | Closes", "North | 20:00"]


def test_names_beside_facts_are_rows(tmp_path):
    fees = "<dl><dt>Swing</dt><dd>£2</dd><dd>An hour</dd><dt>Slide</dt><dt>Chute</dt><dd>£3</dd></dl>"

    assert words(outline(tmp_path, fees), "row") == ["Swing | £2 | An hour", "Slide, Chute | £3"]


def test_a_label_across_a_table_goes_before_its_rows_and_is_no_head(tmp_path):
    head = "<thead><tr><th>Plot<th>Fee<th>Deposit</tr></thead>"
    body = "<tr><th colspan=3>North Park</tr><tr><th>Small<td>£10<td>£5</tr><tr><th>Large<td>£20<td>£9</tr>"
    read = outline(tmp_path, f"<main><table>{head}<tbody>{body}</tbody></table></main>")

    assert words(read, "row")[2:] == ["North Park | Small | £10 | £5", "North Park | Large | £20 | £9"]
    assert read.blocks[-1].columns == ("", "Plot", "Fee", "Deposit")


def test_items_and_labels_typed_on_lines_of_one_element_stand_apart(tmp_path):
    read = outline(tmp_path, "<div>Bring:<br>• a key<br>• a card<br>12 Mill Lane</div>")

    assert words(read, "item") == ["a key", "a card 12 Mill Lane"]
    hours = outline(tmp_path, "<p>Monday to Thursday: 9am–5pm<br>Friday: 9am–4pm<br>and by arrangement</p>")
    assert words(hours, "paragraph") == ["Monday to Thursday: 9am–5pm", "Friday: 9am–4pm and by arrangement"]


def test_lines_of_links_and_what_asks_about_cookies_are_not_read(tmp_path):
    links = "<a href=/>Home</a> | <a href=/n>News</a> | <a href=/c>Contact</a>"
    notice = "<div><p>This site uses cookies to count visits.</p><a href=#>Accept</a></div>"
    text = "<p>The gates open at dawn. Visitors may not swim in the lake, and dogs are to be kept on a lead.</p>"
    text += "<p>The keeper locks the gates at dusk, and opens them for nobody until the next day begins.</p>"

    assert outline(tmp_path, f"<body><div>{links}</div>{notice}{text}</body>").text.startswith("The gates open")


def test_a_figure_that_begins_a_line_is_no_item(tmp_path):
    read = outline(tmp_path, "<p>The town pays<br>1.5 million pounds a year.<br>It opens at<br>10.30 each day.</p>")

    assert words(read, "paragraph") == ["The town pays 1.5 million pounds a year. It opens at 10.30 each day."]
    assert words(read, "item") == []


def test_links_below_a_heading_or_in_a_table_are_its_words(tmp_path):
    people = "<a href=/a>Anna Lee</a>, <a href=/b>Bob Ray</a>, <a href=/c>Cy Poe</a>"
    read = outline(tmp_path, f"<h1>Board</h1><p>It meets monthly.</p><h2>Members</h2><p>{people}</p>")
    panel = outline(tmp_path, "<p>The office opens at ten each day.</p><div class='ccc panel'>The fee is £40.</div>")

    assert words(read, "paragraph")[-1] == "Anna Lee, Bob Ray, Cy Poe"
    assert "The fee is £40." in panel.text


@pytest.mark.parametrize(
    "panel",
    [
        "<h2><button aria-controls='c1'>Fees</button></h2><div id='c1' hidden='until-found'>{}</div>",
        "<h2><button aria-controls='c1'>Fees</button></h2><div id='c1' hidden>{}</div>",
        "<ul><li><a data-toggle='tab' href='#c1'>Fees</a></li></ul><div id='c1' style='display:none'>{}</div>",
        "<div role='tabpanel' aria-hidden='true'><h2>Fees</h2>{}</div>",
    ],
    ids=["accordion", "heading that opens", "tab", "panel of a tab"],
)
def test_what_a_visitor_opens_on_a_page_is_read(tmp_path: Path, panel: str):
    read = outline(tmp_path, f"<main><h1>Lamps</h1>{panel.format('<p>The lamp fee is £12.</p>')}</main>")

    assert words(read, "paragraph") == ["The lamp fee is £12."]


def test_the_button_of_a_heading_is_the_heading(tmp_path: Path):
    button = "<button>Fees of lamps<span class='govuk-accordion__section-toggle'>Show</span></button>"
    read = outline(tmp_path, f"<main><h1>Lamps</h1><h2>{button}</h2><p>The lamp fee is £12.</p></main>")

    assert words(read, "heading") == ["Lamps", "Fees of lamps"]


def test_a_hidden_menu_that_a_button_opens_is_not_read(tmp_path: Path):
    menu = "<div id='m' hidden><a href='/a'>Our services</a> <a href='/b'>Our people</a></div>"
    read = outline(tmp_path, f"<main><button aria-controls='m'>Menu</button>{menu}<p>Lamps are lit at dusk.</p></main>")

    assert words(read, "paragraph") == ["Lamps are lit at dusk."]


@pytest.mark.parametrize("kind", ["modal fade", "offcanvas", "popover"])
def test_a_hidden_layer_over_the_page_is_not_read(tmp_path: Path, kind: str):
    layer = f"<div id='m' class='{kind}' hidden><p>Tell us what you think of this page.</p></div>"
    read = outline(tmp_path, f"<main><button data-bs-target='#m'>Say</button>{layer}<p>Lamps are lit.</p></main>")

    assert words(read, "paragraph") == ["Lamps are lit."]


def test_links_that_change_an_answer_are_no_fact_beside_it(tmp_path: Path):
    change = "<dd class='govuk-summary-list__actions'><a href='#'>Change</a></dd>"
    facts = f"<dl><div><dt>Fee</dt><dd>£12</dd>{change}</div><div><dt>Opens</dt><dd>6am</dd></div></dl>"
    read = outline(tmp_path, f"<main><h1>Lamps</h1>{facts}<p>Lamps are lit at dusk and put out at dawn.</p></main>")

    assert words(read, "row") == ["Fee | £12", "Opens | 6am"]

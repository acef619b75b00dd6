"""A web page: its encoding, where its text is, what is furniture, and what it says about itself."""

import codecs
import re
from collections.abc import Iterator
from datetime import date

import lxml.html
from lxml.html import HtmlElement

from ingest.errors import PaperError
from ingest.formats.decode import decode

CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE
)
# characters that no tree can hold, as they are or as references
CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F])(?![\da-fA-F]));?"
)
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# what browsers use where a page declares one of these
BROWSERS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
LEFT_OUT = {
    "script", "style", "template", "noscript", "nav", "aside", "form", "button", "select", "textarea", "input",
    "svg", "iframe", "object", "video", "audio", "canvas", "dialog", "head", "del", "s", "strike", "annotation",
    "datalist", "map", "rt", "rp",
}  # fmt: skip
ROLES = {
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "complementary",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
}
TABLE_ROLES = {  # what elements without a meaning of their own may be, and the elements with that meaning
    "table": "table", "grid": "table", "rowgroup": "tbody", "row": "tr", "cell": "td", "gridcell": "td",
    "columnheader": "th", "rowheader": "th",
}  # fmt: skip
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ABOVE = " | ".join(f"preceding::{heading}" for heading in HEADINGS)
BELOW = "following::p[string-length(normalize-space()) > 40] | following::li | following::td"
PLAIN = {"div", "span", "p", "ul", "li", "section", "dl", "dt", "dd"}
FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:cookie\w*|cybot\w*|onetrust|consent-?(?:banner|manager|notice)|breadcrumbs?|skip-?(?:link|to\S*|nav)|pagination|sr-only|visually-?hidden|visuallyhidden"
    r"|screen-reader\S*|section-toggle|summary-list__actions|share(?:-buttons?|-links?)?|social(?:-\w+)?|back-to-top|no-?print|print-?link)(?:$|[\s_-])",
    re.IGNORECASE,
)
UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE
)
OVERLAY = re.compile(r"(?<![^\W_])(?:modal|dialog|popover|tooltip|offcanvas|nav(?:bar)?)(?![^\W_])", re.IGNORECASE)
NOTE = re.compile(r"\b(?:foot|end|rear)notes?\b")  # what an element calls itself that holds one
STRUCK_OUT = ".//del | .//s | .//strike | .//*[contains(@style, 'line-through')]"
COOKIES = re.compile(  # what a page asks of its visitors
    r"(?:\bwe|\bsite|\bpage) uses?\b.{0,60}\bcookies\b.*\b(?:accept|reject|agree|allow|hide|close|dismiss|ok|got it)\b",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_NOTICE = 600  # characters
FEWEST_LINKS, LONGEST_LINK = 3, 3  # links in a line of nothing else, which leads about the site; words of each
MOST_FURNITURE = 0.3  # of the words of a page; a page about cookies may have 'cookie' in the class of its text
SUFFIX = re.compile(r"\s+[|·»]\s+[^|·»]+$")
DASH_SUFFIX = re.compile(r"\s+[-–—:]\s+([^-–—:]+)$")
PUBLISHED = (
    "article:published_time", "dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date", "datepublished",
    "dcterms.created", "dcterms.modified", "article:modified_time", "date", "citation_publication_date",
)  # fmt: skip
PUBLISHERS = (
    "dcterms.publisher",
    "dc.publisher",
    "citation_publisher",
    "publisher",
    "og:site_name",
    "dcterms.creator",
    "author",
)


def parse(data: bytes) -> HtmlElement:
    text = CONTROLS.sub("", re.sub(r"^\s*<\?xml[^>]*\?>", "", _characters(data)))
    if not text.strip():
        raise PaperError("this file is empty", "fetch or save it again")
    try:
        return lxml.html.document_fromstring(text)
    except (lxml.etree.LxmlError, ValueError):
        raise PaperError("this is not a web page", "open it in a browser, save it as HTML and add that") from None


def _characters(data: bytes) -> str:
    """By its byte order mark, by what the page declares, or by detection."""
    declared = next((name for mark, name in BYTE_ORDER_MARKS.items() if data.startswith(mark)), "")
    if not declared and (match := CHARSET.search(data[:4096])):
        declared = (match[1] or match[2]).decode("ascii").lower()
    try:
        return data.decode(BROWSERS.get(declared, declared or "utf-8"))
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def text_root(page: HtmlElement) -> HtmlElement:
    """The element that holds the text: the article in the main part, the main part, or the body."""
    body = page.find("body")
    body = page if body is None else body
    mains = body.xpath(".//main | .//*[@role='main']") or [body]
    main = max(mains, key=_size)
    articles = main.xpath(".//article")
    largest = max(articles, key=_size, default=main)
    alone = sum(_size(article) > 0.2 * _size(main) for article in articles) == 1
    return largest if alone and _size(largest) > 0.5 * _size(main) else main


def without_furniture(root: HtmlElement) -> HtmlElement:
    """The same element, without anything that a reader of the text does not see or does not read, and with the tables
    that only roles mark as tables.
    """
    whole, opened = _size(root), _opened(root)
    for node in root.xpath(".//*[@role]"):
        if node.tag in PLAIN:
            node.tag = TABLE_ROLES.get(node.get("role"), node.tag)
    for node in list(root.iterdescendants()):
        if node is not root and node.getparent() is not None and _is_left_out(node, whole, opened):
            node.drop_tree()
    return root


def has_struck(root: HtmlElement) -> bool:
    """Whether words are struck through."""
    return any(folded(node.text_content()) for node in root.xpath(STRUCK_OUT))


def _opened(root: HtmlElement) -> set[str]:
    """The ids of what a visitor opens on a page by a tab, or by a heading that shows what is below it."""
    controls = root.xpath(
        "//*[@aria-controls]/@aria-controls | //*[@data-target | @data-bs-target]/@*[contains(., '#')]"
    )
    tabs = root.xpath("//a[@role='tab' or @data-toggle or @data-bs-toggle]/@href")
    return {id.lstrip("#") for stated in (*controls, *tabs) for id in stated.split()}


def _is_left_out(node: HtmlElement, whole: int, opened: set[str]) -> bool:
    if not isinstance(node.tag, str):
        return True
    hidden = node.get("hidden") is not None or node.get("aria-hidden") == "true" or UNSEEN.search(node.get("style", ""))
    if hidden and not _is_panel(node, opened):
        return True
    if node.tag == "form" and _size(node) > 0.5 * whole:
        return False
    names = f"{node.get('class', '')} {node.get('id', '')}"
    if node.tag == "aside" and NOTE.search(f"{names} {node.get('epub:type', '')} {node.get('role', '')}"):
        return False
    if node.tag == "button" and node.getparent().tag in (*HEADINGS, "summary", "dt"):
        return False
    if node.tag in LEFT_OUT or node.get("role") in ROLES or _is_note_mark(node):
        return True
    if node.tag in ("header", "footer"):
        return "note" not in names and not (node.tag == "header" and node.xpath(".//h1 | .//h2"))
    furniture = (
        FURNITURE.search(names) or node.get("id") == "ccc" or _is_line_of_links(node) or _asks_about_cookies(node)
    )
    return bool(furniture) and _size(node) < MOST_FURNITURE * whole


def _is_panel(node: HtmlElement, opened: set[str]) -> bool:
    """Whether a hidden element is one that a visitor opens to read it."""
    opens = node.get("id") in opened or node.get("role") == "tabpanel" or node.get("hidden") == "until-found"
    if OVERLAY.search(f"{node.get('class', '')} {node.get('id', '')}") or node.tag == "nav":
        return False
    links = sum(_size(each) for each in node.iter("a", "form", "button"))
    return opens and 2 * links < _size(node)


def _is_line_of_links(node: HtmlElement) -> bool:
    """Whether it leads about the site: links and nothing else, above the first heading or below the last text."""
    between = [node.text, *(link.tail for link in node)]
    return (
        node.tag in ("div", "p", "center")
        and len(node) >= FEWEST_LINKS
        and all(link.tag == "a" and len(link.text_content().split()) <= LONGEST_LINK for link in node)
        and not any(map(str.isalnum, "".join(filter(None, between))))
        and not (_follows_heading(node) or (node.xpath(ABOVE) and node.xpath(BELOW)))
    )


def _follows_heading(node: HtmlElement) -> bool:
    before = node.getprevious()
    return before is not None and before.tag in HEADINGS


def _asks_about_cookies(node: HtmlElement) -> bool:
    if node.tag not in ("div", "section") or _size(node) > LONGEST_NOTICE:
        return False
    return bool(COOKIES.search(node.text_content()))


def _is_note_mark(node: HtmlElement) -> bool:
    """The raised figure that links to a footnote."""
    text = node.text_content().strip("[]() \n") if node.tag == "a" else ""
    raised = node.getparent().tag == "sup" or re.search(
        r"\b(?:fn|footnote|noteref)", f"{node.get('class', '')} {node.get('role', '')}"
    )
    return bool(raised) and node.get("href", "#").startswith("#") and bool(re.fullmatch(r"\d{1,3}|[a-z*†‡]", text))


def _size(node: HtmlElement) -> int:
    return len(node.text_content())


def folded(text: str) -> str:
    """White space as browsers show it, and no characters without width."""
    return " ".join(re.sub("[\u00ad\u200b\u200c\u200d\u2060\ufeff\U000e0000-\U000e007f]", "", text).split())


def stated_title(page: HtmlElement, root: HtmlElement) -> str | None:
    """What the page gives for sharing, its first heading, or the title of its window, without the name of the site."""
    headings = [folded(node.text_content()) for node in root.iter("h1")]
    site = next(_meta(page, "og:site_name"), "")
    for title in [
        *_meta(page, "og:title"),
        *headings[:1],
        *(folded(node.text_content()) for node in page.iter("title")),
    ]:
        bare = SUFFIX.sub("", title)
        dashed = DASH_SUFFIX.search(bare)
        if dashed and (dashed[1] == site or bare[: dashed.start()] in headings):
            bare = bare[: dashed.start()]
        if bare:
            return bare
    return None


def stated_organisation(page: HtmlElement) -> str | None:
    return next((value for name in PUBLISHERS for value in _meta(page, name)), None)


def stated_date(page: HtmlElement, root: HtmlElement) -> date | None:
    times = [node.get("datetime", "") for node in root.xpath(".//header//time[@datetime]")]
    for value in [*(value for name in PUBLISHED for value in _meta(page, name)), *times]:
        if match := re.match(r"\d{4}-\d{2}-\d{2}", value):
            try:
                return date.fromisoformat(match[0])
            except ValueError:
                continue
    return None


def _meta(page: HtmlElement, name: str) -> Iterator[str]:
    for node in page.iter("meta"):
        stated = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        if stated == name and (value := folded(node.get("content", ""))):
            yield value

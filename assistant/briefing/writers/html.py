"""Writes a pack as one HTML page: it fetches nothing, runs no script, and escapes all text from elsewhere."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from assistant.briefing import wording
from assistant.briefing.pack import Pack
from ingest.spans import Piece

EMPHASIS = {
    "": "{}",
    "em": "<em>{}</em>",
    "strong": "<strong>{}</strong>",
    "strong em": "<strong><em>{}</em></strong>",
    "code": "<code>{}</code>",
}
HERE = Path(__file__).parent


def render(pack: Pack) -> bytes:
    return page(pack).encode()


def page(pack: Pack) -> str:
    style = (HERE / "pack.css").read_text("utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _template().render(pack=pack, wording=wording, style=Markup(style), digest=digest) + "\n"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else wording.line(str(value)),
    )
    environment.filters |= {"groupby_run": _runs, "styled": _styled}
    return environment.get_template("pack.html.j2")


def _styled(words: Iterable[Piece]) -> Markup:
    """Words from papers, with their emphasis."""
    return Markup("").join(Markup(EMPHASIS[piece.style]).format(piece.text) for piece in words)


def _runs(things: Iterable[object], attribute: str) -> Iterator[tuple[object, list[object]]]:
    """Groups consecutive items with the same value; Jinja's own groupby would sort them."""
    return ((value, list(run)) for value, run in groupby(things, attrgetter(attribute)))

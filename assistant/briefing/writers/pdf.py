"""Writes a pack as PDF: the HTML page, laid out by WeasyPrint. That is an extra, as it needs the library Pango."""

from typing import Any

from assistant.briefing.pack import Pack
from assistant.briefing.writers.html import page
from ingest.errors import PolicyError


def needed() -> Any:
    """WeasyPrint. Raises PolicyError if it or Pango is missing."""
    try:
        import weasyprint
    except ImportError as error:
        raise PolicyError(
            "PDF needs the package weasyprint", "pip install 'policy-assistant[pdf]', or choose an OUT ending in .docx"
        ) from error
    except OSError as error:
        raise PolicyError(
            "PDF needs the library Pango, which is not on this machine",
            "install it (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0), or choose an OUT ending in .docx",
        ) from error
    return weasyprint


def render(pack: Pack) -> bytes:
    return needed().HTML(string=page(pack), url_fetcher=_nothing).write_pdf(pdf_identifier=b"policy", pdf_tags=True)


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a pack must not fetch anything: {url}")

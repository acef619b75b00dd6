"""How `make docs` builds the site from the Markdown pages here. Nothing in a page is fetched from elsewhere."""

import re
from typing import Any

project = "policy"
author = "the authors of policy"
html_title = "policy"
html_theme = "furo"
html_copy_source = False
html_show_copyright = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1d4f91", "color-brand-content": "#1d4f91"},
    "dark_css_variables": {"color-brand-primary": "#8ab8f0", "color-brand-content": "#8ab8f0"},
}
html_static_path = ["site.css"]
html_css_files = ["site.css"]

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["README.md"]  # a forge shows it with this folder; index.md includes it
myst_heading_anchors = 3  # a link to a heading is written as on a forge
smartquotes = False  # two dashes are an option, not a dash
default_role = "code"  # docstrings are written with single backticks

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 88  # a longer one has a line for each argument

SIGNS = re.compile(r"`[^`]*`|[*_|\\]")


def setup(app: Any) -> None:
    app.connect("autodoc-process-docstring", as_plain_text)


def as_plain_text(app: Any, what: str, name: str, documented: Any, options: Any, lines: list[str]) -> None:
    """Docstrings are plain text with backticks: any other sign in them is no markup, as in `POLICY_...`."""
    lines[:] = [SIGNS.sub(lambda sign: sign[0] if sign[0][0] == "`" else f"\\{sign[0]}", line) for line in lines]

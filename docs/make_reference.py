"""Writes docs/reference from the program itself: `python docs/make_reference.py`; `make docs` does it too.

tests/test_docs.py fails where a page says something else than the program.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from pydantic.fields import FieldInfo

from assistant.cli.main import cli
from assistant.settings import PREFIX, Settings

HERE = Path(__file__).parent / "reference"
GENERATED = "<!-- Made by docs/make_reference.py. Change the program, then run: make docs -->\n"
MARKUP = str.maketrans({sign: "\\" + sign for sign in r"\`*_[]<>|#"})

COMMANDS = f"""{GENERATED}
# Commands

Every command also has `--help`. `--library`, `--chroma`, `--model` and `--answering` may stand before or after the name
of a command that has them.

Exit codes: 0 answered or done, 1 an error, 2 wrong usage, 3 the papers do not say.
"""
SETTINGS = f"""{GENERATED}
# Settings

[How to set them](../engineer/settings.md). In the environment a name is in capitals, with `{PREFIX}` before it:
`{PREFIX}LIBRARY`. Unless you set `library`, it is in your user data folder.

| setting | meaning |
| --- | --- |
"""


def pages() -> dict[str, str]:
    """The text of each page, by its file name."""
    return {
        "commands.md": COMMANDS + "".join(f"\n{section(*each)}" for each in commands(cli, "policy")),
        "settings.md": SETTINGS + "".join(f"{setting(*each)}\n" for each in Settings.model_fields.items()),
    }


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, with what is typed to reach each. A hidden one is what its group does by itself."""
    inner = command.commands if isinstance(command, click.Group) else {}
    by_itself = next((each for each in inner.values() if each.hidden), command)
    yield name, by_itself
    for word, each in inner.items():
        if not each.hidden:
            yield from commands(each, f"{name} {word}")


def section(name: str, command: click.Command) -> str:
    """What the help of a command says, as Markdown."""
    context = click.Context(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    about = "\n\n".join(plain(part) for part in (command.help or "").split("\n\n"))
    options = [each for each in command.params if isinstance(each, click.Option)]
    records = [record for each in options if (record := each.get_help_record(context))]
    rows = "".join(f"| `{cell(option)}` | {plain(meaning)} |\n" for option, meaning in records)
    table = f"\n| option | meaning |\n| --- | --- |\n{rows}" if rows else ""
    return f"## {name}\n\n    {usage}\n\n{about}\n{table}"


def setting(name: str, field: FieldInfo) -> str:
    """A row of the table of settings."""
    return f"| `{name}` | {plain(field.description or '')}{_default(field.default)} |"


def _default(value: Any) -> str:
    """One that is no plain value, such as a folder of the user, is told by the description."""
    if not isinstance(value, str | int | float):
        return ""
    return f" Default: `{str(value).lower() if isinstance(value, bool) else value}`."


def cell(code: str) -> str:
    """Code in a table, whose bars would end the cell."""
    return code.replace("|", "\\|")


def plain(text: str) -> str:
    """A text on one line whose signs mean nothing in Markdown."""
    return " ".join(text.split()).translate(MARKUP)


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8")

"""A choice from a short list."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets.option_list import Option

from tui.prose import plain
from tui.screens.pick import Pick, having


@dataclass(frozen=True)
class Choice:
    id: str
    label: str
    about: str = ""


class Menu(Pick[str]):
    """Returns the id of what was chosen."""

    def __init__(self, title: str, choices: Sequence[Choice], hint: str = "") -> None:
        super().__init__(title, hint)
        self._choices = choices

    async def find(self, words: str) -> list[Option]:
        return having(
            words, [(f"{each.label} {each.about}", Option(_shown(each), id=each.id)) for each in self._choices]
        )

    def picked(self, id: str) -> str:
        return id


def _shown(choice: Choice) -> Content:
    about = plain(f"  {choice.about}", "dim") if choice.about else ""
    return Content.assemble(plain(choice.label), about)

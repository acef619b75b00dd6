"""The program on screen: themes, commands, and the screens."""

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from assistant.engine import Engine
from tui.preferences import remember, remembered
from tui.screens.ask import AskScreen
from tui.screens.help import Help
from tui.themes import DARK, LIGHT

HERE = Path(__file__).parent
PLAIN = "ansi-dark"  # of Textual; the colours of the terminal itself
STYLES: list[str | PurePath] = sorted(HERE.rglob("*.tcss"))


class PolicyApp(App[None]):
    """The conversation on screen. `engine` answers; it is closed when the app ends."""

    TITLE = "policy"
    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", "Quit", show=False, priority=True)]

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        theme = remembered("theme", DARK.name)
        if self.console.color_system == "standard":
            theme = PLAIN  # the nearest of 16 colours to ours make grey patches
        self.theme = theme if theme in self.available_themes else DARK.name

    def get_default_screen(self) -> Screen:
        return AskScreen(self._engine)

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, lambda theme: remember("theme", theme.name))

    def on_unmount(self) -> None:
        self._engine.close()

    def action_help(self) -> None:
        if not isinstance(self.screen, Help):
            self.push_screen(Help())

    def get_system_commands(self, screen: Screen) -> Iterable[SystemCommand]:
        if isinstance(screen, AskScreen):
            yield from screen.commands()
        yield SystemCommand("Help", "What can be done, and with which keys", self.action_help)
        yield from super().get_system_commands(screen)

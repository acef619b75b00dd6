"""The program on screen: themes, commands, and the screens."""

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import ClassVar

from textual import events
from textual._callback import invoke
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from assistant.session import Session
from tui.preferences import remember, remembered
from tui.screens.ask import AskScreen
from tui.screens.conversations import ConversationList
from tui.screens.help import Help
from tui.screens.menu import Choice, Menu
from tui.themes import DARK, LIGHT
from tui.widgets.line import Line
from tui.widgets.question_box import QuestionBox, question_box

HERE = Path(__file__).parent
PLAIN = "ansi-dark"  # one of Textual's; uses the terminal's own colours
STYLES: list[str | PurePath] = sorted(HERE.rglob("*.tcss"))


class PolicyApp(App[None]):
    """The conversation on screen. `session` answers, and is closed when the app ends."""

    TITLE = "policy"
    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
        Binding("ctrl+p", "commands", "Commands", show=False, priority=True),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        theme = remembered("theme", DARK.name)
        if self.console.color_system == "standard":
            theme = PLAIN  # the nearest 16 colours to ours leave grey patches
        self.theme = theme if theme in self.available_themes else DARK.name

    def get_default_screen(self) -> Screen:
        return AskScreen(self._session)

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, lambda theme: remember("theme", theme.name))

    def on_unmount(self) -> None:
        self._session.close()

    def action_help(self) -> None:
        if not isinstance(self.screen, Help):
            self.push_screen(Help())

    async def action_commands(self) -> None:
        """The command list. On Enter, Textual's own palette can run what it showed before it had searched."""
        commands = {str(n): command for n, command in enumerate(self.get_system_commands(self.screen))}
        choices = [Choice(n, command.title, command.help) for n, command in commands.items()]

        async def run(chosen: str | None) -> None:
            if chosen:
                await invoke(commands[chosen].callback)

        if not isinstance(self.screen, Menu):
            await self.push_screen(Menu("Commands", choices), run)

    def get_system_commands(self, screen: Screen) -> Iterable[SystemCommand]:
        if isinstance(screen, AskScreen | ConversationList):
            yield from screen.commands()
        yield SystemCommand("Help", "What you can do, and the keys for it", self.action_help)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        yield SystemCommand("Quit", "Close policy; everything is saved", self.action_quit)

    # Keys: docs/adr/0017

    async def on_event(self, event: events.Event) -> None:
        """Handles each key or paste completely before the next one."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.app_focus = True
            if await self._handled(event):
                return
        await super().on_event(event)

    async def _handled(self, event: events.Key | events.Paste) -> bool:
        if isinstance(event, events.Paste):
            return self._write(event.text)
        if event.is_printable and event.character:
            return self._write(event.character)
        return await self._check_bindings(event.key, priority=True) or await self._check_bindings(event.key)

    def _write(self, text: str) -> bool:
        """Writes to the line with the focus, or else to the question box. Textual handles its own theme search."""
        screen = self.screen
        if isinstance(screen, AskScreen):
            screen.set_focus(screen.line, scroll_visible=False)
        if isinstance(screen.focused, Line | QuestionBox):
            screen.focused.write(text)
        elif isinstance(screen.focused, Input):
            return False
        else:
            question_box(self).write(text)
        return True

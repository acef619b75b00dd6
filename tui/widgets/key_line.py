"""The keys that can be used now, on the last line."""

from collections.abc import Iterator

from textual import events
from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey


class KeyLine(Footer):
    """Shows whole keys only: those nearest to the focus first, as many as fit, and always the palette."""

    def __init__(self, palette: bool = True) -> None:
        super().__init__(show_command_palette=palette, compact=True)

    def compose(self) -> ComposeResult:
        yield from self._keys()

    async def recompose(self) -> None:
        """Makes the keys anew where others are to be shown; the focus moves more often than they change."""
        if self.is_attached and [*map(_facts, self._keys())] != [*map(_facts, self.query(FooterKey))]:
            await super().recompose()

    def on_resize(self, event: events.Resize) -> None:
        self.bindings_changed(self.screen)

    def _keys(self) -> Iterator[FooterKey]:
        keys = [key for key in super().compose() if isinstance(key, FooterKey)]
        room = self.app.size.width
        for key in sorted(keys, key=lambda key: not key.has_class("-command-palette")):
            room -= len(f"{key.key_display} {key.description} ")
            if room >= 0:
                key._reactive_connect = None  # to our `compact`: until that changes, Textual keeps every key there was
                yield key.add_class("-compact", update=False)  # once it is there, its style would be worked out again


def _facts(key: FooterKey) -> tuple[object, ...]:
    return key.key, key.key_display, key.description, key.action, key.tooltip, key.classes

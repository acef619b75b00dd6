"""Words cures for somebody at the screen: errors give them for a shell."""

import re

ON_SCREEN = {  # what both a shell and the screen can do
    r"\badd some papers: policy ingest FOLDER": "press Ctrl+L and then Ctrl+A to add some",
    r"\bif it was stopped, continue with: policy ingest$": "if it was stopped, add any paper to continue it",
    r"\bname its new folder: policy --library FOLDER": "quit and start policy with its new folder",
    r"\bremove it from the library: --prune": "remove it from the library with Ctrl+L and then Ctrl+D",
    r"\bpolicy papers lists them all\b": "press Ctrl+L to see them all",
    r"\buse --private-addresses\b": "set private_addresses in the settings",
    r": --out\b": "",
    r"\bchoose (an|another) OUT\b": r"choose \1 file",
    r"\ban file\b": "a file",
}
IN_SHELL = re.compile(
    r"(^|\. )([^.]*?(?<!')"
    r"(?:\bpolicy (?:ingest|doctor|batch|allow)\b|\b(?:pip|apt) install\b|\bchmod\b|(?<=[ (])--[a-z]))"
)


def on_screen(told: str) -> str:
    """A message with what to do on the screen instead of in a shell; a cure that needs a shell says so."""
    for said, instead in ON_SCREEN.items():
        told = re.sub(said, instead, told)
    return IN_SHELL.sub(r"\1in a shell, \2", told)

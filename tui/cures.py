"""What to do next, said for somebody in front of the screen: errors name the cure for a shell."""

import re

ON_SCREEN = {  # what a shell does and the screen does too
    r"\btake some in: policy ingest FOLDER": "press Ctrl+L and then Ctrl+A to add some",
    r"\bif it was stopped, go on with: policy ingest$": "if it was stopped, add any paper and it goes on",
    r"\bsay where it is now: policy --library FOLDER": "leave, and start policy with the folder where it is now",
    r"\bremove it from the library: --prune": "take it off the shelf: Ctrl+L and then Ctrl+D",
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
    """The words with what the screen does in place of what a shell does; a cure that only a shell has says so."""
    for said, instead in ON_SCREEN.items():
        told = re.sub(said, instead, told)
    return IN_SHELL.sub(r"\1in a shell, \2", told)

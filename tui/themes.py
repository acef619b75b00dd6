"""Our own two themes. Textual's can be chosen too."""

from textual.theme import Theme

DARK = Theme(
    name="policy-dark",
    primary="#8ab4d8",
    secondary="#9aa7b5",
    accent="#7fc8a9",
    warning="#e0b45c",
    error="#e07a70",
    success="#7fc8a9",
    foreground="#dfe3e8",
    background="#14181d",
    surface="#1a2027",
    panel="#222a33",
    dark=True,
    variables={"border-blurred": "#3a4654", "scrollbar": "#3a4654", "scrollbar-background": "#1a2027"},
)
LIGHT = Theme(
    name="policy-light",
    primary="#1f5a8c",
    secondary="#56636f",
    accent="#0b6e4f",
    warning="#9a6a00",
    error="#b3261e",
    success="#0b6e4f",
    foreground="#1c2126",
    background="#fbfbf8",
    surface="#f3f3ee",
    panel="#e7e8e2",
    dark=False,
    variables={"border-blurred": "#b9bcb2", "scrollbar": "#b9bcb2", "scrollbar-background": "#f3f3ee"},
)

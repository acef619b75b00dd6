"""Numbers of things, as people say them."""


def numbered(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"

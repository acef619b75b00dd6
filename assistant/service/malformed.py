"""What is wrong with a request that is not of the form it should have."""

from pydantic import ValidationError

from assistant.text.sanitize import visible


def malformed(error: ValidationError) -> str:
    """The first fault and where it is, without what was sent."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(map(str, fault["loc"]))
    match fault["type"]:
        case "missing":
            told = f"{where} is missing"
        case "extra_forbidden":
            told = f"there is no field {where}"
        case _:
            told = ": ".join(filter(None, [where, fault["msg"]]))
    return visible(told)

"""Questions in YAML: a list of questions, or sections with a list each. A question is text, or has named values."""

from collections.abc import Iterator
from typing import Any

import yaml

from assistant.briefing.questions import Asked, PassedOver, Questions, at_line, from_row, text_of, wrong

CURE = "write a list of questions, or for each section its name and a list of questions"
NOTHING = "tag:yaml.org,2002:null"


def read(data: bytes) -> Questions:
    text = text_of(data)
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise wrong(at_line(1), "there are references (*name) in it", "write each value out")
        root = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise wrong(at_line(mark.line + 1 if mark else 1), "it is not YAML", CURE) from error
    if root is None:
        return Questions(())
    return Questions.of(_all(root))


def _all(root: Any) -> Iterator[Asked | PassedOver]:
    if isinstance(root, yaml.SequenceNode):
        yield from _listed(root, None)
    elif isinstance(root, yaml.MappingNode):
        for name, questions in root.value:
            if _is_nothing(questions):
                yield PassedOver(_at(name), f"there is nothing in the section '{name.value}'")
                continue
            if not isinstance(questions, yaml.SequenceNode):
                raise wrong(_at(questions), "a section has no list of questions", CURE)
            yield from _listed(questions, str(name.value))
    else:
        raise wrong(_at(root), "there is no list of questions", CURE)


def _listed(questions: Any, section: str | None) -> Iterator[Asked | PassedOver]:
    for node in questions.value:
        if isinstance(node, yaml.MappingNode):
            yield from_row(_values(node), _at(node), CURE, section)
        elif _is_nothing(node):
            yield PassedOver(_at(node), "the question is empty")
        elif isinstance(node, yaml.ScalarNode):
            yield from_row({"question": node.value}, _at(node), CURE, section)
        else:
            raise wrong(_at(node), "there is no question in it", CURE)


def _values(node: Any) -> dict[str, Any]:
    """The named values; the question and its section as they are written, whatever YAML takes them for."""
    loader = yaml.SafeLoader("")
    try:
        return {
            str(name.value): value.value
            if isinstance(value, yaml.ScalarNode) and not _is_nothing(value)
            else loader.construct_object(value, deep=True)
            for name, value in node.value
        }
    except yaml.YAMLError as error:
        raise wrong(_at(node), "a value in it can't be read", CURE) from error
    finally:
        loader.dispose()


def _is_nothing(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == NOTHING


def _at(node: Any) -> str:
    return at_line(node.start_mark.line + 1)

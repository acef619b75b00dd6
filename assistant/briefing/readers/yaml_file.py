"""Questions in YAML: a list of questions, or sections with a list each. A question is text or a mapping."""

from collections.abc import Iterator
from typing import Any

import yaml

from assistant.briefing.questions import QuestionRow, Questions, Skipped, at_line, from_row, text_of, wrong

CURE = "write a list of questions, or the name of each section and a list of its questions"
NOTHING = "tag:yaml.org,2002:null"


def read(data: bytes) -> Questions:
    text = text_of(data)
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise wrong(at_line(1), "it has references (*name)", "write out each value")
        root = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise wrong(at_line(mark.line + 1 if mark else 1), "it is not valid YAML", CURE) from error
    if root is None:
        return Questions(())
    return Questions.of(_all(root))


def _all(root: Any) -> Iterator[QuestionRow | Skipped]:
    if isinstance(root, yaml.SequenceNode):
        yield from _listed(root, None)
    elif isinstance(root, yaml.MappingNode):
        for name, questions in root.value:
            if _is_nothing(questions):
                yield Skipped(_at(name), f"the section '{name.value}' is empty")
                continue
            if not isinstance(questions, yaml.SequenceNode):
                raise wrong(_at(questions), "the section has no list of questions", CURE)
            yield from _listed(questions, str(name.value))
    else:
        raise wrong(_at(root), "there is no list of questions", CURE)


def _listed(questions: Any, section: str | None) -> Iterator[QuestionRow | Skipped]:
    for node in questions.value:
        if isinstance(node, yaml.MappingNode):
            yield from_row(_values(node), _at(node), CURE, section)
        elif _is_nothing(node):
            yield Skipped(_at(node), "the question is empty")
        elif isinstance(node, yaml.ScalarNode):
            yield from_row({"question": node.value}, _at(node), CURE, section)
        else:
            raise wrong(_at(node), "it has no question", CURE)


def _values(node: Any) -> dict[str, Any]:
    """The values by name; plain values as written, even if YAML would read them as numbers or dates."""
    loader = yaml.SafeLoader("")
    try:
        return {
            str(name.value): value.value
            if isinstance(value, yaml.ScalarNode) and not _is_nothing(value)
            else loader.construct_object(value, deep=True)
            for name, value in node.value
        }
    except yaml.YAMLError as error:
        raise wrong(_at(node), "one of its values could not be read", CURE) from error
    finally:
        loader.dispose()


def _is_nothing(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == NOTHING


def _at(node: Any) -> str:
    return at_line(node.start_mark.line + 1)

"""The steps from a question to its answer, and whoever follows them.

LangChain's runnables say the same of their steps, but importing them takes longer than reading the passages. So a
step is a run of LangChain's only in a chain of a program that uses it (`assistant.api.langchain`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

Given = TypeVar("Given")
Made = TypeVar("Made")
Last = TypeVar("Last")


class Watch:
    """Follows an answer while it is made. This one lets every step be; others hear of it, or stop it by an error."""

    def step(self, name: str, run: "Callable[[Given, Watch], Made]", given: Given) -> Made:
        """What a step makes of what it is given. Steps within it are told to the watch that `run` gets."""
        return run(given, self)

    @property
    def config(self) -> "RunnableConfig | None":
        """What a language model is called with: callbacks that hear its words."""
        return None


NOBODY = Watch()


@dataclass(frozen=True)
class Step(Generic[Given, Made]):
    name: str
    run: Callable[[Given, Watch], Made]

    def invoke(self, given: Given, watch: Watch = NOBODY) -> Made:
        return watch.step(self.name, self.run, given)

    def then(self, following: "Step[Made, Last]") -> "Step[Given, Last]":
        """Both in turn, as one step."""
        name = f"{self.name}, {following.name}"
        return Step(name, lambda given, watch: following.invoke(self.invoke(given, watch), watch))


def step(name: str, function: Callable[[Given], Made]) -> Step[Given, Made]:
    """A step that has none within it."""
    return Step(name, lambda given, watch: function(given))

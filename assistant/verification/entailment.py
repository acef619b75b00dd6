"""An entailment model on top of the rules, where the settings name one: a sentence-transformers CrossEncoder."""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ingest.errors import SettingsError

LONGEST = 512  # word pieces of words cited and statement together
CURE = "set entailment to the folder of a sentence-transformers CrossEncoder with an NLI head; nothing is downloaded"


class Entailment:
    """Says how likely words entail a statement; loaded when the first statement comes.

    Raises SettingsError where the folder holds no model, or its labels do not say which of them is entailment.
    """

    def __init__(self, folder: Path):
        self.folder = folder.expanduser()
        if not (self.folder / "config.json").is_file():
            raise SettingsError(f"the entailment model '{folder}' is no folder with a config.json", CURE)

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import CrossEncoder

        try:
            return CrossEncoder(str(self.folder), max_length=LONGEST, device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise SettingsError(f"the entailment model in {self.folder} can't be loaded: {error}", CURE) from error

    @cached_property
    def _column(self) -> int:
        """Which output stands for entailment, by the model's own labels."""
        labels = {int(n): str(label).lower() for n, label in self._model.config.id2label.items()}
        found = [n for n, label in labels.items() if label.startswith("entail")]
        if len(found) != 1 or len(labels) < 2:
            raise SettingsError(
                f"the entailment model in {self.folder} has the labels {', '.join(labels.values())}; "
                "none of two or more is 'entailment'",
                CURE,
            )
        return found[0]

    def probability(self, cited: str, statement: str) -> float:
        """How likely the words cited entail the statement, 0 to 1."""
        odds = np.asarray(self._model.predict([(cited, statement)], show_progress_bar=False, convert_to_numpy=True))[0]
        return float(_softmax(odds)[self._column])


def _softmax(odds: np.ndarray) -> np.ndarray:
    raised = np.exp(odds - odds.max())
    return raised / raised.sum()

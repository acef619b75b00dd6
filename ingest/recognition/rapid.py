"""RapidOCR: PP-OCR models, which come inside its package, on onnxruntime."""

import os
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from ingest.recognition.upright import are_sideways, upright
from ingest.recognition.written import Written

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_THREADS = 4  # each takes address space, which the reading process has little of
LONGEST_SIDE = 3600  # pixels, as the recogniser renders; RapidOCR's own limit would shrink a page of A4 at 200 dpi
SURE = 0.5  # below it are marks that look like letters; the same as RapidOCR's own limit
READABLE = 0.75  # the mean over a page, by letters: upright text has 0.95 and more, text upside down 0.6


class Rapid:
    """Raises ImportError if it is not installed.

    Its classifier of lines that are upside down is left out: it turned lines of upright pages. Pages are turned whole
    instead.
    """

    def __init__(self) -> None:
        self.name = f"rapidocr {version('rapidocr')}"

    @cached_property
    def _ocr(self) -> Any:
        import cv2
        from rapidocr import RapidOCR

        threads = min(MOST_THREADS, os.cpu_count() or 1)
        cv2.setNumThreads(threads)
        return RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": LONGEST_SIDE,
                "Global.text_score": SURE,
                "Global.use_cls": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            }
        )

    def lines(self, picture: "Image") -> list[Written]:
        found = self._found(picture, 0)
        if found and are_sideways(found[1]):
            found = max(self._found(picture, 90), self._found(picture, 270), key=_sureness)
        elif found and _sureness(found) < READABLE:
            found = max(found, self._found(picture, 180), key=_sureness)
        return upright(*found[1:]) if found else []

    def _found(self, picture: "Image", turn: int) -> Any:
        import numpy as np

        turned = picture.rotate(turn, expand=True) if turn else picture
        found = self._ocr(np.asarray(turned)[:, :, ::-1])
        return (found.scores, found.boxes.tolist(), found.txts) if len(found) else None


def _sureness(found: Any) -> float:
    """How sure the engine is of the letters of a page, 0 to 1."""
    if not found:
        return 0.0
    scores, _, texts = found
    return sum(s * len(text) for s, text in zip(scores, texts, strict=True)) / sum(map(len, texts))

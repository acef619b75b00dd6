"""RapidOCR: PP-OCR models, which come inside its package, on onnxruntime."""

import os
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.onnx import options, session
from ingest.recognition.bullets import with_bullet
from ingest.recognition.upright import are_sideways, upright
from ingest.recognition.written import Written

if TYPE_CHECKING:
    from PIL.Image import Image

FINDER, READER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
MOST_THREADS = 4  # each takes address space, which the reading process has little of
PARAMS = {
    "Global.log_level": "critical",
    "Global.max_side_len": 3600,  # pixels; its own limit would shrink a page of A4 at 200 dpi before it is read
    # Lines are found on a smaller picture than they are read from: that takes a third of the time at full size.
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,
    # Its classifier of lines that are upside down turned lines of upright pages. Pages are turned whole instead.
    "Global.use_cls": False,
}
READABLE = 0.75  # the mean over a page, by letters: upright text has 0.95 and more, text upside down 0.6


class Rapid:
    """Raises ImportError if it is not installed."""

    def __init__(self) -> None:
        self.name = f"rapidocr {version('rapidocr')}"

    @cached_property
    def _ocr(self) -> Any:
        threads = min(MOST_THREADS, os.cpu_count() or 1)
        given = options(threads)  # before RapidOCR starts onnxruntime, which would then send out what it runs on
        given.enable_cpu_mem_arena = False  # every line has another size, and memory kept for one fits no other
        import cv2
        import rapidocr
        from omegaconf import flag_override

        cv2.setNumThreads(threads)
        ocr = rapidocr.RapidOCR(params=PARAMS)
        models = Path(rapidocr.__file__).parent / "models"
        with flag_override(ocr.cfg, "allow_objects", True):  # sessions of its own would spin, and fetch missing models
            ocr.cfg.Det.session = session(models / FINDER, given)
            ocr.cfg.Rec.session = session(models / READER, given)
        return ocr

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
        if not len(found):
            return None
        boxes, grey = found.boxes.tolist(), np.asarray(turned.convert("L"))
        texts = [with_bullet(text, corners, grey) for text, corners in zip(found.txts, boxes, strict=True)]
        return found.scores, boxes, texts


def _sureness(found: Any) -> float:
    """How sure the engine is of the letters of a page, 0 to 1."""
    if not found:
        return 0.0
    scores, _, texts = found
    return sum(s * len(text) for s, text in zip(scores, texts, strict=True)) / sum(map(len, texts))

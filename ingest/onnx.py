"""A model in ONNX form, opened on the CPU."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

# Since 1.31, onnxruntime reports the machine it runs on to its maker unless this is set before it starts: it looked up
# an address within ten seconds, and left an id of the machine in the cache folder.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def open_session(model: Path, threads: int = 0) -> "InferenceSession":
    """The model, run on that many threads; 0 is one per core."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

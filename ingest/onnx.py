"""A model in ONNX form, opened on the CPU."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def open_session(model: Path, threads: int = 0) -> "InferenceSession":
    """The model, run by that many threads at a time; 0 is one for each core."""
    # Since 1.31 onnxruntime sends what it runs on to its maker unless this is set before it starts: it looked up an
    # address within ten seconds, and left an id of the machine in the cache folder. It can be told in no other way.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

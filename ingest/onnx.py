"""A model in ONNX form, opened on the CPU."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions


def open_session(model: Path, threads: int = 0) -> "InferenceSession":
    """The model, run on that many threads; 0 is one per core."""
    return session(model, options(threads))


def session(model: Path, options: "SessionOptions") -> "InferenceSession":
    """The model, run with these options."""
    import onnxruntime

    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def options(threads: int) -> "SessionOptions":
    """What every model is run with, on that many threads; 0 is one per core."""
    # Since 1.31 onnxruntime sends what it runs on to its maker unless this is set before it starts: it looked up an
    # address within ten seconds, and left an id of the machine in the cache folder. It can be told in no other way.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that spin while they wait cost more than they save: 40 questions took 25 s of CPU and 12.8 s, without 18.7
    # and 11.1 (two cores, the same answers).
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options

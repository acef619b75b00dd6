"""Opens one library and asks it the plain questions, in its own process, to measure time and memory."""

import json
import os
import sys
import time
from pathlib import Path

from assistant.opening import open_library
from assistant.pipeline import pipeline
from assistant.query.question import Question
from assistant.settings import load_settings
from benchmarks.growth import ROOT, memory, times


def main(folder: str) -> None:
    settings = load_settings(library=Path(folder), models=os.environ.get("POLICY_MODELS", ROOT / ".models"))
    began = time.perf_counter()
    with open_library(settings) as library:
        library.need_papers()
        opened = time.perf_counter() - began
        answering = pipeline(library, settings)
        lines = (ROOT / "evals" / "datasets" / "papers-plain.jsonl").read_text("utf-8").splitlines()
        questions = [json.loads(line)["question"] for line in lines]
        answering.invoke(Question(questions[0]))
        taken = []
        for question in questions:
            asked = time.perf_counter()
            answering.invoke(Question(question))
            taken.append(time.perf_counter() - asked)
        print(json.dumps({"opening": opened, "memory_bytes": memory()} | times(taken)))


if __name__ == "__main__":
    main(sys.argv[1])

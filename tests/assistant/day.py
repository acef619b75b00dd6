"""A day's work with policy in one process, each command as a person gives it; test_traces looks at what it leaves.

Works in the folder it is started in, and prints a line of JSON: the exit code of each command, and the counters of the
network before and after.
"""

import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import docx

ASKED = "When is the quay of Lower Vale swept?"
WORK = [
    "ingest|papers",
    f"ask|{ASKED}",
    f"ask|--json|{ASKED}",
    "papers",
    "batch|questions.txt|-o|pack.docx",
    "batch|questions.txt|-o|pack.jsonl",
    "eval|suite|--work|eval",
    "doctor",
]


def main() -> None:
    lay_out()
    done: dict[str, object] = {"before": counters()}
    with redirect_stdout(sys.stderr):
        codes = {each: code_of(lambda each=each: command(each.split("|"))) for each in WORK}  # type: ignore[misc]
        codes["screen"] = code_of(screen)
        codes["feedback"] = code_of(lambda: command(["feedback", "export", "feedback.jsonl"]))
    print(json.dumps(done | {"codes": codes, "after": counters()}))


def lay_out() -> None:
    """Papers, questions, and a suite of one question."""
    for folder in ("papers", "suite"):
        Path(folder).mkdir()
    Path("papers/quay.md").write_text("# The quay\n\nThe quay of Lower Vale is swept in May.\n", "utf-8")
    report = docx.Document()
    report.add_heading("Parks")
    report.add_paragraph("The Parks Board of Lower Vale has nine members.")
    report.save("papers/parks.docx")
    Path("questions.txt").write_text(f"{ASKED}\n", "utf-8")
    Path("suite/suite.toml").write_text('title = "Lower Vale"\n', "utf-8")
    shutil.copy("papers/quay.md", "suite/quay.md")
    gold = {"id": "a", "kind": "factoid", "question": ASKED, "facts": ["May"]}
    Path("suite/questions.jsonl").write_text(f"{json.dumps(gold)}\n", "utf-8")


def code_of(work: Callable[[], object]) -> int:
    try:
        work()
    except SystemExit as end:
        return int(str(end.code))
    return 0


def command(arguments: list[str]) -> None:
    from assistant.cli.main import main as policy

    sys.argv = ["policy", *arguments]
    policy()


def screen() -> None:
    """A question on the screen, its answer, which is judged good, and out again."""
    from assistant.session import Session
    from assistant.settings import load_settings
    from tui.app import PolicyApp
    from tui.widgets.question_box import QuestionBox

    async def use() -> None:
        app = PolicyApp(Session(load_settings))
        async with app.run_test(size=(120, 40)) as pilot:
            await until(lambda: app.screen.query("#hint"))
            box = app.screen.query_one("#question", QuestionBox)
            box.focus()
            box.text = ASKED
            await pilot.press("enter")
            await until(lambda: any(turns(app)))
            await pilot.press("ctrl+g")
            await until(lambda: len(app.screen_stack) == 2)
            await pilot.press("enter")
            await until(lambda: len(app.screen_stack) == 1)

    sys.argv = ["policy"]
    asyncio.run(use())


def exchanges(app: Any) -> list[Any]:
    from tui.widgets.exchange import Exchange

    return list(app.screen_stack[0].query(Exchange))


def turns(app: Any) -> list[Any]:
    return [exchange.turn for exchange in exchanges(app)]


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(240):
        while not true():
            await asyncio.sleep(0.02)


def counters() -> dict[str, int]:
    """What the system has counted of this network: packets, connections, and those that found no way out."""
    counted: dict[str, int] = {}
    for table in ("snmp", "netstat"):
        path = Path("/proc/net") / table
        lines = path.read_text().splitlines() if path.exists() else []
        for names, values in zip(lines[::2], lines[1::2], strict=True):
            kind, *each = names.split()
            counted |= {f"{kind}{name}": int(value) for name, value in zip(each, values.split()[1:], strict=True)}
    path = Path("/proc/net/snmp6")
    for line in path.read_text().splitlines() if path.exists() else []:
        name, value = line.split()
        counted[name] = int(value)
    return counted


if __name__ == "__main__":
    main()

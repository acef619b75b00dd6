"""Runs commands of the program one after the other in a process of their own, and says how each ended."""

import contextlib
import io
import json
import sys
import traceback

from assistant.cli.main import main


def run(words: list[str]) -> tuple[int | str, str]:
    """The exit code, or the traceback that a person would have seen; and all that was printed."""
    said = io.StringIO()
    sys.argv = ["policy", *words]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main()
            code: int | str = 0
        except SystemExit as ended:
            code = ended.code or 0
        except BaseException:
            code = traceback.format_exc()
    return code, said.getvalue()


if __name__ == "__main__":
    for words in json.loads(sys.argv[1]):
        print(json.dumps(run(words)), flush=True)

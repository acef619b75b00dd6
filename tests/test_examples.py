"""The examples in docs/python-api.md run as they stand, and print what the page says that they print."""

import re
import shutil
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, ToolMessage

PAGE = ROOT / "docs" / "python-api.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", PAGE.read_text("utf-8"), re.M | re.S)


class Scripted(GenericFakeChatModel):
    """Stands for the language model of the page: it searches, then says that it did."""

    def bind_tools(self, tools: Any, **_: Any) -> "Scripted":
        return self


def scripted(*_: Any, **__: Any) -> Scripted:
    call = {"name": "search_papers", "args": {"query": "single CCG"}, "id": "1"}
    return Scripted(messages=iter([AIMessage("", tool_calls=[call]), AIMessage("In April 2021.")]))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the page begins: a folder with papers in it, and a language model."""
    (tmp_path / "papers").mkdir()
    for digest in (ROOT / "corpus").glob("*.md"):
        shutil.copy(digest, tmp_path / "papers")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("langchain.chat_models.init_chat_model", scripted)
    return tmp_path


def test_the_examples_run_and_print_what_the_page_says(folder: Path):
    names: dict[str, Any] = {}
    for code, said in EXAMPLES:
        with redirect_stdout(StringIO()) as printed:
            exec(compile(code, PAGE.name, "exec"), names)
        if said:
            assert printed.getvalue() == said

    assert len(EXAMPLES) > 8
    found = [message for message in names["reply"]["messages"] if isinstance(message, ToolMessage)]
    assert "April 2021" in found[0].text

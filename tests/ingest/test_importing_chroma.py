"""A `.env` in the folder where one is may have come with the papers: Chroma must not read it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from overrides import override

from ingest.child import command, environment
from ingest.importing_chroma import importing_chroma


def wrong(file: Path) -> None:
    file.write_text("CHROMA_SERVER_HTTP_PORT=x\n", "utf-8")


def binary(file: Path) -> None:
    file.write_bytes(b"\xff\xfe=1\n")


@pytest.mark.parametrize("fill", [wrong, binary, os.mkfifo])
def test_chroma_opens_whatever_env_file_there_is(tmp_path: Path, fill: Callable[[Path], None]):
    fill(tmp_path / ".env")

    opening = "import ingest.vectors, ingest.chroma; ingest.chroma.Folder(ingest.chroma.Path('chroma')).open()"
    ended = subprocess.run(
        command("-c", opening), cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=240
    )
    assert ended.returncode == 0, ended.stderr


def test_only_chroma_may_override_what_is_not_there():
    class Gate: ...

    def widened() -> type[Gate]:
        class Wide(Gate):
            @override
            def open(self) -> None: ...

        return Wide

    with importing_chroma():
        assert widened()
    with pytest.raises(TypeError, match="No super class method found"):
        widened()

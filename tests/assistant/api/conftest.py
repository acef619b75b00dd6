"""A library of the digests, as other programs open it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import PolicyLibrary, open_library
from ingest.library import Library


@pytest.fixture(scope="module")
def door(digests: Library, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PolicyLibrary]:
    folder = tmp_path_factory.mktemp("door") / "library"
    shutil.copytree(digests.folder, folder)
    with open_library(folder, models=models) as library:
        yield library

"""Collections as attack: whoever writes where Chroma keeps the vectors runs no code in those that open them."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from chroma_server import ChromaServer
from conftest import take

from assistant.cli.doctor import examine
from assistant.cli.ingest import run_ingest
from assistant.cli.ingest_progress import JsonLines
from assistant.settings import load_settings
from ingest.chroma import Server
from ingest.encode import DEFAULT
from ingest.errors import LibraryError
from ingest.library import Library, make_library, store_of
from ingest.vectors import names_function

pytestmark = pytest.mark.xdist_group("chroma server")

WORDS = "# Parks\n\nThe keeper of the northern park opens its gates at dawn.\n"
MONEY = "# Money\n\nThe board pays three million pounds a year.\n"
COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"

Plant = Callable[[Library, dict[str, Any]], None]


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """The file that the planted code writes."""
    return tmp_path / "it-ran"


@pytest.fixture
def named(tmp_path: Path, mark: Path) -> dict[str, Any]:
    """An embedding function that loads a model from a folder, with the code beside it."""
    folder = tmp_path / "model"
    folder.mkdir()
    module = [{"idx": 0, "name": "0", "path": "", "type": "planted.Planted"}]
    (folder / "modules.json").write_text(json.dumps(module), "utf-8")
    (folder / "config_sentence_transformers.json").write_text("{}", "utf-8")
    (folder / "planted.py").write_text(f"open({str(mark)!r}, 'w').close()\nclass Planted: pass\n", "utf-8")
    config = {
        "model_name": str(folder),
        "device": "cpu",
        "normalize_embeddings": False,
        "kwargs": {"trust_remote_code": True},
    }
    return {"type": "known", "name": "sentence_transformer", "config": config}


def of_the_server(running: ChromaServer) -> Plant:
    def plant(library: Library, function: dict[str, Any]) -> None:
        """Makes the collection anew, as anybody may who reaches the server."""
        collection = store_of(library.folder, library._server).collection
        made = httpx.get(f"{running.url}{COLLECTIONS}/{collection}").raise_for_status().json()
        httpx.delete(f"{running.url}{COLLECTIONS}/{collection}").raise_for_status()
        again = {
            "name": collection,
            "metadata": made["metadata"],
            "schema": with_function(made["schema"], function),
        }
        httpx.post(running.url + COLLECTIONS, json=again).raise_for_status()

    return plant


def of_the_folder(library: Library, function: dict[str, Any]) -> None:
    """Alters the SQLite file of a library folder, as somebody may who hands it on."""
    with closing(sqlite3.connect(library.folder / "chroma" / "chroma.sqlite3")) as db, db:
        ((schema,),) = db.execute("SELECT schema_str FROM collections").fetchall()
        db.execute("UPDATE collections SET schema_str = ?", (json.dumps(with_function(json.loads(schema), function)),))


def with_function(schema: dict[str, Any], function: dict[str, Any]) -> dict[str, Any]:
    schema = deepcopy(schema)
    for part in (schema["defaults"], schema["keys"]["#embedding"]):
        part["float_list"]["vector_index"]["config"]["embedding_function"] = function
    return schema


@pytest.mark.parametrize("where", ["server", "folder"])
def test_code_that_a_collection_names_is_never_run(
    where: str, running: ChromaServer, tmp_path: Path, models: Path, named: dict[str, Any], mark: Path
):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "parks.md").write_text(WORDS, "utf-8")
    address = running.url if where == "server" else ""
    server = Server(address) if address else None
    plant = of_the_server(running) if server else of_the_folder
    folder = make_library(tmp_path / "library")
    with Library(folder, DEFAULT, models, server) as library:
        take(library, tmp_path / "papers")
    with Library(folder, DEFAULT, models, server) as library:
        plant(library, named)
        (tmp_path / "papers" / "money.md").write_text(MONEY, "utf-8")
        for deed in (library.need_papers, lambda: take(library, tmp_path / "papers")):
            with pytest.raises(LibraryError, match="embedding function") as refusal:
                deed()
            assert "policy ingest --rebuild" in refusal.value.cure

    settings = load_settings(library=folder, **({"chroma": address} if address else {}))
    findings = {finding.what: finding for finding in examine(settings)}
    assert "embedding function" in findings["library"].state
    assert not mark.exists()

    run_ingest(settings, [str(tmp_path / "papers")], prune=False, rebuild=True, reporter=JsonLines())
    with Library(folder, DEFAULT, models, server) as library:
        library.need_papers()
        assert library.vectors.count() == 2
        assert library.vectors.ids() == library.catalogue.passage_ids()
    assert not mark.exists()


@pytest.mark.parametrize("place", ["configuration", "defaults", "a key", "sparse vectors", "a disguise"])
def test_an_embedding_function_is_seen_wherever_it_is_named(place: str, library: Library, named: dict[str, Any]):
    library.vectors.add(["a"], np.ones((1, 384), np.float32), ["paper"])
    library.vectors.reopen(library.catalogue.state)  # what we make ourselves is never refused
    kept = library.vectors._collection._model
    schema = kept.get_serialized_schema()
    assert schema is not None
    if place == "configuration":
        kept.configuration_json["embedding_function"] = named
    elif place == "defaults":
        schema["defaults"]["float_list"]["vector_index"]["config"]["embedding_function"] = named
    elif place == "a key":
        schema["keys"]["paper"] = {"float_list": {"vector_index": {"config": {"embedding_function": named}}}}
    elif place == "sparse vectors":
        schema["defaults"]["sparse_vector"]["sparse_vector_index"]["config"]["embedding_function"] = named
    else:  # Chroma looks at the name where the type is none that it knows
        schema["keys"]["#embedding"]["float_list"]["vector_index"]["config"]["embedding_function"] = named | {
            "type": "unknown"
        }

    assert names_function([kept.configuration_json, schema])

"""What the adapters of other assistants share, where it runs without them."""

import sys
from pathlib import Path

from benchmarks.peers.__main__ import with_others
from benchmarks.peers.cairn import with_front_matter
from benchmarks.peers.environment import Environment
from benchmarks.peers.haiku import BESIDE
from benchmarks.peers.mcp_tools import Tools
from benchmarks.peers.measured import run
from benchmarks.peers.peer import free_port, serving

ASK_FOR_VECTORS = """
import json, urllib.request
texts = json.dumps({"input": ["parks", "bins"]}).encode()
request = urllib.request.Request("http://127.0.0.1:PORT/v1/embeddings", texts)
print([len(each["embedding"]) for each in json.load(urllib.request.urlopen(request))["data"]])
"""


def test_a_program_gets_vectors_from_the_server_beside_it(tmp_path: Path, models: Path) -> None:
    port = str(free_port())
    ask = [sys.executable, "-c", ASK_FOR_VECTORS.replace("PORT", port)]
    command = [sys.executable, "-P", str(BESIDE), str(models), port, *ask]
    said, _ = run(command, tmp_path, Environment(tmp_path).variables(), 600)
    assert said == "[384, 384]\n"


def test_the_tools_of_a_server_are_called(tmp_path: Path, copied: Path) -> None:
    environment = Environment(tmp_path, packages=Path(sys.prefix))
    command = [str(environment.bin("policy")), "mcp", "--library", str(copied)]
    with serving(environment, command, tmp_path) as program:
        said = Tools(program).said("list_papers")
    assert "hackney-north-east-london-ics.md" in said


def test_a_paper_is_known_by_its_title_or_else_by_its_name() -> None:
    assert "\ntitle: Parks: a plan\n" in with_front_matter(
        "Title: Parks: a plan\nBody: The board\n", "paper-1", "parks"
    )
    assert "\ntitle: Parks\n" in with_front_matter("# Parks\n\nText.\n", "paper-1", "p1")
    assert with_front_matter("Text.\n", "paper-1", "p1") == "---\nid: paper-1\ntitle: p1\nlang: en\n---\nText.\n"


def test_other_papers_are_added_until_there_are_enough(tmp_path: Path) -> None:
    for name in ("a/one.md", "a/two.md", "b/one.md", "b/three.md", "b/four.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text", "utf-8")
    asked = [tmp_path / "a" / "two.md"]
    assert [path.name for path in with_others(asked, tmp_path, 3)] == ["two.md", "one.md", "three.md"]
    assert with_others(asked, tmp_path, 0) == []

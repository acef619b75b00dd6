"""Named tokens: who holds one is let in by name until it is revoked, and no file has it."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import take_text
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.cli.main import cli
from assistant.service.people import Gate, People
from ingest.errors import PolicyError
from ingest.library import Library
from ingest.owned_files import SERVICE
from ingest.permissions import open_to_others


@pytest.fixture
def people(tmp_path: Path) -> People:
    return People(tmp_path)


def test_a_token_names_its_holder_until_it_is_revoked(people: People):
    ann, ben = people.add("ann", owner=True), people.add("ben")

    assert [(each.name, each.owner) for each in people.all()] == [("ann", True), ("ben", False)]
    assert people.known(ann).name == "ann"  # type: ignore[union-attr]
    people.revoke("ann")
    assert people.known(ann) is None
    assert people.known(ben).name == "ben"  # type: ignore[union-attr]


def test_who_comes_back_under_an_old_name_is_somebody_else(people: People):
    before = people.known(people.add("ann"))
    people.revoke("ann")
    after = people.known(people.add("ann"))

    assert before
    assert after
    assert before.id != after.id


def test_no_file_has_a_token_and_none_is_open_to_others(library: Library, tmp_path: Path):
    take_text(library, tmp_path / "quay.md", "# Quay\n\nThe quay is swept in May.\n")
    token = People(library.folder).add("ann")

    files = [path for path in library.folder.rglob("*") if path.is_file()]
    assert library.folder / SERVICE in files
    assert not [path for path in files if token.encode() in path.read_bytes()]
    assert library.folder / SERVICE not in open_to_others(library.folder)


@pytest.mark.parametrize("name", ["", "owner", "two words", "../up", "a" * 61, "x\n", "=1", "\x1b[2J"])
def test_what_can_not_be_a_name_is_refused(people: People, name: str):
    with pytest.raises(PolicyError, match="can't be a name"):
        people.add(name)


def test_a_name_is_given_once_however_it_is_written(people: People):
    people.add("Ann")
    with pytest.raises(PolicyError, match="has a token already") as refusal:
        people.add("ann")
    assert "policy token revoke" in refusal.value.cure


@settings(max_examples=30)
@given(st.text())
def test_nothing_else_is_a_token(tmp_path_factory: pytest.TempPathFactory, guess: str):
    people = People(tmp_path_factory.getbasetemp())
    if not people.all():
        people.add("ann")
    assert people.known(guess) is None
    assert Gate(people).person(guess) is None


def test_a_server_without_people_has_a_token_of_its_own_and_one_with_people_none(people: People):
    alone = Gate(people)
    assert alone.person(alone.own_token).owner  # type: ignore[union-attr]
    assert alone.person("") is None

    ann = people.add("ann")
    assert Gate(people).own_token == ""
    assert Gate(people).names == ["ann"]
    assert Gate(people).person(ann).name == "ann"  # type: ignore[union-attr]
    assert Gate(people).person(None) is None


def test_tokens_are_made_listed_and_revoked_in_the_shell(tmp_path: Path):
    def policy(*arguments: str) -> str:
        done = CliRunner().invoke(cli, ["token", *arguments, "--library", str(tmp_path / "library")])
        assert done.exit_code == 0, done.output
        return done.output

    token = policy("add", "ann", "--owner").strip()
    assert People(tmp_path / "library").known(token)
    assert policy("list").split("\t")[::2] == ["ann", "owner\n"]
    assert policy("revoke", "ann") == "Revoked: ann\n"
    assert policy("list") == ""

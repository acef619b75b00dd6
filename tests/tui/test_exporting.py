"""Copying and exporting: an answer to the clipboard or into a briefing pack, a conversation as a document."""

import re
import zipfile
from pathlib import Path

import pytest
from screen import ASKED, Opened, ScriptedSession, answered, cited, opened, told

from assistant.session import Session
from ingest.errors import PolicyError
from ingest.paper import Block, Paper
from tui.screens.confirm import Confirm
from tui.screens.prompt import Prompt

Held = tuple[Paper, list[Block]]
WHEN = "When was the board set up?"
SET_UP = "The parks board was set up in 2019."


@pytest.fixture
def asking(session: ScriptedSession, parks: Held) -> ScriptedSession:
    session.put(parks)
    session.script(WHEN, answered(WHEN, cited(parks[0], 1, SET_UP, ("Parks", "The board"))))
    session.script("Who?", told("Who?", "The board."))
    return session


async def take(screen: Opened, words: str) -> None:
    """Copies or exports what the words choose in the list."""
    await screen.press("ctrl+t")
    await screen.sees("Copy or export", "Copy this answer with its sources")
    await screen.write(words)
    await screen.press("enter")


async def name(screen: Opened, path: Path | str) -> None:
    """Answers the question for a file."""
    await screen.until(lambda: isinstance(screen.app.screen, Prompt), "the question for a file")
    screen.app.screen.query_one("#line").value = str(path)
    await screen.press("enter")


async def test_an_answer_is_copied_with_its_sources(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await take(screen, "with its sources")

        await screen.told("Copied.")
        assert screen.app.clipboard == (
            f"{WHEN}\n\n{SET_UP} [1]\n\n[1] “{SET_UP}” (Parks · Parks board · May 2019 · parks.md · The board)\n"
        )


async def test_the_words_alone_are_copied(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await take(screen, "words only")

        await screen.told("Copied.")
        assert screen.app.clipboard == f"{SET_UP}\n"


async def test_the_answer_with_the_focus_is_the_one_that_is_taken(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await screen.ask("Who?")
        await screen.press("shift+tab", "up")
        await screen.sees(WHEN)
        await screen.press("ctrl+t")
        await screen.sees(f"About the answer to: {WHEN}")
        await screen.press("down", "enter")

        await screen.told("Copied.")
        assert screen.app.clipboard == f"{SET_UP}\n"


async def test_a_choice_is_made_with_the_arrows_too(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await screen.press("ctrl+t")
        await screen.sees("Copy or export")
        await screen.press("down", "enter")

        await screen.told("Copied.")
        assert screen.app.clipboard == f"{SET_UP}\n"


async def test_a_terminal_that_can_not_copy_is_told(asking: ScriptedSession, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM_PROGRAM", "Apple_Terminal")
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await take(screen, "with its sources")

        await screen.told("This terminal does not support copying.", "export to a file instead")


async def test_nothing_to_copy_or_export_is_told(session: ScriptedSession):
    async with opened(session) as screen:
        await screen.press("ctrl+t")

        await screen.told("There is no answer to copy or export yet.")


async def test_escape_takes_nothing_away(asking: ScriptedSession, tmp_path: Path):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await screen.press("ctrl+t", "escape")
        await take(screen, "export")
        await screen.until(lambda: isinstance(screen.app.screen, Prompt), "the question for a file")
        await screen.press("escape")

        assert screen.app.clipboard == ""
        assert not list((tmp_path / "home").glob("*.docx"))


async def test_a_name_is_proposed_that_comes_from_the_question(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await take(screen, "export")
        await screen.until(lambda: isinstance(screen.app.screen, Prompt), "the question for a file")

        assert screen.app.screen.query_one("#line").value == "~/when-was-the-board-set-up.docx"


async def test_the_whole_conversation_is_exported(asking: ScriptedSession, tmp_path: Path):
    async with opened(asking, (200, 50)) as screen:
        await screen.ask(WHEN)
        await screen.ask("Who?")
        await take(screen, "export")
        await name(screen, tmp_path / "out.md")

        await screen.told("Exported to", "out.md")
        assert (tmp_path / "out.md").read_text("utf-8") == f"{WHEN}\n{WHEN}\nWho?"


async def test_a_file_that_is_there_is_replaced_only_when_that_is_confirmed(asking: ScriptedSession, tmp_path: Path):
    out = tmp_path / "out.md"
    out.write_text("mine", "utf-8")
    async with opened(asking, (200, 50)) as screen:
        await screen.ask(WHEN)
        await take(screen, "export")
        await name(screen, out)
        await screen.until(lambda: isinstance(screen.app.screen, Confirm), "the question whether to replace it")
        await screen.sees("Replace this file?", "out.md already exists.")
        await screen.press("enter")
        await screen.until(lambda: isinstance(screen.app.screen, Prompt), "the question for a file")
        assert screen.app.screen.query_one("#line").value == str(out)
        assert out.read_text("utf-8") == "mine"

        await screen.press("enter")
        await screen.until(lambda: isinstance(screen.app.screen, Confirm), "the question whether to replace it")
        await screen.press("right", "enter")
        await screen.told("Exported to")
        assert out.read_text("utf-8") != "mine"


async def test_answers_are_added_to_a_pack_whose_name_is_remembered(asking: ScriptedSession, tmp_path: Path):
    pack = tmp_path / "pack.docx"
    async with opened(asking, (200, 50)) as screen:
        await screen.ask(WHEN)
        await take(screen, "briefing pack")
        await name(screen, pack)
        await screen.told("pack.docx now has 1 answer.")
        await take(screen, "briefing pack")
        await screen.until(lambda: isinstance(screen.app.screen, Prompt), "the question for a file")
        assert screen.app.screen.query_one("#line").value == str(pack)
        await screen.press("enter")

        await screen.told("pack.docx now has 2 answers.")


@pytest.mark.parametrize("words", ["export", "briefing pack"])
async def test_what_can_not_be_written_is_told_with_the_cure(asking: ScriptedSession, tmp_path: Path, words: str):
    async with opened(asking, (200, 50)) as screen:
        await screen.ask(WHEN)
        await take(screen, words)
        asking.fault = PolicyError("the file can't be written", "choose another place")
        await name(screen, tmp_path / "nowhere" / "out.md")

        await screen.told("the file can't be written. choose another place")
        await screen.until(lambda: isinstance(screen.app.screen, Prompt), "what was typed, to be mended")
        assert screen.app.screen.query_one("#line").value == str(tmp_path / "nowhere" / "out.md")


@pytest.mark.parametrize("ending", ["md", "html", "docx"])
async def test_the_real_engine_exports(real: Session, tmp_path: Path, ending: str):
    out = tmp_path / f"out.{ending}"
    async with opened(real, (200, 50)) as screen:
        exchange = await screen.ask(ASKED)
        await take(screen, "export")
        await name(screen, out)
        await screen.told("Exported to")
        assert exchange.answer is not None
        words = " ".join(exchange.answer.statements[0].text.split())

    written = read(out)
    assert ASKED in written
    assert words[:60] in re.sub(r"\*\*|</?strong>", "", written)
    assert "31 January 2020" in written


async def test_the_real_engine_adds_to_a_pack(real: Session, tmp_path: Path):
    out = tmp_path / "board-briefing.docx"
    async with opened(real, (200, 50)) as screen:
        await screen.ask(ASKED)
        for count in ("1 answer.", "2 answers."):
            await take(screen, "briefing pack")
            await name(screen, out)
            await screen.told(f"now has {count}")
            await screen.ask("Who votes on it?")

    assert ASKED in read(out)
    assert "Board briefing" in read(out)


async def test_a_place_that_is_not_there_is_told_by_the_real_engine(real: Session, tmp_path: Path):
    async with opened(real, (200, 50)) as screen:
        await screen.ask(ASKED)
        for words in ("export", "briefing pack"):
            await take(screen, words)
            await name(screen, tmp_path / "nowhere" / "out.docx")
            await screen.told("can't be written", "choose another place")
            assert "--out" not in screen.notices
            screen.app.clear_notifications()
            await screen.until(lambda: isinstance(screen.app.screen, Prompt), "what was typed, to be mended")
            await screen.press("escape")


def read(path: Path) -> str:
    """The words of a document."""
    if path.suffix != ".docx":
        return " ".join(path.read_text("utf-8").split())
    import docx

    assert zipfile.is_zipfile(path)
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())

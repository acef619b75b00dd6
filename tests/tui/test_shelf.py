"""The shelf: which papers there are, which are asked, adding some and removing one."""

import threading
from pathlib import Path

import pytest
from screen import Opened, ScriptedIntake, ScriptedSession, opened, paper_of, told

from assistant.session import Session
from ingest.errors import LibraryError, PolicyError
from ingest.in_force import Standing
from ingest.paper import Block, Paper
from ingest.sync import Outcome, PageProgress
from tui.screens.confirm import Confirm
from tui.widgets.ingest_strip import IngestStrip
from tui.widgets.listing import Options
from tui.widgets.question_box import QuestionBox
from tui.widgets.shelf import Shelf

Held = tuple[Paper, list[Block]]


@pytest.fixture
def stocked(session: ScriptedSession, parks: Held, quay: Held) -> ScriptedSession:
    """An session with two papers."""
    session.put(parks, quay)
    return session


def listed(screen: Opened) -> list[str]:
    """The titles in the list."""
    shelf = screen.app.screen_stack[0].query_one(Shelf)
    options = shelf.query_one(Options).options
    return [shelf._paper(option.id).paper.title for option in options]  # type: ignore[union-attr]


def box_title(screen: Opened) -> str:
    return str(screen.app.screen_stack[0].query_one(QuestionBox).border_title)


async def test_papers_are_listed_with_their_facts(real: Session):
    async with opened(real, (200, 50)) as screen:
        await screen.press("ctrl+l")

        await screen.sees("Papers (5)")
        assert listed(screen) == [each.paper.title for each in real.papers()]
        shelf = screen.part("#shelf")
        assert "City and Hackney CCG and North East London (NEL)" in shelf
        assert "31 January 2020" in shelf
        assert "passages" in shelf


@pytest.mark.parametrize(
    ("typed", "left"), [("quay", ["Quay"]), ("BOARD", ["Parks", "Quay"]), ("harbour 2020", ["Quay"])]
)
async def test_the_list_is_filtered_as_one_types(stocked: ScriptedSession, typed: str, left: list[str]):
    async with opened(stocked) as screen:
        await screen.press("ctrl+l")
        await screen.write(typed)

        await screen.until(lambda: listed(screen) == left, f"{left} instead of {listed(screen)}")
        await screen.sees(f"Papers ({len(left)} of 2)")


async def test_the_shelf_shows_all_papers_when_it_is_opened_again(stocked: ScriptedSession):
    for close in ("escape", "ctrl+l"):
        async with opened(stocked) as screen:
            await screen.press("ctrl+l")
            await screen.write("quay")
            await screen.until(lambda: listed(screen) == ["Quay"], "the one that was sought")
            await screen.press(close, "ctrl+l")

            await screen.until(lambda: listed(screen) == ["Parks", "Quay"], "all papers")
            await screen.sees("Papers (2)")


async def test_where_nothing_is_left_by_the_filter_it_says_so(stocked: ScriptedSession):
    async with opened(stocked) as screen:
        await screen.press("ctrl+l")
        await screen.write("submarine")

        await screen.until(
            lambda: "Press Enter to move them to the question box" in screen.part("#shelf"), "what to do"
        )
        await screen.press("enter")
        box = screen.app.screen.query_one(QuestionBox)
        assert (box.text, box.has_focus) == ("submarine", True)
        assert not stocked.asked


async def test_ticked_papers_alone_are_asked_and_the_box_says_so(stocked: ScriptedSession, parks: Held, quay: Held):
    async with opened(stocked) as screen:
        assert box_title(screen) == "Asking all 2 papers"
        await screen.press("ctrl+l", "down", "enter")
        await screen.sees("Asking 1 of 2 papers", "☑ Quay", "☐ Parks")
        await screen.press("escape")
        await screen.ask("Who?")
        await screen.press("ctrl+l", "enter")
        assert box_title(screen) == "Asking all 2 papers"
        await screen.press("escape")
        await screen.ask("When?")
        await screen.press("ctrl+l", "up", "enter", "down", "enter", "f3", "escape")
        await screen.ask("Why?")

        assert [question.papers for question in stocked.asked] == [(quay[0].id,), None, None]
        (kept,) = stocked.conversations.find()
        assert [turn.papers for turn in stocked.conversations.turns(kept.id)] == [(quay[0].id,), None, None]


async def test_the_real_engine_asks_the_ticked_paper_alone(real: Session):
    async with opened(real) as screen:
        await screen.press("ctrl+l")
        await screen.write("north west")
        await screen.press("enter", "escape")
        exchange = await screen.ask("What is the case for a single CCG?")

        assert exchange.answer is not None
        cited = {citation.document for citation in (*exchange.answer.citations, *exchange.answer.nearest)}
        assert cited == {"north-west-london-commissioning-reform.md"}


async def test_a_tick_on_a_paper_that_is_removed_is_gone(stocked: ScriptedSession, parks: Held):
    async with opened(stocked) as screen:
        await screen.press("ctrl+l", "enter")
        await screen.sees("Asking 1 of 2 papers")
        await confirm_removal(screen)

        await screen.until(lambda: box_title(screen) == "Asking 1 paper", "the title of the box")


async def test_a_paper_is_removed_once_that_is_confirmed(stocked: ScriptedSession, parks: Held):
    async with opened(stocked) as screen:
        await screen.press("ctrl+l", "ctrl+d")
        await screen.sees("Remove this paper?", "“Parks” will be removed from the library.", "Cancel")
        await screen.press("escape")
        assert listed(screen) == ["Parks", "Quay"]

        await confirm_removal(screen)
        await screen.until(lambda: listed(screen) == ["Quay"], "the paper to go")
        assert Path(parks[0].source).exists()


async def test_enter_on_the_first_button_leaves_the_paper(stocked: ScriptedSession):
    async with opened(stocked) as screen:
        await screen.press("ctrl+l", "ctrl+d", "enter")
        await screen.pilot.pause()

        assert listed(screen) == ["Parks", "Quay"]
        await screen.press("ctrl+d", "right", "left", "enter")
        await screen.pilot.pause()
        assert listed(screen) == ["Parks", "Quay"]
        await screen.press("ctrl+d", "right", "enter")
        await screen.until(lambda: listed(screen) == ["Quay"], "the paper to go")


async def test_a_removed_paper_is_not_quoted(own: Session):
    async with opened(own) as screen:
        title = own.papers()[0].paper.title
        await screen.press("ctrl+l")
        await confirm_removal(screen)
        await screen.until(lambda: title not in listed(screen), "the paper to go")

        assert len(own.papers()) == 4
        await screen.press("escape")
        exchange = await screen.ask(f"What does {title} say?")
        assert exchange.answer is not None
        assert title not in {c.title for c in (*exchange.answer.citations, *exchange.answer.nearest)}


async def test_the_status_of_a_paper_is_corrected_and_shown(own: Session):
    async with opened(own) as screen:
        first = own.papers()[0]
        assert first.standing is None
        await screen.press("ctrl+l", "f4")
        await screen.sees("The status of this paper", "In force", "Superseded", "As read")
        await screen.press("down", "enter")

        await screen.until(lambda: own.papers()[0].standing is not None, "the status")
        assert own.papers()[0].standing == Standing("draft", "", "a person says so", first.paper.date, True)
        await screen.sees("draft ·")


async def test_a_fault_in_removing_is_told(stocked: ScriptedSession):
    async with opened(stocked, (200, 50)) as screen:
        await screen.press("ctrl+l", "ctrl+d")
        stocked.fault = LibraryError("process 7 is writing to this library", "wait until it has ended")
        await screen.press("right", "enter")

        await screen.told("process 7 is writing to this library", "wait until it has ended")


async def test_an_empty_library_says_how_to_add_papers(empty: Session):
    async with opened(empty) as screen:
        await screen.press("ctrl+l")

        await screen.sees("No papers yet.", "Press Ctrl+A to add a file, a folder or an address.")
        await screen.press("ctrl+d", "enter", "right", "f3")
        assert not listed(screen)


async def test_a_file_is_added_by_a_process_of_its_own_and_asked(empty: Session, tmp_path: Path):
    path = tmp_path / "parks.md"
    path.write_text("# Parks\n\nThe parks board was set up in 2019.\n", "utf-8")
    async with opened(empty) as screen:
        await screen.press("ctrl+l", "ctrl+a")
        await screen.sees("Add papers")
        await add(screen, str(path))

        await added(screen, "Done: 1 added")
        assert listed(screen) == ["Parks"]
        await screen.press("escape")
        await screen.ask("When was the parks board set up?")
        await screen.sees("set up in 2019", "[1]")


async def test_files_that_are_skipped_are_named_with_the_reason(empty: Session, tmp_path: Path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "parks.md").write_text("# Parks\n\nThe parks board was set up in 2019.\n", "utf-8")
    (folder / "empty.md").touch()
    (folder / "film.mp4").write_bytes(b"film")
    async with opened(empty, (200, 50)) as screen:
        await screen.press("ctrl+l", "ctrl+a")
        await add(screen, str(folder))

        await added(screen, "Done: 1 added, 2 skipped")
        strip = screen.part("#intake")
        assert "skipped empty.md: the file is empty" in strip
        assert "skipped film.mp4: unknown format '.mp4'" in strip
        assert listed(screen) == ["Parks"]


async def test_a_place_where_nothing_is_is_told(empty: Session, tmp_path: Path):
    async with opened(empty, (200, 50)) as screen:
        await screen.press("ctrl+l", "ctrl+a")
        await add(screen, str(tmp_path / "nowhere"))

        await added(screen, "Done: 1 skipped")
        assert "nowhere: could not be read" in screen.part("#intake")


async def test_a_library_that_another_process_writes_to_is_told(empty: Session, tmp_path: Path):
    from ingest.library import only_writer

    (tmp_path / "parks.md").write_text("# Parks\n\nThe parks board.\n", "utf-8")
    async with opened(empty, (200, 50)) as screen:
        with only_writer(empty.settings.library):
            await screen.press("ctrl+l", "ctrl+a")
            await add(screen, str(tmp_path / "parks.md"))

            await added(screen, "is writing to this library")
        assert "wait until it has finished" in screen.part("#intake")


async def test_the_conversation_goes_on_while_papers_are_added(stocked: ScriptedSession):
    free = threading.Event()
    outcomes = [Outcome("/x/one.md", "added", "One", 3), Outcome("/x/two.md", "added", "Two", 4)]
    stocked.intake = ScriptedIntake(outcomes, free)
    stocked.script("Who?", told("Who?", "The board."))
    async with opened(stocked) as screen:
        await screen.press("ctrl+l", "ctrl+a")
        await add(screen, "/x")
        await screen.sees("1 of 2 files", "3 passages", "Ctrl+S to stop")
        await screen.press("escape")
        await screen.ask("Who?")
        await screen.sees("The board.")
        await screen.press("ctrl+l", "ctrl+a")
        await screen.told("Papers are already being added")

        free.set()
        await added(screen, "Done: 2 added")
        assert stocked.added == [["/x"]]


async def test_the_pages_of_a_scan_are_counted_as_they_are_recognised(stocked: ScriptedSession):
    free = threading.Event()
    stocked.intake = ScriptedIntake([PageProgress("/x/[b]one.pdf", 3, 12), Outcome("/x/one.pdf", "added")], free)
    async with opened(stocked) as screen:
        await screen.press("ctrl+l", "ctrl+a")
        await add(screen, "/x")
        await screen.sees("Recognising [b]one.pdf, page 3 of 12", "Ctrl+S to stop")

        free.set()
        await added(screen, "Done: 1 added")


async def test_adding_can_be_stopped(stocked: ScriptedSession):
    outcomes = [Outcome("/x/one.md", "added", "One", 3), Outcome("/x/two.md", "added", "Two", 4)]
    stocked.intake = ScriptedIntake(outcomes, threading.Event())
    async with opened(stocked) as screen:
        await screen.press("ctrl+l", "ctrl+a")
        await add(screen, "/x")
        await screen.sees("1 of 2 files")
        await screen.press("ctrl+s")

        await added(screen, "Done: 1 added")
        assert stocked.intake.stopped.is_set()


async def test_nothing_but_enter_adds_nothing(stocked: ScriptedSession):
    async with opened(stocked) as screen:
        await screen.press("ctrl+l", "ctrl+a", "enter", "ctrl+a", "escape")

        assert not stocked.added


async def test_the_demo_digests_are_added_once_that_is_confirmed(stocked: ScriptedSession):
    async with opened(stocked) as screen:
        for answer in ("escape", "enter", "right"):
            await screen.press("ctrl+p")
            await screen.write("demo")
            await screen.sees("Add the five demo digests")
            await screen.press("enter")
            await screen.until(lambda: isinstance(screen.app.screen, Confirm), "the question")
            assert not stocked.added
            await screen.press(answer)
        await screen.press("enter")

        await screen.until(lambda: stocked.added == [[]], "the digests")


async def test_a_place_that_could_not_be_taken_in_is_there_again_to_be_mended(stocked: ScriptedSession):
    stocked.intake = ScriptedIntake([Outcome("/nowhere", "skipped", reason="no such file", failed=True)])
    async with opened(stocked) as screen:
        await screen.press("ctrl+l", "ctrl+a")
        await add(screen, "/nowhere")
        await added(screen, "Done: 1 skipped")
        await screen.press("ctrl+a")

        assert screen.app.screen.query_one("#line").value == "/nowhere"


async def test_the_names_of_files_are_completed(stocked: ScriptedSession, tmp_path: Path):
    (tmp_path / "a long folder").mkdir()
    async with opened(stocked) as screen:
        await screen.press("ctrl+l", "ctrl+a")
        await screen.until(lambda: screen.app.screen.query("#line"))
        line = screen.app.screen.query_one("#line")
        line.value = f"{tmp_path}/a l"
        await screen.press("end")
        await screen.write("on")
        await screen.until(lambda: line._suggestion, "the rest of the name")
        await screen.press("right")

        assert line.value == f"{tmp_path}/a long folder/"


async def test_what_another_program_adds_is_seen(stocked: ScriptedSession, tmp_path: Path):
    async with opened(stocked) as screen:
        stocked.put(paper_of("# Roads\n\nRoads are long.\n", tmp_path / "roads.md"))

        await screen.until(lambda: "Roads" in listed(screen), "the paper that was added")
        assert box_title(screen) == "Asking all 3 papers"


async def test_keys_after_the_shelf_opened_are_about_what_another_program_added(
    stocked: ScriptedSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tui.screens.ask.LOOK", 1e6)
    async with opened(stocked) as screen:
        stocked.put(paper_of("# Roads\n\nRoads are long.\n", tmp_path / "roads.md"))
        await screen.press("ctrl+l", *"roads", "ctrl+d")

        await screen.sees("Remove this paper?", "“Roads” will be removed from the library.")


async def test_what_changes_in_a_watched_folder_is_added_until_it_is_switched_off(
    stocked: ScriptedSession, tmp_path: Path
):
    stocked.intake = ScriptedIntake([Outcome("/x/one.md", "added", "One", 3)])
    folder = str(tmp_path)
    async with opened(stocked, (200, 50)) as screen:
        await screen.press("ctrl+l", "f6")
        await screen.sees("Watch a folder", "Nothing is removed")
        await add(screen, folder)
        await screen.until(lambda: stocked.added == [[folder]], "what is there already")
        await screen.sees(f"F6 stops watching {tmp_path.name}"[:30])

        stocked.touched.set()
        await screen.until(lambda: stocked.added == [[folder], [folder]], "what changed")
        await screen.press("f6")
        await screen.told("No longer watching")
        stocked.touched.set()
        await screen.pilot.pause(0.3)
        assert len(stocked.added) == 2
        assert "F6 stops" not in screen.part("#shelf")


async def test_what_another_writer_prevents_is_tried_again(
    stocked: ScriptedSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tui.watching.AGAIN", 0.0)
    stocked.intake = ScriptedIntake([], fault="process 7 is writing to this library")
    async with opened(stocked) as screen:
        await screen.press("ctrl+l", "f6")
        await add(screen, str(tmp_path))
        await screen.until(lambda: len(stocked.added) > 1, "another try")


async def test_what_cannot_be_watched_is_told(stocked: ScriptedSession, tmp_path: Path):
    async with opened(stocked, (200, 50)) as screen:
        await screen.press("ctrl+l", "f6")
        stocked.fault = PolicyError("there is no folder at /nowhere", "only folders can be watched")
        await add(screen, "/nowhere")

        await screen.told("there is no folder at /nowhere", "only folders can be watched")
        assert "F6 stops" not in screen.part("#shelf")


async def test_a_file_put_into_a_watched_folder_is_added(empty: Session, tmp_path: Path):
    folder = tmp_path / "papers"
    folder.mkdir()
    async with opened(empty) as screen:
        await screen.press("ctrl+l", "f6")
        await add(screen, str(folder))
        await screen.sees("F6 stops watching papers")
        (folder / "parks.md").write_text("# Parks\n\nThe parks board was set up in 2019.\n", "utf-8")

        await screen.until(lambda: listed(screen) == ["Parks"], "the paper")


async def confirm_removal(screen: Opened) -> None:
    await screen.press("ctrl+d")
    await screen.sees("Remove this paper?")
    await screen.press("right", "enter")


async def add(screen: Opened, place: str) -> None:
    """Answers the question which papers are to be added."""
    await screen.until(lambda: screen.app.screen.query("#line"), "the question for a place")
    screen.app.screen.query_one("#line").value = place
    await screen.press("enter")


async def added(screen: Opened, *words: str) -> None:
    """Waits until the strip says that all is done; a process has to start for it."""
    strip = screen.app.screen_stack[0].query_one(IngestStrip)
    await screen.until(lambda: strip.display and all(each in screen.part("#intake") for each in words), f"{words}")

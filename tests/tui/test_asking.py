"""Asking: from the question box to an answer that is shown and kept."""

import asyncio
import gc
import threading
import time
import weakref
from pathlib import Path

import pytest
from screen import (
    ASKED,
    UNASKED,
    ScriptedSession,
    answered,
    cited,
    flowing,
    opened,
    paper_of,
    refused,
    told,
)
from textual import events
from textual.widgets._footer import FooterKey

from assistant.answer import Answer
from assistant.session import Session
from assistant.settings import changed
from ingest.errors import LibraryError, SettingsError
from tui.widgets.exchange import Exchange
from tui.widgets.key_line import KeyLine
from tui.widgets.question_box import QuestionBox


def test_the_scripted_engine_has_the_methods_of_the_real_one():
    public = {name for name in vars(Session) if not name.startswith("_")} - {"settings"}

    assert {name for name in public if not hasattr(ScriptedSession, name)} <= {"conversations"}


async def test_an_answer_is_shown_with_its_citations_and_kept(real: Session):
    async with opened(real) as screen:
        exchange = await screen.ask(ASKED)

        answer = exchange.answer
        assert answer is not None
        assert answer.status == "answered"
        assert answer.citations
        seen = screen.read
        assert all(f"[{citation.n}]" in seen for citation in answer.citations)
        assert all(" ".join(statement.text.split()) in seen for statement in answer.statements)
        assert "hackney-north-east-london-ics.md" in seen
        assert "31 January 2020" in seen
        assert "in 10 are right" in seen

        (kept,) = real.conversations.find()
        (turn,) = real.conversations.turns(kept.id)
        assert (kept.title, turn.question, turn.answer) == (ASKED, ASKED, answer)
        assert turn.passages


async def test_keys_that_have_been_replaced_are_let_go(session: ScriptedSession):
    async with opened(session) as screen:
        await screen.ask("What is swept?")
        shown = [weakref.ref(key) for key in screen.app.screen.query(FooterKey)]
        await screen.press("ctrl+l")
        await screen.until(lambda: gc.collect() >= 0 and not any(key() for key in shown), "the keys")


async def test_what_the_papers_do_not_say_is_refused_with_what_comes_near(real: Session):
    async with opened(real) as screen:
        exchange = await screen.ask(UNASKED)

        await screen.sees("The papers do not say.", "Nearest passages, which do not answer it")
        assert exchange.answer is not None
        assert exchange.answer.nearest
        assert len(real.conversations.find()) == 1


async def test_a_question_asked_before_the_models_are_there_waits_visibly_and_is_answered(session: ScriptedSession):
    session.loaded.clear()
    session.script("Who?", told("Who?", "The board."))
    async with opened(session) as screen:
        await screen.put("Who?")

        await screen.sees("loading the models", "Loading the models; your question is next")
        assert not screen.exchanges[0].turn
        session.loaded.set()
        await screen.sees("The board.")
        assert "loading the models" not in screen.text.lower()


async def test_a_question_asked_in_the_first_moment_stays_on_the_screen(session: ScriptedSession):
    session.script("Who?", told("Who?", "The board."))
    slow = session.conversations.find
    begun = threading.Event()

    def find(sought: str = ""):
        begun.set()
        time.sleep(0.5)
        return slow(sought)

    session.conversations.find = find  # type: ignore[method-assign]
    async with opened(session, at_once=True) as screen:
        await screen.until(begun.is_set, "the look for earlier conversations")
        await screen.put("Who?")
        await screen.sees("The board.")
        await asyncio.sleep(0.6)

        await screen.sees("Who?", "The board.")


async def test_a_fault_while_loading_does_not_take_a_question_off_the_screen(session: ScriptedSession):
    session.loaded.clear()
    async with opened(session) as screen:
        await screen.put("Who?")
        session.fault = LibraryError("the vectors are damaged", "run: policy doctor")
        session.loaded.set()

        await screen.until(lambda: screen.exchanges[0].turn, "the answer")
        assert len(screen.exchanges) == 1
        assert "Who?" in screen.part("#conversation")


async def test_keys_are_taken_while_the_models_load(session: ScriptedSession):
    session.loaded.clear()
    async with opened(session) as screen:
        await screen.write("Who meets?")

        assert screen.app.screen.query_one(QuestionBox).text == "Who meets?"


async def test_a_follow_up_is_asked_with_what_was_said_before(session: ScriptedSession):
    session.script("Who?", told("Who?", "The board."))
    async with opened(session) as screen:
        await screen.ask("Who?")
        await screen.ask("When?")
        await screen.press("ctrl+n")
        await screen.ask("Why?")

    assert [question.history for question in session.asked] == [(), (("Who?", "The board."),), ()]


async def test_how_a_follow_up_was_understood_is_told_below_it(session: ScriptedSession):
    whole = "When does the parks board of Harbour Town meet?"
    session.script("Who?", told("Who?", "The board."))
    session.script("and Harbour Town?", told("and Harbour Town?", "In May.").model_copy(update={"asked_as": whole}))
    session.script("why?", told("why?", "Because.").model_copy(update={"asked_as": "Why? (" + "the board and " * 90}))
    async with opened(session) as screen:
        await screen.ask("Who?")
        assert "asked as" not in screen.text

        await screen.ask("and Harbour Town?")
        assert f"and Harbour Town? asked as: {whole} In May." in flowing(screen.text)

        await screen.ask("why?")
        assert flowing(screen.text).count("the board and") < 15


async def test_the_real_engine_follows_up(real: Session):
    async with opened(real) as screen:
        await screen.ask(ASKED)
        exchange = await screen.ask("Who votes on it?")

        assert exchange.answer is not None
        assert exchange.answer.status == "answered"
        assert "North East London plan to become a single CCG" in exchange.answer.asked_as


async def test_words_are_shown_while_a_language_model_writes(session: ScriptedSession):
    free = threading.Event()
    session.script("Who?", told("Who?", "The board decides."), "The board ", "meets", free=free)
    async with opened(session) as screen:
        await screen.put("Who?")
        await screen.sees("The board meets")

        free.set()
        await screen.sees("The board decides.")
        assert "The board meets" not in screen.text


async def test_a_key_changes_between_quotes_and_prose_where_there_is_a_model(session: ScriptedSession):
    session.script(
        "Who?", told("Who?", "The board.").model_copy(update={"model": "m", "wording": "quotes", "seconds": 1})
    )
    async with opened(session) as screen:
        await screen.press("f5")
        await screen.sees("no language model is named")

        session.settings = changed(session.settings, model="ollama:m")
        await screen.press("f5")
        await screen.sees("now writes")
        await screen.press("f5")
        await screen.sees("now chooses")
        assert session.settings.answer == "quotes"

        await screen.ask("Who?")
        await screen.sees("m, quotes, 1.0 s")


async def test_escape_stops_an_answer_and_keeps_what_there_is(session: ScriptedSession):
    session.script("Who?", told("Who?", "Never seen."), "The board ", "meets", free=threading.Event())
    async with opened(session) as screen:
        await screen.put("Who?")
        await screen.sees("The board meets")
        await screen.press("escape")

        await screen.sees("Stopped.", "The board meets", "not supported by the words it cites")
        assert "Never seen." not in screen.text
        (kept,) = session.conversations.find()
        (turn,) = session.conversations.turns(kept.id)
        assert turn.answer.status == "stopped"
        assert turn.answer.statements[0].text == "The board meets"


async def test_escape_stops_an_answer_that_waits_for_the_models(session: ScriptedSession):
    session.loaded.clear()
    async with opened(session) as screen:
        await screen.put("Who?")
        await screen.press("escape")

        await screen.sees("Stopped.")


async def test_after_a_stop_the_next_question_is_answered(session: ScriptedSession):
    session.script("Who?", told("Who?", "Never."), free=threading.Event())
    session.script("When?", told("When?", "In May."))
    async with opened(session) as screen:
        await screen.put("Who?")
        await screen.put("When?")
        await screen.press("escape")

        await screen.sees("Stopped.", "In May.")


async def test_several_questions_are_answered_in_the_order_asked(session: ScriptedSession):
    free = threading.Event()
    session.script("One?", told("One?", "First."), free=free)
    session.script("Two?", told("Two?", "Second."))
    session.script("Three?", told("Three?", "Third."))
    async with opened(session) as screen:
        for question in ("One?", "Two?", "Three?"):
            await screen.put(question)
        await screen.sees("Waiting …")
        assert [question.text for question in session.asked] == ["One?"]

        free.set()
        await screen.sees("First.", "Second.", "Third.")
        (kept,) = session.conversations.find()
        assert [turn.question for turn in session.conversations.turns(kept.id)] == ["One?", "Two?", "Three?"]
        assert session.asked[2].history == (("One?", "First."), ("Two?", "Second."))


async def test_an_answer_belongs_to_the_conversation_in_which_it_was_asked(session: ScriptedSession):
    free = threading.Event()
    session.script("One?", told("One?", "First."), free=free)
    async with opened(session) as screen:
        await screen.put("One?")
        await screen.press("ctrl+n")
        free.set()
        await screen.told("The answer was saved in the conversation where you asked the question.")
        await screen.ask("Two?")

        kept = session.conversations.find()
        questions = [[turn.question for turn in session.conversations.turns(each.id)] for each in kept]
        assert sorted(questions) == [["One?"], ["Two?"]]


async def test_a_text_of_several_lines_that_is_pasted_is_one_question(session: ScriptedSession):
    async with opened(session) as screen:
        screen.app.post_message(events.Paste("Who meets?\nAnd when?\n"))
        box = screen.app.screen.query_one(QuestionBox)
        await screen.until(lambda: box.text == "Who meets?\nAnd when?\n", "the pasted text")
        assert not session.asked
        await screen.press("enter")
        await screen.until(lambda: session.asked)

        assert session.asked[0].text == "Who meets?\nAnd when?"
        await screen.sees("Who meets?", "And when?")


async def test_ctrl_j_makes_a_new_line_and_enter_asks(session: ScriptedSession):
    async with opened(session) as screen:
        await screen.write("a\nb")
        await screen.press("enter")
        await screen.until(lambda: session.asked)

        assert session.asked[0].text == "a\nb"
        assert screen.app.screen.query_one(QuestionBox).text == ""


async def test_an_empty_question_is_not_asked(session: ScriptedSession):
    async with opened(session) as screen:
        await screen.write("  \n ")
        await screen.press("enter")

        assert not screen.exchanges
        assert not session.asked


async def test_earlier_questions_come_back_with_up(session: ScriptedSession):
    async with opened(session) as screen:
        await screen.ask("One?")
        await screen.ask("Two?")
        box = screen.app.screen.query_one(QuestionBox)
        box.focus()
        seen = []
        for key in ("up", "up", "up", "down", "down"):
            await screen.press(key)
            seen.append(box.text)

        assert seen == ["Two?", "One?", "One?", "Two?", ""]


async def test_what_goes_wrong_is_told_with_the_cure_and_the_next_question_is_answered(session: ScriptedSession):
    session.script("Who?", refused("Who?").model_copy(update={"status": "error", "error": "No disk. Get one"}))
    session.script("When?", told("When?", "In May."))
    async with opened(session) as screen:
        await screen.ask("Who?")
        await screen.sees("This question could not be answered.", "No disk. Get one")

        await screen.ask("When?")
        await screen.sees("In May.")
        assert session.asked[1].history == ()


async def test_a_reply_is_plain_text_and_the_answer_before_it_stays_at_hand(session: ScriptedSession, tmp_path: Path):
    paper, blocks = paper_of("# Quay\n\nThe quay is swept in May.\n", tmp_path / "quay.md")
    session.put((paper, blocks))
    session.script("hello", Answer(question="hello", status="replied", reply="Hello. Ask a question.", seconds=0.2))
    session.script("When?", answered("When?", cited(paper, 1, "The quay is swept in May.")))
    reply = "There are 21 papers:\n- [bold]Quay[/]"
    more = "1 more: policy papers lists them all."
    session.script("papers", Answer(question="papers", status="replied", reply=reply, note=more, seconds=0.2))
    async with opened(session) as screen:
        await screen.ask("hello")
        await screen.sees("Hello. Ask a question.")
        assert not any(said in screen.read for said in ("do not say", "in 10 are right", "quotes, 0.2 s"))

        await screen.ask("When?")
        exchange = await screen.ask("papers")
        await screen.sees("• [bold]Quay[/]", "1 more: press Ctrl+L to see them all.")
        assert not exchange.judgeable
        assert not exchange.citations
        (kept,) = session.conversations.find()
        assert kept.title == "When?"

        await screen.write("1")
        await screen.press("enter")
        await screen.until(lambda: screen.app.screen.has_class("-source"), "the source of the answer to open")
        assert [question.text for question in session.asked] == ["hello", "When?", "papers"]


async def test_a_follow_up_goes_on_from_before_a_reply(session: ScriptedSession):
    session.script("Who?", told("Who?", "The board."))
    session.script("thanks", Answer(question="thanks", status="replied", reply="You’re welcome."))
    async with opened(session) as screen:
        for question in ("Who?", "thanks", "When?"):
            await screen.ask(question)

        assert session.asked[2].history == (("Who?", "The board."),)


async def test_an_empty_library_says_what_to_do_next(empty: Session):
    async with opened(empty) as screen:
        await screen.sees("There are no papers yet.", "Press Ctrl+L and then Ctrl+A")
        exchange = await screen.ask("Who?")

        assert exchange.answer is not None
        assert exchange.answer.status == "error"
        await screen.sees("This question could not be answered.", "has no papers", "Ctrl+L and then Ctrl+A")


async def test_a_library_that_can_not_be_used_is_told_on_the_screen_with_the_cure(session: ScriptedSession):
    session.fault = LibraryError("the catalogue is damaged", "run: policy ingest --rebuild")
    async with opened(session) as screen:
        await screen.sees("the catalogue is damaged", "in a shell, run: policy ingest --rebuild")
        await screen.write("still here")
        assert screen.app.screen.query_one(QuestionBox).text == "still here"


async def test_an_answer_that_can_not_be_kept_is_shown_all_the_same(session: ScriptedSession):
    session.script("Who?", told("Who?", "The board."))
    async with opened(session) as screen:
        (session.folder / "conversations.db").unlink(missing_ok=True)
        (session.folder / "conversations.db").write_bytes(b"no database" * 1000)
        await screen.ask("Who?")

        await screen.sees("The board.")
        await screen.told("the conversations in", "move it away")


async def test_a_long_answer_is_shown_from_its_question_and_read_to_its_end(session: ScriptedSession, tmp_path):
    text = "# Long\n\n" + "\n\n".join(f"The committee numbered {n} meets in May." for n in range(60))
    paper, blocks = paper_of(text, tmp_path / "long.md")
    quotes = [cited(paper, n, f"The committee numbered {n} meets in May.") for n in range(1, 40)]
    session.put((paper, blocks))
    session.script("Which?", answered("Which?", *quotes))
    async with opened(session, (80, 24)) as screen:
        await screen.ask("Which?")

        assert "Which?" in screen.part("#conversation")
        while "[39]" not in screen.part("#conversation"):
            await screen.press("pagedown")
        assert screen.app.screen.query_one(QuestionBox).region.bottom <= 24


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (40, 12), (20, 6)])
async def test_the_screen_lives_in_any_size(session: ScriptedSession, size: tuple[int, int]):
    session.script("Who?", told("Who?", "The board."))
    async with opened(session, size) as screen:
        await screen.ask("Who?")

        assert isinstance(screen.exchanges[0], Exchange)
        await screen.pilot.resize_terminal(60, 20)
        await screen.sees("The board.")


async def test_settings_that_can_not_be_used_are_told_whatever_one_does():
    def settings():
        raise SettingsError("policy.toml sets library, and which you have not allowed", "allow it: policy allow")

    async with opened(Session(settings)) as screen:
        await screen.put("Who?")
        await screen.until(lambda: screen.exchanges[-1].turn, "the answer")
        await screen.sees("which you have not allowed", "in a shell, allow it: policy allow")
        for keys in (["ctrl+o"], ["ctrl+g"], ["ctrl+t"], ["ctrl+l"], ["ctrl+d"], ["ctrl+a", *"x.md", "enter"]):
            await screen.press(*keys)
            await screen.press("escape")
        await screen.told("which you have not allowed")
        assert screen.app.is_running


async def test_the_line_of_keys_is_made_anew_only_where_its_keys_change(session: ScriptedSession):
    async with opened(session) as screen:
        line = screen.app.screen.query_one(KeyLine)
        keys = list(line.children)
        assert "Papers" in screen.part("KeyLine")

        screen.app.screen.refresh_bindings()
        await screen.press("a")
        assert list(line.children) == keys

        await screen.press("ctrl+l")
        await screen.until(lambda: "Watch" in screen.part("KeyLine"), "the keys of the shelf")
        await screen.press("escape")
        await screen.until(lambda: "Watch" not in screen.part("KeyLine"), "the keys of before")

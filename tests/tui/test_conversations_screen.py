"""Nothing lost: conversations are listed, found, reopened, renamed, deleted and brought back."""

import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from screen import Opened, ScriptedSession, opened, part_text, told
from textual.widgets import Input

from tui.screens.conversations import ConversationList
from tui.screens.prompt import Prompt
from tui.widgets.conversation import AT_ONCE, MOST, Conversation
from tui.widgets.question_box import QuestionBox


def keep(session: ScriptedSession, *questions: str) -> int:
    """A kept conversation with these questions."""
    conversation = session.conversations.start(questions[0])
    for question in questions:
        session.conversations.keep(conversation, question, told(question, f"The answer to {question}"))
    return conversation


@pytest.fixture
def talked(session: ScriptedSession) -> ScriptedSession:
    """An session with three conversations."""
    keep(session, "Who meets in May?", "And in June?")
    keep(session, "What does the quay cost?")
    keep(session, "How many members has the board?")
    return session


def listed(screen: Opened) -> list[str]:
    assert isinstance(screen.app.screen, ConversationList)
    return [each.title for each in screen.app.screen._shown]


async def open_list(screen: Opened) -> None:
    await screen.press("ctrl+o")
    await screen.until(lambda: isinstance(screen.app.screen, ConversationList), "the list")
    await screen.until(
        lambda: screen.app.screen.query("#none") and (screen.app.screen.query_one("#none").display or listed(screen)),
        "the conversations",
    )


async def test_conversations_are_listed_the_last_one_first(talked: ScriptedSession):
    async with opened(talked) as screen:
        await screen.sees("Press Ctrl+O to reopen “How many members has the board?” or 2 more.")
        await open_list(screen)

        assert listed(screen) == ["How many members has the board?", "What does the quay cost?", "Who meets in May?"]
        await screen.sees("2 answers", "1 answer")
        assert screen.app.screen.query_one("#filter").has_focus


async def test_a_conversation_that_is_reopened_goes_on(talked: ScriptedSession):
    async with opened(talked) as screen:
        await open_list(screen)
        await screen.press("down", "down", "enter")

        await screen.sees("Who meets in May?", "The answer to Who meets in May?", "The answer to And in June?")
        assert screen.app.screen.query_one(QuestionBox).has_focus
        await screen.ask("And in July?")
        assert [question for question, _ in talked.asked[0].history] == ["Who meets in May?", "And in June?"]
        await open_list(screen)
        assert listed(screen)[0] == "Who meets in May?"
        await screen.sees("3 answers")


async def test_earlier_questions_of_a_reopened_conversation_come_back_with_up(talked: ScriptedSession):
    async with opened(talked) as screen:
        await open_list(screen)
        await screen.press("down", "down", "enter")
        await screen.sees("The answer to And in June?")
        await screen.press("up", "up")

        assert screen.app.screen.query_one(QuestionBox).text == "Who meets in May?"


async def test_titles_questions_and_answers_are_searched(talked: ScriptedSession):
    async with opened(talked) as screen:
        await open_list(screen)
        await screen.write("june answer")
        await screen.until(lambda: listed(screen) == ["Who meets in May?"], "the one that was sought")
        await screen.press("enter")

        await screen.sees("The answer to And in June?")


async def test_where_nothing_is_found_it_says_so(talked: ScriptedSession):
    async with opened(talked) as screen:
        await open_list(screen)
        await screen.write("100%")

        await screen.sees("Nothing matches all of these words.")
        await screen.press("enter")
        assert screen.app.screen.query_one(QuestionBox).text == "100%"


async def test_before_anything_was_asked_the_list_says_so(session: ScriptedSession):
    async with opened(session) as screen:
        await open_list(screen)
        await screen.sees("No conversations yet.")
        await screen.press("enter", "f2", "ctrl+d", "ctrl+z", "escape")

        await screen.until(lambda: not isinstance(screen.app.screen, ConversationList), "the list to close")


async def test_escape_leaves_the_list_and_what_is_open_as_it_was(talked: ScriptedSession):
    async with opened(talked) as screen:
        await screen.ask("Why?")
        await open_list(screen)
        await screen.press("escape")

        await screen.sees("Why?", "The papers do not say.")


async def test_a_conversation_is_renamed(talked: ScriptedSession):
    async with opened(talked) as screen:
        await open_list(screen)
        await screen.press("f2")
        await screen.until(lambda: isinstance(screen.app.screen, Prompt), "the prompt")
        assert screen.app.screen.query_one(Input).value == "How many members has the board?"
        screen.app.screen.query_one(Input).value = "Members"
        await screen.press("enter")

        await screen.until(lambda: listed(screen)[0] == "Members", "the new name")
        assert talked.conversations.find()[0].title == "Members"


async def test_the_open_conversation_shows_its_new_name(talked: ScriptedSession):
    async with opened(talked) as screen:
        await open_list(screen)
        await screen.press("enter")
        await screen.sees("The answer to How many")
        await open_list(screen)
        await screen.press("f2")
        await screen.until(lambda: isinstance(screen.app.screen, Prompt), "the prompt")
        screen.app.screen.query_one(Input).value = "Members"
        await screen.press("enter")
        await screen.until(lambda: listed(screen)[0] == "Members", "the new name")
        await screen.press("escape")

        await screen.until(lambda: "Members" in screen.part("TitleBar"), "the new name in the title bar")


async def test_a_conversation_is_deleted_and_brought_back(talked: ScriptedSession):
    async with opened(talked) as screen:
        await open_list(screen)
        before = listed(screen)
        await screen.press("down", "ctrl+d")
        await screen.until(lambda: len(listed(screen)) == 2, "the conversation to go")
        await screen.told("Deleted. Press Ctrl+Z to undo.")
        assert [each.title for each in talked.conversations.find()] == [before[0], before[2]]
        await screen.press("ctrl+z")

        await screen.until(lambda: listed(screen) == before, "the conversation to come back")
        assert [each.title for each in talked.conversations.find()] == before


async def test_several_that_were_deleted_come_back_one_after_the_other(talked: ScriptedSession):
    async with opened(talked) as screen:
        await open_list(screen)
        before = listed(screen)
        for left in (2, 1, 0):
            await screen.press("ctrl+d")
            await screen.until(lambda left=left: len(listed(screen)) == left, "the conversation to go")
        for back in (1, 2, 3):
            await screen.press("ctrl+z")
            await screen.until(lambda back=back: len(listed(screen)) == back, "the conversation to come back")

        assert listed(screen) == before


async def test_when_the_open_conversation_is_deleted_a_new_one_is_open(talked: ScriptedSession):
    async with opened(talked) as screen:
        await open_list(screen)
        await screen.press("enter")
        await screen.sees("The answer to How many")
        await open_list(screen)
        await screen.press("ctrl+d")
        await screen.until(lambda: len(listed(screen)) == 2)
        await screen.press("escape")

        await screen.sees("New conversation", "Press Ctrl+O to reopen")
        await screen.ask("Why?")
        assert talked.conversations.find()[0].title == "Why?"


async def test_what_is_kept_is_there_when_the_program_opens_again(talked: ScriptedSession):
    async with opened(talked) as screen:
        await screen.ask("Why?")
    again = ScriptedSession(talked.folder)
    async with opened(again) as screen:
        await screen.sees("Press Ctrl+O to reopen “Why?” or 3 more.")
        await open_list(screen)
        await screen.press("enter")

        await screen.sees("Why?", "The papers do not say.")


async def test_conversations_that_can_not_be_read_are_told(talked: ScriptedSession):
    async with opened(talked, (200, 50)) as screen:
        (talked.folder / "conversations.db").write_bytes(b"no database" * 1000)
        await screen.press("ctrl+o")

        await screen.until(lambda: "the conversations in" in screen.notices, "the fault")
        assert screen.app.is_running


async def test_a_long_conversation_opens_at_its_end_and_with_what_is_near_it_alone(session: ScriptedSession):
    keep(session, *(f"Question {n}?" for n in range(100)))
    async with opened(session) as screen:
        await open_list(screen)
        await screen.pilot.press("enter")
        await screen.sees("The answer to Question 99?")

        assert len(screen.exchanges) == AT_ONCE <= 20
        assert screen.exchanges[0].question == f"Question {100 - AT_ONCE}?"


async def test_scrolling_up_brings_earlier_answers_without_a_jump(session: ScriptedSession):
    keep(session, *(f"Question {n}?" for n in range(60)))
    async with opened(session) as screen:
        conversation = await open_latest(screen, "Question 59?")
        seen = [lines(screen, conversation)]
        while len(screen.exchanges) < 3 * AT_ONCE:
            conversation.scroll_to(y=max(conversation.scroll_y - 3, 0), animate=False)
            await screen.until(lambda: not conversation._bringing, "the earlier ones")
            seen.append(lines(screen, conversation))

        for before, now in pairwise(seen):
            moved = next((by for by in range(5) if before[: len(before) - by] == now[by:]), None)
            assert moved is not None, "\n".join(["the text jumped from", *before, "to", *now])
        questions = [exchange.question for exchange in screen.exchanges]
        assert questions == [f"Question {n}?" for n in range(60 - len(questions), 60)]


async def test_another_question_takes_earlier_answers_off_the_screen_until_they_are_scrolled_to(
    session: ScriptedSession,
):
    keep(session, *(f"Question {n}?" for n in range(60)))
    async with opened(session) as screen:
        conversation = await open_latest(screen, "Question 59?")
        await scroll_up_to(screen, conversation, MOST)
        await screen.write("More?")
        await screen.press("enter")
        await screen.until(lambda: (last := screen.exchanges[-1]).question == "More?" and last.turn, "the answer")

        assert len(screen.exchanges) == AT_ONCE + 1
        await scroll_up_to(screen, conversation, MOST)
        questions = [exchange.question for exchange in screen.exchanges]
        assert questions == [*(f"Question {n}?" for n in range(61 - len(questions), 60)), "More?"]


async def open_latest(screen: Opened, last: str) -> Conversation:
    """Opens the conversation that is first in the list, whose last question is given."""
    await open_list(screen)
    await screen.press("enter")
    await screen.sees(f"The answer to {last}")
    return screen.app.screen.query_one(Conversation)


async def scroll_up_to(screen: Opened, conversation: Conversation, count: int) -> None:
    """Scrolls up until so many exchanges are on the screen."""
    while len(screen.exchanges) < count:
        conversation.scroll_to(y=0, animate=False)
        await screen.until(lambda: not conversation._bringing, "the earlier ones")


def lines(screen: Opened, conversation: Conversation) -> list[str]:
    """The lines of the conversation as they are seen, without the bar at the right."""
    return [line[:100].rstrip() for line in part_text(screen.app, conversation).split("\n")]


async def test_the_first_answer_is_reached_with_page_up(session: ScriptedSession):
    keep(session, *(f"Question {n}?" for n in range(30)))
    async with opened(session) as screen:
        await open_list(screen)
        await screen.press("enter")
        await screen.sees("The answer to Question 29?")
        await screen.press("shift+tab")
        assert screen.app.screen.focused is screen.exchanges[-1]
        for _ in range(30):
            if "The answer to Question 0?" in screen.read:
                break
            await screen.press("pageup")
            await screen.pilot.pause(0.1)

        await screen.sees("The answer to Question 0?")


async def test_up_and_down_go_to_earlier_and_later_answers(talked: ScriptedSession):
    async with opened(talked) as screen:
        await open_list(screen)
        await screen.press("down", "down", "enter")
        await screen.sees("The answer to And in June?")
        await screen.press("shift+tab", "up")
        assert screen.exchanges[0].has_focus
        await screen.press("down")
        assert screen.exchanges[1].has_focus


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE conversations SET changed = 'never'",
        "UPDATE conversations SET title = x'ff'",
        'UPDATE turns SET answer = \'{"status": "?"}\'',
        "UPDATE turns SET passages = '[[1]]'",
        "UPDATE turns SET papers = '{'",
    ],
)
async def test_conversations_that_were_altered_are_told_and_the_screen_goes_on(talked: ScriptedSession, damage: str):
    with closing(sqlite3.connect(talked.folder / "conversations.db")) as db, db:
        db.execute(damage)
    async with opened(talked, (200, 50)) as screen:
        await screen.press("ctrl+o")
        await screen.pilot.pause(0.3)
        await screen.press("enter")
        if "title" in damage or "changed" in damage:
            await screen.press("escape")
        await screen.until(lambda: "move that file away" in f"{screen.notices} {screen.read}", "the cure")
        await screen.press("ctrl+n")
        await screen.ask("And then?")

        await screen.sees("The papers do not say.")

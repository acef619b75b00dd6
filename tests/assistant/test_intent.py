"""What is said to the assistant that is no question about the papers is recognised, and no question is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.query.intent import SAYINGS, intent_of, without_courtesies

SAID = {
    "greeting": ["hello", "Hello!", "hi there", "Good morning", "hey, how are you?", "How are you today?"],
    "thanks": [
        "thanks",
        "Thank you very much!",
        "ok thanks",
        "cheers",
        "Great, thanks a lot for your help.",
        "thanks, that's all",
        "No, thanks",
        "Perfect.",
        "got it",
        "That's very helpful, thank you",
    ],
    "goodbye": ["bye", "Goodbye!", "good bye", "ok, bye", "see you tomorrow", "That's all for now"],
    "help": [
        "help",
        "Help!",
        "what can you do?",
        "What can you do for me?",
        "what do you do",
        "What can I ask you about?",
        "how does this program work?",
        "How do I use this tool?",
        "How do you work?",
        "can you help me?",
        "Which questions can I ask?",
    ],
    "identity": ["who are you?", "What are you?", "are you a robot?", "Are you an AI", "what's your name?"],
    "papers": [
        "what papers do you have",
        "What papers do you have?",
        "which documents are loaded?",
        "hi, what papers do you have?",
        "Thanks. And which papers do you have, please?",
        "Which files can you search?",
        "list the papers",
        "show me your documents",
        "what's in the library?",
        "What documents have you got?",
    ],
    "paper_count": [
        "how many papers do you have?",
        "How many documents are in the library?",
        "how many papers are there",
    ],
    "newest_paper": [
        "what's the newest paper?",
        "What is the latest document you have?",
        "which paper is the most recent?",
        "Which one is newest?",
    ],
    "doubt": ["are you sure?", "Are you really sure about that?", "is that right?", "Really?", "can I trust this?"],
    "rejection": ["no", "No!", "that's wrong", "That isn’t what I asked", "no, that's not it", "That's no answer"],
    "rewording": [
        "say that again shorter",
        "Can you explain that in plain English?",
        "in short?",
        "make it simpler please",
        "too long",
        "TL;DR",
    ],
    "nothing": ["", "?", " … ?!", "–", "_"],
}
QUESTIONS = [
    "thanks for the papers on leave – how many days is it?",
    "Thanks to whom was the bridge built?",
    "thanks, and who votes on it?",
    "hello, who chairs the board?",
    "Who says hello to visitors?",
    "Hi-vis jackets",
    "Good morning meetings: who runs them?",
    "What papers do you have to submit?",
    "what papers do you have to bring to the interview",
    "Which documents are needed?",
    "Which documents are loaded onto the lorry?",
    "What papers do applicants have to send?",
    "How many papers must the board have?",
    "How many documents do you have to sign?",
    "how many papers are there on the exam",
    "What is the latest board paper about?",
    "What is the newest paper mill?",
    "what is the latest date",
    "What is the latest",
    "What can you do if the landlord refuses?",
    "what can you do in the park",
    "What do you do with old badges?",
    "What can I ask my manager for?",
    "Who are you supposed to call?",
    "who are you allowed to tell",
    "What are you allowed to take home?",
    "Are you sure to be paid?",
    "Are you a manager? What applies?",
    "are you a person with a disability under the policy",
    "is that right protected by law?",
    "help desk",
    "Help with fares",
    "Can you help a colleague with a grievance?",
    "how does this work with flexitime?",
    "How do I use a permit?",
    "How do I start a grievance?",
    "What is this policy about?",
    "What's this fee for?",
    "no smoking",
    "Hi, no smoking signs?",
    "Thanks, who are you allowed to tell?",
    "No-fault dismissal",
    "Is there no appeal?",
    "good practice",
    "right to work",
    "fine for littering",
    "fines",
    "Great Yarmouth",
    "perfect attendance bonus",
    "well",
    "bye-laws",
    "Goodbye gifts",
    "see you later policy",
    "list the papers that the board saw",
    "List the documents a tenant needs",
    "show me your working",
    "name the papers of March",
    "What is in the library budget?",
    "What is the library?",
    "who wrote it",
    "who made the rules",
    "what is your policy on leave",
    "What's your name policy for schools?",
    "How are you assessed?",
    "how sure are the estimates",
    "How does it work?",
    "how does this work?",
    "How do I use it?",
    "What can I do?",
    "What is this?",
    "how do I start?",
    "Which documents can I see?",
    "Which documents are available?",
    "Which documents can we use?",
    "Is it true?",
    "in short, who pays?",
    "shorter working week",
    "Explain the appeal in plain English",
    "say that again",
    "2021",
    "why?",
    "and?",
    "more",
    "yes",
    "Danke",
]


@pytest.mark.parametrize(("intent", "text"), [(intent, text) for intent, texts in SAID.items() for text in texts])
def test_what_is_no_question_about_the_papers_is_recognised(intent: str, text: str):
    assert intent_of(text) == intent


def test_every_intent_is_tried():
    assert set(SAID) == set(SAYINGS)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_about_the_papers_is_never_taken_for_talk(text: str):
    assert intent_of(text) is None


SUBJECTS = st.sampled_from(["the parking permit", "annual leave", "Upper Vale", "the fee for visitors", "fire doors"])


@given(st.sampled_from([text for texts in SAID.values() for text in texts if text.strip(" ?!…–_")]), SUBJECTS)
def test_talk_with_a_subject_is_a_question(text: str, subject: str):
    assert intent_of(f"{text} {subject}") is None
    assert intent_of(f"{subject}: {text}") is None


@given(st.text())
def test_any_text_may_be_said(text: str):
    assert intent_of(text) in (None, *SAYINGS)
    assert without_courtesies(text) or not text.strip()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hello, who chairs the board?", "who chairs the board?"),
        ("ok, thanks. And who votes on it?", "And who votes on it?"),
        ("Thanks – why?", "why?"),
        ("fair enough, and a lost one?", "and a lost one?"),
        ("Who chairs the board, please", "Who chairs the board"),
        ("Who chairs the board please", "Who chairs the board"),
        ("Who chairs the board? Thanks!", "Who chairs the board?"),
        ("hi there - when is it?", "when is it?"),
    ],
)
def test_courtesies_are_left_out_of_a_question(text: str, asked: str):
    assert without_courtesies(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "Right to work checks",
        "Great-Yarmouth: who pays?",
        "Thanks to whom was it built?",
        "hello",
        "Thanks",
        "Who says please?",
        "Well-being: who leads on it?",
    ],
)
def test_words_that_are_no_courtesy_stay(text: str):
    assert without_courtesies(text) == text

"""A follow-up question takes from the conversation what it leaves out, and a complete question takes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.query.follow_up import is_follow_up, resolved, statements
from assistant.query.query import understand
from assistant.query.question import Question

ASKED = "Who approves the travel budget of Upper Vale Council?"
ANSWER = "The Finance Board approves it every March. [1]"
HISTORY = ((ASKED, ANSWER),)
LEAVE = (("How many days of sick leave do I get in the first year of service?", "You get 20 days. [1]"),)


@pytest.mark.parametrize(
    "text",
    ["And who votes on it?", "when?", "Did they change it last year?", "How much is that in total?", "which one?"],
)
def test_a_new_question_on_the_subject_is_asked_of_what_was_spoken_of(text: str):
    query = understand(Question(text, HISTORY))

    assert query.text == query.asked_anew == text
    assert "the travel budget of Upper Vale Council" in query.history_context


def test_the_kind_of_thing_that_was_asked_for_before_does_not_lead_a_new_question():
    query = understand(Question("and when?", HISTORY))

    assert query.type.kind == "date"
    assert "Who" not in query.in_context


@pytest.mark.parametrize(
    "text",
    [
        "Which rivers does the Lowland Agency inspect every summer?",
        "How many councillors of Lower Vale attend the planning committee, and are they paid?",
        "Who chairs the Lowland Agency?",
        "What is the lone working policy?",
        "How long does it take to renew a parking permit?",
        "Is there a dress code for summer events?",
        "When must an expenses claim be sent in?",
        "Why was the old library closed?",
        "Why is the fee for late renewal so high?",
        "Who says what may be burnt in gardens?",
        "Where does the Act say that dogs need leads?",
        "What are the rules about working from home?",
        "Not all staff are paid monthly, who is paid weekly?",
        "Who pays for the repair, and who pays for the rest of the bridge?",
        "Are there more than three seats on the licensing panel?",
        "Show me the rules on recording meetings",
        "Actually, who chairs the Lowland Agency's drainage panel?",
        "Hello, which rivers does the Lowland Agency inspect?",
        "What more must a taxi driver show before renewal?",
        "Do I need a source of income to rent a garage?",
        "No, which rivers does the Lowland Agency inspect?",
        "annual leave carry over limit",
        "The boat was late, can I have the fare for it back?",
        "How do I ask for leave?",
        "how long does a password have to be",
    ],
)
def test_a_complete_question_takes_nothing_from_the_conversation(text: str):
    query = understand(Question(text, HISTORY))

    assert not query.history_context
    assert not query.already_said
    assert query == understand(Question(text))


@pytest.mark.parametrize(
    "text", ["And who votes on it?", "why?", "what about Wirral?", "show me more", "no, I mean leave"]
)
def test_without_a_conversation_nothing_is_a_follow_up(text: str):
    assert not is_follow_up(Question(text))
    assert not understand(Question(text)).already_said


@pytest.mark.parametrize(
    "text",
    ["why?", "Why is that?", "and why?", "How come?", "why so?", "What's the reason for that?", "ok, why?", "Why not?"],
)
def test_why_asks_for_the_reason_of_what_was_answered(text: str):
    query = understand(Question(text, HISTORY))

    assert query.is_bare_why
    assert query.type.kind == "reason"
    assert "the travel budget of Upper Vale Council" in query.in_context
    assert "The Finance Board approves it every March." in query.in_context
    assert "Who" not in query.in_context


@pytest.mark.parametrize(
    ("history", "text", "whole"),
    [
        (HISTORY, "what about Lower Vale Council?", "Who approves the travel budget of Lower Vale Council?"),
        (HISTORY, "And Lower Vale Council?", "Who approves the travel budget of Lower Vale Council?"),
        (HISTORY, "what about the training budget?", "Who approves the training budget of Upper Vale Council?"),
        (HISTORY, "and in 2021?", "Who approves the travel budget of Upper Vale Council in 2021?"),
        (HISTORY, "and for schools?", "Who approves the travel budget of Upper Vale Council for schools?"),
        (LEAVE, "And in the second year?", "How many days of sick leave do I get in the second year of service?"),
        (LEAVE, "How about annual leave?", "How many days of annual leave do I get in the first year of service?"),
        ((("What is the fee in 2020?", "£3"),), "and in 2021, same?", "What is the fee in 2021?"),
        ((("What is the fee in 2020?", "£3"),), "what about the 2021 one?", "What is the fee in 2021?"),
        (
            (("How much is the fee for residents of Torbury?", "£3"),),
            "and for visitors?",
            "How much is the fee for visitors of Torbury?",
        ),
        (
            (("How much is the fee for residents of Torbury?", "£3"),),
            "and for residents of Ellscombe?",
            "How much is the fee for residents of Ellscombe?",
        ),
        ((("Who chairs the harbour board?", "Ann."),), "and the CCG?", "Who chairs the CCG?"),
        ((("Who chairs the harbour board of Torbury?", "Ann."),), "the CCG, I mean", "Who chairs the CCG of Torbury?"),
        ((("When does the board meet?", "In May."),), "and the panel?", "When does the panel meet?"),
        ((("Do staff get leave?", "Yes."),), "and part-time staff?", "Do part-time staff get leave?"),
        ((("Who trains staff?", "Ann."),), "and part-time staff?", "Who trains part-time staff?"),
        (
            (("When are mid-year grants paid?", "May."),),
            "and the end of year ones?",
            "When are end of year grants paid?",
        ),
    ],
)
def test_what_about_something_else_asks_the_last_question_of_that(
    history: tuple[tuple[str, str], ...], text: str, whole: str
):
    query = understand(Question(text, history))

    assert query.text == whole
    assert not query.history_context


@pytest.mark.parametrize(
    "text",
    [
        "no, I mean annual leave",
        "No – I meant annual leave.",
        "I mean annual leave",
        "sorry, I was asking about annual leave",
        "not sick leave, annual leave",
        "No, not sick leave but annual leave!",
        "annual leave, not sick leave",
        "no, annual leave",
        "no, I mean annual leave, not sick leave",
        "I'm asking about annual leave",
    ],
)
def test_a_correction_asks_the_last_question_with_what_was_meant(text: str):
    query = understand(Question(text, LEAVE))

    assert query.text == "How many days of annual leave do I get in the first year of service?"
    assert "sick" not in query.in_context


def test_a_correction_that_names_what_was_not_meant_leaves_its_words_out():
    history = (("Who may use the harbour slipway in winter?", "Members."),)

    query = understand(Question("not the slipway, the car park", history))
    assert query.text == "Who may use the harbour car park in winter?"


def test_the_year_that_was_meant_takes_the_place_of_the_other():
    history = (("Who wrote the 2019 strategy for parks?", "Ann Hall."),)

    assert understand(Question("I meant the 2021 one", history)).text == "Who wrote the 2021 strategy for parks?"


def test_something_that_nothing_in_the_question_is_like_is_asked_beside_it():
    history = (("Are debt tracers caught by the new rules?", "Yes."),)

    query = understand(Question("what about credit reference agencies?", history))
    assert query.text == "Are debt tracers caught by the new rules, credit reference agencies?"


@pytest.mark.parametrize(
    "text", ["show me the rest", "more", "what else?", "anything else?", "No – the other one", "go on"]
)
def test_more_asks_the_same_without_what_was_said(text: str):
    query = understand(Question(text, HISTORY))

    assert query.text == ASKED
    assert query.repeats("The Finance Board approves it every March.")
    assert not query.repeats("The Finance Board meets in the town hall.")


@pytest.mark.parametrize(
    "text",
    ["Where does it say that?", "which paper is that from?", "says who?", "What's the source?", "say that again"],
)
def test_where_it_is_said_gives_the_same_again_with_its_place(text: str):
    query = understand(Question(text, HISTORY))

    assert query.text == ASKED
    assert not query.already_said


def test_where_a_follow_up_is_said_asks_just_what_that_asked():
    further = (*HISTORY, ("And who votes on it?", "The members vote. [1]"))

    assert understand(Question("where does it say that?", further)) == understand(
        Question("And who votes on it?", HISTORY)
    )


def test_a_follow_up_of_a_follow_up_leads_back_to_the_first_question():
    history = (*HISTORY, ("And when does it meet?", "In spring."))

    query = understand(Question("How long for?", history))
    assert "the travel budget of Upper Vale Council" in query.history_context
    assert query.already_said == ("The Finance Board approves it every March.", "In spring.")


def test_after_other_follow_ups_what_about_goes_back_to_the_last_complete_question():
    history = (*HISTORY, ("And when does it meet?", "In spring."), ("why?", ""), ("thanks", "You’re welcome."))

    query = understand(Question("what about the training budget?", history))
    assert query.text == "Who approves the training budget of Upper Vale Council?"
    further = (*history, ("what about the training budget?", "The School Board."))
    assert "the training budget of Upper Vale Council" in understand(Question("and when?", further)).history_context


def test_names_of_the_conversation_stay_apart():
    query = understand(Question("And when?", HISTORY))

    assert "Upper Vale Council" in query.names
    assert not any("Finance" in name and "Vale" in name for name in query.names)


def test_a_complete_question_begins_a_new_subject():
    history = (*HISTORY, ("Which rivers does the Lowland Agency inspect every summer?", "The Wend. [1]"))

    query = understand(Question("how many?", history))
    assert "rivers" in query.history_context
    assert "budget" not in query.in_context
    assert query.already_said == ("The Wend.",)


def test_talk_between_questions_makes_no_difference():
    talk = (*HISTORY, ("thanks", "You’re welcome."), ("what papers do you have?", "- Rivers of Lower Vale"))

    assert understand(Question("And who votes on it?", talk)) == understand(Question("And who votes on it?", HISTORY))


def test_a_sentence_already_given_is_given_again_only_with_what_is_newly_asked():
    said = "The Finance Board approves it every March."

    assert not understand(Question("When?", HISTORY)).repeats(said)
    assert understand(Question("And how much?", HISTORY)).repeats(said)
    assert understand(Question("And who votes on it?", HISTORY)).repeats(said)
    assert not understand(Question("And who approves it?", HISTORY)).repeats(said)
    assert understand(Question("what about the training budget?", HISTORY)).repeats(said)
    assert understand(Question("why?", HISTORY)).repeats(said)
    assert understand(Question("which one?", HISTORY)).repeats(said)


def test_a_part_of_a_statement_is_a_repetition_and_a_few_words_of_it_are_none():
    said = "The board meets in May. It votes on the budget in the town hall."
    query = understand(Question("more", (("What does the board do?", f"{said} [1]"),)))

    assert query.repeats("It votes on the budget in the town hall.")
    assert not query.repeats("the board")
    assert not query.repeats("")


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("It was moved because the hall was full.", True),
        ("The fee rose in order to pay for repairs.", True),
        ("Due to the flood, the road is closed.", True),
        ("The hall was full.", False),
        ("The reasonable fee is £5.", False),
    ],
)
def test_only_a_sentence_that_gives_a_reason_answers_why(sentence: str, reason: bool):
    assert understand(Question("why?", HISTORY)).admits(sentence) is reason
    assert understand(Question("Why was the travel budget of Upper Vale Council cut?")).admits(sentence)


def test_the_statements_of_an_answer_are_its_lines_without_marks():
    answer = "Aims of the board:\n\n- cleaner rivers [1][2]\n- safer paths [3] (not supported: no figure)\n"

    assert statements(answer) == ("Aims of the board:", "cleaner rivers", "safer paths")


def test_the_name_of_a_paper_above_its_statements_is_not_what_it_says():
    answer = "\nThe Parks Plan\n\nIt closes at dusk. [1]\n\nThe Lake Plan\n\nUsers of boats may stay. [2]"
    history = (("When does the park close?", answer),)

    assert statements(answer) == ("It closes at dusk.", "Users of boats may stay.")
    assert understand(Question("why?", history)).history_context.endswith("It closes at dusk.")


def test_names_of_two_statements_do_not_run_into_one():
    history = (("Who sweeps the quay?", "The quay is swept by Ann Hall [1]\nOld Harbour pays for it [2]"),)

    assert understand(Question("when?", history)).history_context.endswith("Ann Hall. Old Harbour.")


def test_the_last_one_means_the_last_item_of_the_answer():
    history = (("What are the aims?", "cleaner rivers, safer paths, and more trees"),)

    assert "more trees" in understand(Question("What does the last one mean?", history)).history_context
    assert "safer paths" in understand(Question("And the second one?", history)).history_context


def test_the_third_of_several_statements_is_one_of_them_and_no_part_of_one():
    aims = "Aims:\n\n- By May, the water is clean [1]\n- By June, the steps are safe [2]\n- By July, trees grow [3]"

    query = understand(Question("Tell me more about the third one", (("What are the aims?", aims),)))
    assert "By July, trees grow" in query.history_context
    assert "May" not in query.history_context


SAID = st.text(max_size=60) | st.sampled_from(
    [
        "why?",
        "and who?",
        "what about Wirral?",
        "no, I mean annual leave",
        "not x, y",
        "more",
        "and for the 2021 one",
        ASKED,
    ]
)


@given(st.lists(st.tuples(SAID, SAID), max_size=6), SAID)
def test_any_conversation_can_be_followed(history: list[tuple[str, str]], text: str):
    found = resolved(Question(text, tuple(history)))

    assert len(found.text) <= sum(len(part) for pair in history for part in pair) + len(text) + 8 * len(history) + 8
    assert set(found.already_said) <= {statement for _, answer in history for statement in statements(answer)}


def test_a_long_conversation_is_followed_quickly():
    history = (*HISTORY, *((("and why?", "Because [1]"), ("what about the training budget?", "x [1]")) * 300))

    assert "Upper Vale Council" in understand(Question("and when?", history)).in_context


def test_of_a_long_list_no_name_is_taken_along():
    heads = [f"- the head of {name} Harbour" for name in ("Amber", "Birch", "Cedar", "Dell", "Elm", "Fern", "Gorse")]
    long, short = (
        understand(Question("and when do they meet?", (("Who is on the board?", "\n".join(given)),))).history_context
        for given in (heads, heads[:2])
    )

    assert "Harbour" not in long
    assert "Amber Harbour. Birch Harbour." in short


@pytest.mark.parametrize(
    ("asked", "text", "whole"),
    [
        ("how much is a hotel in London", "and outside?", "how much is a hotel outside London?"),
        ("how much is a hotel in London", "and elsewhere?", "how much is a hotel elsewhere?"),
        ("who pays for parking in Wirral in 2024", "and elsewhere?", "who pays for parking elsewhere in 2024?"),
        ("is the pool in Upper Vale open", "and elsewhere?", "is the pool elsewhere open?"),
        ("is the slipway open in May", "and elsewhere?", "is the slipway open in May, elsewhere?"),
        ("is it shut at the weekend", "and elsewhere?", "is it shut at the weekend, elsewhere?"),
        ("what does grade 7 get after 5 years", "and 10?", "what does grade 7 get after 5 years, 10?"),
        ("what does grade 7 get after 5 years", "and grade 8?", "what does grade 8 get after 5 years?"),
        ("when is grade 5 to 7 paid", "and grade 8?", "when is grade 5 to 7 paid, grade 8?"),
        ("when are zones A and B swept", "and C?", "when are zones A and B swept, C?"),
        ("do I need a receipt after 10 pm", "and before?", "do I need a receipt before 10 pm?"),
        ("how much is a hotel in London", "and a B&B?", "how much is a B&B in London?"),
        ("how much is a room a night", "and a suite?", "how much is a suite a night?"),
        ("can a shop apply for the fund", "what about a school?", "can a school apply for the fund?"),
        ("can I bring my union rep", "and my lawyer?", "can I bring my lawyer?"),
        ("can my daughter take over the tenancy", "and my nephew?", "can my nephew take over the tenancy?"),
        ("what is the mileage rate", "and the hotel limit?", "what is the hotel limit?"),
        ("is the tip open on Sundays", "and the museum?", "is the museum open on Sundays?"),
        ("what are the hours in zone A", "and zone C?", "what are the hours in zone C?"),
        ("how fast is a priority 1 fixed", "what about 3", "how fast is a priority 3 fixed?"),
        ("do you take fridges", "and pianos?", "do you take pianos?"),
        ("when do laptops get replaced", "and phones?", "when do phones get replaced?"),
        ("what does it say about gifts", "and hospitality?", "what does it say about hospitality?"),
        ("what counts as income", "and savings?", "what counts as income, savings?"),
        ("what happens in spring", "and visitors?", "what happens in spring, visitors?"),
        ("is food provided for children", "and drinks?", "is food provided for children, drinks?"),
        ("what is the limit on gifts", "and meals?", "what is the limit on meals?"),
        ("can I claim for taxis", "and parking?", "can I claim for parking?"),
        ("can I have a book on loan", "and films?", "can I have a book on loan, films?"),
        ("can I park on site", "and bikes?", "can I park on site, bikes?"),
        ("when is the grey bin emptied", "and the green one?", "when is the green bin emptied?"),
        (
            "what does it cost to bury a relative",
            "and to cremate one?",
            "what does it cost to bury a relative, to cremate one?",
        ),
        ("how much is a first permit", "and a second?", "how much is a second permit?"),
        ("can I appeal against a fine", "and against a warning?", "can I appeal against a warning?"),
        ("what's the deadline", "and the report?", "what's the deadline for the report?"),
        ("what's the fee", "and the deadline?", "what's the deadline?"),
        ("who can apply to the fund", "what about a shop?", "who can apply to the fund, a shop?"),
        ("do residents need permits", "and visitors?", "do residents need permits, visitors?"),
        ("when does the plan start", "and Wirral?", "when does the plan start, Wirral?"),
        (
            "does the council collect garden waste",
            "and the county?",
            "does the council collect garden waste, the county?",
        ),
    ],
)
def test_what_is_asked_of_instead_takes_the_place_of_what_it_is_like(asked: str, text: str, whole: str):
    assert understand(Question(text, ((asked, "Yes."),))).text == whole


def test_what_the_answer_writes_as_a_name_gives_way_to_another_name():
    before = (("what did the youth theatre get", "Oakley Youth Theatre: Asked for: £2,000; Awarded: £900 [1]"),)

    assert understand(Question("and Friends of the Mill?", before)).text == "what did Friends of the Mill get?"


def test_one_thing_after_another_is_asked_about_without_those_before():
    history = (("Are tracers caught by the new rules?", "Yes."), ("what about small shops?", "No."))

    assert understand(Question("and pawnbrokers of the town?", history)).text == (
        "Are tracers caught by the new rules, pawnbrokers of the town?"
    )


def test_something_else_is_asked_what_was_asked_last_of_the_subject():
    history = (("what about garden waste", "Brown bins are emptied every two weeks."), ("how much?", "£48 a year"))
    query = understand(Question("and for a second bin?", history))

    assert query.text == "how much for a second bin?"
    assert "garden waste" in query.history_context
    assert understand(Question("and late ones?", (*history[:1], ("when are they emptied?", "Friday.")))).text == (
        "when are they emptied, late ones?"
    )
    further = (*HISTORY, ("and when does it meet?", "In May."))
    query = understand(Question("what about Lower Vale Council?", further))
    assert query.text == "and when does it meet?"
    assert "budget of Lower Vale Council" in query.history_context


@pytest.mark.parametrize("text", ["I've lost mine", "how do I get a new copy of mine?", "Is hers older than mine?"])
def test_what_is_mine_points_back(text: str):
    query = understand(Question(text, (("what does a permit cost a year", "£45 [1]"),)))

    assert "a permit cost a year" in query.history_context


@pytest.mark.parametrize("text", ["Who inspects the mine?", "Who owns a coal mine?", "Is mine water tested?"])
def test_a_mine_in_the_ground_does_not_point_back(text: str):
    assert not is_follow_up(Question(text, (("what does a permit cost a year", "£45 [1]"),)))


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("how long have I got to challenge a penalty", "challenge a penalty"),
        ("how quickly do they mend a lift", "mend a lift"),
        ("who can't be a member", "can't be a member"),
    ],
)
def test_what_a_question_is_about_has_no_words_left_of_how_it_asked(asked: str, about: str):
    assert understand(Question("and when?", ((asked, "yes"),))).history_context == f"{about}."


def test_what_was_said_with_the_other_thing_in_it_may_be_said_again():
    said = "Laptops are replaced every five years, and phones every three."
    query = understand(Question("and phones?", (("when do laptops get replaced", f"{said} [1]"),)))

    assert query.admits(said)
    assert not understand(Question("and desks?", (("when do laptops get replaced", f"{said} [1]"),))).admits(said)


def test_what_is_asked_of_something_else_is_kept_with_the_words_that_tell_it_apart():
    turned = understand(Question("no, I mean sick leave", (("How much annual leave do I get?", "30 days"),))).turned_to

    assert turned is not None
    assert (turned.words, turned.telling) == ("sick leave", frozenset({"sick"}))

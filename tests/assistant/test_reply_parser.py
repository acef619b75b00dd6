"""A model's reply is taken apart into sentences and items, each with the keys that it cites."""

import pytest

from assistant.generation.reply_parser import MOST, DraftStatement, parse_reply

KEYS = ("k7f", "m3d")


@pytest.mark.parametrize(
    "reply",
    [
        "The board meets in May [k7f].",
        "The board meets in May. [k7f]",
        "The board meets in May [k7f]",
        "The board meets in May.[K7F]",
        "The board meets in May [key k7f].",
        "The board meets in May [passage k7f].",
        "The board meets in May (k7f).",
        "The board meets in May 【k7f】.",
        "The board meets in May k7f.",
        "**The board meets in May** [k7f].",
        "The board meets in May\n[k7f].",
        "The board meets in May [k7f][k7f].",
    ],
)
def test_a_key_is_found_however_it_is_written(reply: str):
    [said] = parse_reply(reply, KEYS)
    assert said.text.rstrip(".") == "The board meets in May"
    assert (said.keys, said.foreign) == (("k7f",), False)


def test_each_sentence_has_its_own_keys():
    reply = "The board meets in May [k7f]. It has nine members, as of 2.5 years ago. [m3d, k7f] It is old."
    assert parse_reply(reply, KEYS) == [
        DraftStatement("The board meets in May.", ("k7f",)),
        DraftStatement("It has nine members, as of 2.5 years ago.", ("m3d", "k7f")),
        DraftStatement("It is old."),
    ]


def test_items_of_a_list_keep_what_introduces_them():
    reply = "The board has:\n\n- two doctors [k7f]\n2. a nurse [m3d]\n\nIt meets in May [k7f]."
    assert parse_reply(reply, KEYS) == [
        DraftStatement("two doctors", ("k7f",), listed=True, lead="The board has:"),
        DraftStatement("a nurse", ("m3d",), listed=True, lead="The board has:"),
        DraftStatement("It meets in May.", ("k7f",)),
    ]


@pytest.mark.parametrize(
    "mark", ["[1]", "[z9z]", "[q8x]", "(b2b)", "[k7f, 3]", "[k7f][1]", "[Smith 2019]", "【4†source】"]
)
def test_what_was_not_handed_out_is_removed_and_known_as_foreign(mark: str):
    [said] = parse_reply(f"It is so {mark}.", KEYS)
    assert (said.text, said.foreign) == ("It is so.", True)


def test_words_in_round_brackets_stay():
    [said] = parse_reply("The Integrated Care Board (ICB) has nine (9) members [k7f].", KEYS)
    assert (said.text, said.foreign) == ("The Integrated Care Board (ICB) has nine (9) members.", False)


def test_the_number_of_a_list_that_never_came_is_no_figure():
    [said] = parse_reply("The board looks after: 1. [k7f]", KEYS)
    assert said.text == "The board looks after:"


def test_what_is_said_twice_counts_once_and_there_is_an_end():
    assert len(parse_reply("It meets in May [k7f]. " * 50, KEYS)) == 1
    assert len(parse_reply("".join(f"It has {n} members [k7f]. " for n in range(50)), KEYS)) == MOST


def test_what_is_said_twice_from_two_passages_is_one_statement_that_cites_both():
    first, *others = KEYS
    said = parse_reply(f"It meets in May [{first}]. It has members. It meets in May [{others[0]}].", KEYS)
    assert said == [DraftStatement("It meets in May.", (first, others[0])), DraftStatement("It has members.")]


def test_the_words_for_not_said_are_no_statement():
    assert parse_reply("The papers do not say.", KEYS) == []
    assert parse_reply("It meets in May [k7f]. The papers do not say where.", KEYS) == [
        DraftStatement("It meets in May.", ("k7f",))
    ]


def test_an_unfinished_end_goes_only_where_the_reply_was_cut():
    reply = "It meets in May [k7f]. It has no"
    assert [said.text for said in parse_reply(reply, KEYS, cut=True)] == ["It meets in May."]
    assert len(parse_reply(reply, KEYS)) == 2


ODD = {
    "": [], "[k7f]": [], "[]": [], "###": ["###"], "```\n```": [], "- ": ["-"], ":": [], "((((": ["(((("],
    "[[[k7f]]]": ["[[]]"], "\ue000k7f\ue001": [], "<passage>": [],
}  # fmt: skip


@pytest.mark.parametrize(("reply", "words"), ODD.items())
def test_no_reply_is_too_odd(reply: str, words: list[str]):
    assert [said.text for said in parse_reply(reply, KEYS)] == words

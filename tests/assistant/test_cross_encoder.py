"""The reader that comes with the program puts the sentence that answers first."""

from pathlib import Path

import numpy as np
import pytest

from assistant.ranking.cross_encoder import DEFAULT, OURS, in_context, load_reader
from ingest.errors import SettingsError

SENTENCES = [
    in_context("The gates are painted green every spring.", "Parks Strategy", "Gates"),
    in_context("The parks board was set up by Harbour Town in 2019.", "Parks Strategy", "History"),
    in_context("Keepers live close to their park.", "Parks Strategy", "Keepers"),
]


def test_the_answering_sentence_comes_first():
    odds = load_reader(DEFAULT).read("When was the parks board set up?", SENTENCES)

    assert odds.shape == (3,)
    assert int(np.argmax(odds)) == 1


def test_what_else_is_read_does_not_change_the_order():
    reader = load_reader(DEFAULT)  # int8: the odds themselves move a little with the longest of a batch

    together = reader.read("Who set up the parks board?", SENTENCES)
    alone = [reader.read("Who set up the parks board?", [sentence])[0] for sentence in SENTENCES]
    assert np.argsort(together).tolist() == np.argsort(alone).tolist()


def test_nothing_to_read_gives_no_odds():
    assert load_reader(DEFAULT).read("Who?", []).shape == (0,)


def test_a_long_sentence_before_is_left_out_and_a_long_heading_cut():
    shown = in_context("It is so.", "Title", "word " * 40, "before " * 31)

    assert "before" not in shown
    assert shown.count("word") == 14


def test_a_reader_that_is_not_there_is_named_with_the_cure(tmp_path: Path):
    with pytest.raises(SettingsError, match="no folder with a config") as caught:
        load_reader(str(tmp_path / "elsewhere"))
    assert "CrossEncoder" in str(caught.value.cure)


QUESTION = "When was the parks board set up?"
BIAS = 7.0  # of the small cross-encoder's one output


@pytest.mark.parametrize("where", ["title", "heading", "previous"])
def test_what_stands_over_a_sentence_or_before_it_is_read(where: str):
    of_parks, of_ferries = load_reader(DEFAULT).read(
        QUESTION,
        [in_context("It was set up in 2019.", **{where: f"The {board} board"}) for board in ("parks", "ferry")],
    )
    assert of_parks > of_ferries


def test_title_heading_and_sentence_before_stand_in_that_order_before_the_sentence():
    assert in_context("It is so.", "Title", "Heading", "Before.") == "Title › Heading › Before. [SEP] It is so."
    assert in_context("It is so.", heading="Heading") == "Heading [SEP] It is so."
    assert in_context("It is so.") == "It is so."


def test_a_very_long_sentence_is_read_all_the_same():
    assert np.isfinite(load_reader(DEFAULT).read(QUESTION, ["the board was set up in the park " * 200])).all()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small cross-encoder that has learned nothing."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("cross-encoder")
    torch.manual_seed(1)
    tokenizer = Tokenizer.from_file(str(OURS / "tokenizer.json"))
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
    )
    model = BertForSequenceClassification(config)
    torch.nn.init.constant_(model.classifier.bias, BIAS)
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
    return folder


def test_any_cross_encoder_can_be_named(folder: Path):
    odds = load_reader(str(folder)).read("Who?", SENTENCES)

    assert odds.shape == (3,)
    assert odds == pytest.approx([BIAS] * 3, abs=1)  # log odds, not squeezed between 0 and 1


def test_any_cross_encoder_reads_what_stands_over_a_sentence(folder: Path):
    bare, headed = load_reader(str(folder)).read(
        QUESTION,
        [in_context("It was set up in 2019."), in_context("It was set up in 2019.", "Strategy", "Parks board")],
    )
    assert bare != headed


def test_a_folder_without_a_model_is_named_with_the_cure(tmp_path: Path):
    with pytest.raises(SettingsError, match=DEFAULT) as caught:
        load_reader(str(tmp_path))
    assert "nothing is downloaded" in str(caught.value.cure)

"""The reader that comes with the program puts the sentence that answers first."""

from pathlib import Path

import numpy as np
import pytest

from assistant.reader import DEFAULT, in_context, load_reader
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


def test_any_cross_encoder_can_be_named(tmp_path: Path):
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    from assistant.reader import OURS

    config = BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, num_labels=1)
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    tokenizer = Tokenizer.from_file(str(OURS / "tokenizer.json"))
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]")
    fast.save_pretrained(tmp_path)

    assert load_reader(str(tmp_path)).read("Who?", SENTENCES).shape == (3,)

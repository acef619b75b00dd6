"""An entailment model of the settings has the last word on what the rules let pass."""

from pathlib import Path

import pytest

from assistant.ranking.cross_encoder import OURS
from assistant.settings import load_settings
from assistant.verification import Cited, Entailment, SupportCheck
from ingest.encode import Encoder
from ingest.errors import SettingsError

LABELS = ("contradiction", "entailment", "neutral")
TRUE = ("The gates are painted.", [Cited("The gates are painted green every spring.")])


def cross_encoder(folder: Path, labels: tuple[str, ...], favoured: int) -> Path:
    """A small cross-encoder that has learned nothing but to favour one output."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(1)
    tokenizer = Tokenizer.from_file(str(OURS / "tokenizer.json"))
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label=dict(enumerate(labels)),
        label2id={label: n for n, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    torch.nn.init.zeros_(model.classifier.bias)
    model.classifier.bias.data[favoured] = 7.0
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
    return folder


def test_what_the_model_finds_entailed_is_supported(tmp_path: Path, encoder: Encoder):
    model = Entailment(cross_encoder(tmp_path, LABELS, LABELS.index("entailment")))

    assert model.probability("The gates are green.", "The gates are painted.") > 0.9
    assert SupportCheck(encoder, model).judge(*TRUE).support == "supported"


def test_what_the_model_finds_neutral_is_unsupported_with_the_reason(tmp_path: Path, encoder: Encoder):
    model = Entailment(cross_encoder(tmp_path, LABELS, LABELS.index("neutral")))

    assert SupportCheck(encoder, model).judge(*TRUE).reason == "it does not follow from the words cited"


def test_the_model_can_not_save_what_a_rule_finds_changed(tmp_path: Path, encoder: Encoder):
    model = Entailment(cross_encoder(tmp_path, LABELS, LABELS.index("entailment")))
    judgement = SupportCheck(encoder, model).judge("The 40 gates are painted.", TRUE[1])

    assert "40" in judgement.reason


def test_a_quotation_needs_no_model(tmp_path: Path, encoder: Encoder):
    model = Entailment(cross_encoder(tmp_path, LABELS, LABELS.index("neutral")))

    assert SupportCheck(encoder, model).judge(TRUE[1][0].quote, TRUE[1]).support == "supported"


def test_a_model_whose_labels_do_not_name_entailment_is_refused_with_the_cure(tmp_path: Path):
    model = Entailment(cross_encoder(tmp_path, ("LABEL_0", "LABEL_1"), 0))

    with pytest.raises(SettingsError, match="label_0, label_1") as caught:
        model.probability("a", "b")
    assert "NLI head" in caught.value.cure


def test_a_folder_without_a_model_is_named_with_the_cure(tmp_path: Path):
    with pytest.raises(SettingsError, match="no folder with a config") as caught:
        Entailment(tmp_path / "elsewhere")
    assert "nothing is downloaded" in caught.value.cure


def test_the_settings_name_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert load_settings().entailment is None

    monkeypatch.setenv("POLICY_ENTAILMENT", str(tmp_path))
    assert load_settings().entailment == tmp_path

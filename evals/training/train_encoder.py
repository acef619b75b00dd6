"""Trains the encoder further: a question near the passages and the sentences that answer it, far from those that only
seem to.

    python -m evals.training.train_encoder --groups GROUPS.jsonl[,...] --out DIR [--passes N] [--rate R]

Cross-entropy over the other answers of a batch and one hard negative for each question (Henderson et al., 2017, whose
scale of 20 sentence-transformers uses). DIR gets the model, in the form of sentence-transformers.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch.nn.functional import cross_entropy, normalize, pad

from evals.training.reading_groups import ANSWERS, DOES_NOT, Group, read_groups
from ingest.weights import DEFAULT, weights_of

BATCH = 24
SCALE = 20.0
WARM_UP = 10
STEP = 32  # word pieces
LONGEST = 160  # word pieces; what is longer is cut, as in a passage the answer rarely stands at the end
Triplet = tuple[str, str, str]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--groups", required=True, help="files of groups, with commas")
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--base", default=str(weights_of(DEFAULT).parent), help="weights to start from")
    options.add_argument("--passes", type=int, default=1)
    options.add_argument("--rate", type=float, default=3e-5, help="highest learning rate")
    options.add_argument("--seed", type=int, default=15)
    chosen = options.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(chosen.seed)
    rng = random.Random(chosen.seed)
    groups = [
        g for path in chosen.groups.split(",") for g in read_groups(Path(path)) if g.answerable and not g.left_out
    ]
    batches = [batch for _ in range(chosen.passes) for batch in _batches(groups, rng)]
    model = SentenceTransformer(chosen.base, device="cpu")
    model[0].auto_model.set_attn_implementation("eager")  # a third faster on these processors
    model.max_seq_length = LONGEST
    train(model, batches, chosen.rate)
    model.max_seq_length = 256
    model.save_pretrained(str(chosen.out))


def train(model: SentenceTransformer, batches: list[list[Triplet]], rate: float) -> None:
    for weights in model[0].auto_model.embeddings.parameters():
        weights.requires_grad = False  # rare words are seen too seldom to move well
    learning = [weights for weights in model.parameters() if weights.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / WARM_UP, (len(batches) - n) / (len(batches) - WARM_UP))
    )
    model.eval()  # without dropout, which on a CPU took nine tenths of the time
    started, losses = time.monotonic(), []
    for step, batch in enumerate(batches, 1):
        questions, answers, wrong = map(list, zip(*batch, strict=True))
        with torch.autocast("cpu", torch.bfloat16):
            asked = _vectors(model, questions)
            given = _vectors(model, answers + wrong)
        loss = cross_entropy(SCALE * asked @ given.T, torch.arange(len(batch)))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(loss.item())
        if step % 10 == 0:
            said = {"step": step, "of": len(batches), "loss": round(float(np.mean(losses[-20:])), 3)}
            print(json.dumps(said | {"seconds": round(time.monotonic() - started)}), flush=True)


def _vectors(model: SentenceTransformer, texts: list[str]) -> torch.Tensor:
    made = {name: each for name, each in model.preprocess(texts).items() if name in ("input_ids", "attention_mask")}
    width = made["input_ids"].shape[1]
    wider = -width % STEP  # few widths, as each of them has kernels of its own made for it
    return normalize(
        model({name: pad(each, (0, wider)) for name, each in made.items()})["sentence_embedding"].float(), dim=1
    )


def _batches(groups: list[Group], rng: random.Random) -> list[list[Triplet]]:
    """Batches of passages and batches of sentences, in random order."""
    made = []
    for kind in (_with_passage, _with_sentence):
        triplets = [each for group in rng.sample(groups, len(groups)) for each in kind(group, rng)]
        made += [triplets[i : i + BATCH] for i in range(0, len(triplets) - BATCH + 1, BATCH)]
    rng.shuffle(made)
    return made


def _with_passage(group: Group, rng: random.Random) -> Iterator[Triplet]:
    holding = [p for p in group.passages if ANSWERS in p.labels]
    others = [p for p in group.passages if ANSWERS not in p.labels]
    tempting = [p for p in others if any(p.near)] or others
    if tempting:
        yield group.question, rng.choice(holding).text, rng.choice(tempting).text


def _with_sentence(group: Group, rng: random.Random) -> Iterator[Triplet]:
    """Sentences as the ranker compares them, without their headings."""
    units = [each for p in group.passages for each in zip(p.units, p.labels, p.near, strict=True)]
    wrong = [(near, unit) for unit, label, near in units if label == DOES_NOT]
    hard = [unit for near, unit in wrong if near] or [unit for _, unit in wrong]
    if hard:
        yield group.question, rng.choice([u for u, label, _ in units if label == ANSWERS]), rng.choice(hard)


if __name__ == "__main__":
    main()

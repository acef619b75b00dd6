"""Trains a reader: a transformer that reads a question with a passage and says of each sentence whether it answers.

    python -m evals.training.train_reader --groups GROUPS.jsonl[,...] --base WEIGHTS --out DIR [--freeze N]

The sentences of all passages of a question compete (softmax over them), and each is judged by itself (binary
cross-entropy), so that the odds also tell where nothing answers. As in Provence (Chirkova et al., ICLR 2025), one pass
over a passage judges all its sentences. DIR gets a checkpoint every few hundred steps, from which a later run goes on,
and at the end `model.onnx`, `model_int8.onnx` and `tokenizer.json`. Another run goes on from any of them with
`--further`; after a run of half a pass, with `--after 0.5`, it learns from the other half.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import binary_cross_entropy_with_logits, normalize
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerFast

from assistant.ranking.reading import Pieces, joined
from evals.training.kept_weights import kept_weights
from evals.training.reading_groups import ANSWERS, UNKNOWN, Group, LabelledPassage, read_groups

GROUPS = 4  # of like length, in a step
WIDTHS = (64, 96, 128, 160, 192, 224, 256, 320, 384)  # few, as oneDNN keeps a kernel for each
POSITIVE = 2.0  # weight of a sentence that answers
WARM_UP = 60
CLIPPED = 1.0
EVERY = 100  # steps between checkpoints
CHECKED = 200  # left-out groups looked at by then
BLOCK = 128  # dimensions with a scale of their own
# A processor that has no such arithmetic takes five times as long for it as for 32 bits.
BFLOAT16 = any(torch.cpu.get_capabilities().get(each, False) for each in ("avx512_bf16", "amx_bf16"))


class Reader(torch.nn.Module):
    """The odds of a sentence: how near it is to the question, dimension by dimension, and what it is by itself."""

    def __init__(self, base: str, layers: Sequence[int] = ()):
        """`base` is the folder of the weights to start from, of which these layers are kept; all if none is named."""
        super().__init__()
        # Plain attention is a third faster on these processors than the fused one, and ONNX has no other.
        # Without dropout: on a CPU it took nine tenths of the time.
        self.encoder = AutoModel.from_pretrained(
            base,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        if layers:
            self.encoder.encoder.layer = torch.nn.ModuleList(self.encoder.encoder.layer[n] for n in layers)
        size = self.encoder.config.hidden_size
        self.near = torch.nn.Parameter(torch.full((size,), 8.0))
        self.own = torch.nn.Linear(size, 1)
        torch.nn.init.zeros_(self.own.weight)
        torch.nn.init.constant_(self.own.bias, -6.0)
        self.takes_types = self.encoder.config.model_type == "bert"

    def forward(self, input_ids, attention_mask, token_type_ids, pool):
        """`pool` averages the pieces of question and units: [batch, 1 + units, pieces]. Out: [batch, units]."""
        given = {"input_ids": input_ids, "attention_mask": attention_mask}
        if self.takes_types:
            given["token_type_ids"] = token_type_ids
        states = self.encoder(**given).last_hidden_state
        means = normalize(pool.to(states.dtype) @ states, dim=-1)
        question, units = means[:, :1], means[:, 1:]
        return (question * units) @ self.near + self.own(units)[..., 0]


@dataclass(frozen=True)
class Batch:
    inputs: dict[str, torch.Tensor]
    labels: torch.Tensor  # [passages, units]; UNKNOWN also where there is no unit
    group: torch.Tensor  # [passages]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--groups", required=True, help="files of groups, with commas")
    options.add_argument("--base", required=True, help="folder of the weights to start from")
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--freeze", type=int, default=0, help="layers that do not learn, from below")
    options.add_argument("--layers", default="", help="numbers of the layers that are kept, with commas; all if none")
    options.add_argument("--passes", type=float, default=1.0)
    options.add_argument("--further", type=Path, help="checkpoint or model_int8.onnx of another run, to begin with")
    options.add_argument("--after", type=float, default=0.0, help="its passes: groups of these are not taken again")
    options.add_argument("--rate", type=float, default=4e-5, help="highest learning rate")
    options.add_argument("--seed", type=int, default=15)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--fine", default="", help="steps that keep more of what they pass on, such as 'dense'")
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(chosen.seed)
    chosen.out.mkdir(parents=True, exist_ok=True)
    groups = [group for path in chosen.groups.split(",") for group in read_groups(Path(path))]
    tokenizer = AutoTokenizer.from_pretrained(chosen.base)
    _pieces(tokenizer, [text for g in groups for p in g.passages for text in (g.question, p.context, *p.units)])
    model = Reader(chosen.base, [int(n) for n in chosen.layers.split(",") if n])
    freeze(model, chosen.freeze)
    if chosen.further:
        go_on_from(model, chosen.further)
    learnt = [group for group in groups if not group.left_out]
    taken = set(drawn(random.Random(chosen.seed), len(learnt), chosen.after))
    learnt = [group for n, group in enumerate(learnt) if n not in taken]
    left_out = [group for group in groups if group.left_out][: 4 * CHECKED : 4]
    order = ordered(learnt, chosen.passes, chosen.seed)
    train(model, tokenizer, learnt, order, left_out, chosen.rate, chosen.out)
    export(model, tokenizer, chosen.out)
    quantise(chosen.out, chosen.fine)


def go_on_from(model: Reader, kept: Path) -> None:
    """Takes the weights that learn from a checkpoint or from the 8-bit form; the others are those of the base."""
    if kept.suffix == ".onnx":
        weights = {name: torch.from_numpy(each) for name, each in kept_weights(kept).items()}
    else:
        weights = load_file(kept)
    learning = {name for name, each in model.named_parameters() if each.requires_grad}
    model.load_state_dict({name: each for name, each in weights.items() if name in learning}, strict=False)


def freeze(model: Reader, layers: int) -> None:
    """The word vectors and the lowest layers stay as they are: rare words are seen too seldom to move well."""
    for weights in model.encoder.embeddings.parameters():
        weights.requires_grad = False
    for layer in model.encoder.encoder.layer[:layers]:
        for weights in layer.parameters():
            weights.requires_grad = False


def drawn(rng: random.Random, count: int, share: float) -> list[int]:
    """Which of so many groups a pass takes that takes a share of them, 0 to 1, in random order."""
    return rng.sample(range(count), int(share * count))


def ordered(groups: Sequence[Group], passes: float, seed: int) -> list[list[int]]:
    """Steps of `GROUPS` groups of like length, in random order."""
    rng = random.Random(seed)
    sizes = [max(sum(map(len, p.units)) for p in group.passages) for group in groups]
    steps: list[list[int]] = []
    for n in range(int(np.ceil(passes))):
        share = min(1.0, passes - n)
        order = drawn(rng, len(groups), share)
        pool = GROUPS * 40
        sorted_ones = [sorted(order[i : i + pool], key=sizes.__getitem__) for i in range(0, len(order), pool)]
        made = [each[i : i + GROUPS] for each in sorted_ones for i in range(0, len(each), GROUPS)]
        rng.shuffle(made)
        steps += made
    return steps


def batch_of(tokenizer: PreTrainedTokenizerFast, groups: Sequence[Group]) -> Batch:
    first, last, pad = map(int, (tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id))
    made: list[tuple[Pieces, list[int], int]] = []
    for n, group in enumerate(groups):
        question = _pieces(tokenizer, [group.question])[0]
        for passage in group.passages:
            units = _pieces(tokenizer, passage.units)
            at = 0
            for part in joined(question, _pieces(tokenizer, [passage.context])[0], units, first, last):
                count = len(part.spans) - 1
                made.append((part, list(passage.labels[at : at + count]), n))
                at += count
    longest = max(len(part.ids) for part, _, _ in made)
    width = next((each for each in WIDTHS if each >= longest), longest)
    most = max(len(labels) for _, labels, _ in made)
    ids = np.full((len(made), width), pad)
    mask, types = np.zeros((len(made), width), np.int64), np.zeros((len(made), width), np.int64)
    pool = np.zeros((len(made), 1 + most, width), np.float32)
    labelled = np.full((len(made), most), UNKNOWN)
    for row, (part, labels, _) in enumerate(made):
        ids[row, : len(part.ids)], mask[row, : len(part.ids)], types[row, : len(part.ids)] = part.ids, 1, part.types
        labelled[row, : len(labels)] = labels
        for n, (start, end) in enumerate(part.spans):
            pool[row, n, start:end] = 1 / max(end - start, 1)
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types, "pool": pool}
    return Batch(
        {name: torch.from_numpy(values) for name, values in inputs.items()},
        torch.from_numpy(labelled),
        torch.tensor([n for _, _, n in made]),
    )


_known: dict[tuple[int, str], list[int]] = {}


def _pieces(tokenizer: PreTrainedTokenizerFast, texts: Sequence[str]) -> list[list[int]]:
    """The word pieces of each text. Each is cut once: a call of the tokenizer takes as long as a third of a step."""
    new = [text for text in dict.fromkeys(texts) if (id(tokenizer), text) not in _known]
    if new:
        made = tokenizer(new, add_special_tokens=False, verbose=False)["input_ids"]
        _known.update(((id(tokenizer), text), ids) for text, ids in zip(new, made, strict=True))
    return [_known[id(tokenizer), text] for text in texts]


def loss_of(odds: torch.Tensor, batch: Batch) -> torch.Tensor:
    known, answers = batch.labels != UNKNOWN, batch.labels == ANSWERS
    weight = torch.where(answers, POSITIVE, 1.0)[known]
    alone = binary_cross_entropy_with_logits(odds[known], answers[known].to(odds.dtype), weight)
    competing = []
    for n in batch.group.unique():
        rows = batch.group == n
        right, wrong = odds[rows][answers[rows]], odds[rows][known[rows] & ~answers[rows]]
        if len(right) and len(wrong):
            against = torch.logsumexp(wrong, 0).expand_as(right)
            competing.append((torch.logaddexp(right, against) - right).mean())
    return alone * 2 + (torch.stack(competing).sum() / GROUPS if competing else 0)


def train(
    model: Reader,
    tokenizer: PreTrainedTokenizerFast,
    groups: Sequence[Group],
    order: list[list[int]],
    left_out: Sequence[Group],
    rate: float,
    out: Path,
) -> None:
    """Goes on from the checkpoint in `out`, if there is one; the optimiser then begins afresh."""
    learning = [weights for weights in model.parameters() if weights.requires_grad]
    small = [w for w in learning if w is not model.near]
    optimiser = torch.optim.AdamW(
        [{"params": small, "lr": rate}, {"params": [model.near], "lr": 100 * rate}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / WARM_UP, max(0.02, (len(order) - n) / (len(order) - WARM_UP)))
    )
    kept, begin = out / "checkpoint.safetensors", 0
    if kept.exists():
        model.load_state_dict(load_file(kept))
        begin = json.loads((out / "checkpoint.json").read_text("utf-8"))["step"]
        for _ in range(begin):
            schedule.step()
    started, losses = time.monotonic(), []
    for step in range(begin, len(order)):
        model.train()
        batch = batch_of(tokenizer, [groups[n] for n in order[step]])
        with torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16):
            odds = model(**batch.inputs)
        loss = loss_of(odds.float(), batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, CLIPPED)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(loss.item())
        if (step + 1) % 20 == 0:
            said = {"step": step + 1, "of": len(order), "loss": round(float(np.mean(losses[-20:])), 3)}
            print(json.dumps(said | {"seconds": round(time.monotonic() - started)}), flush=True)
        if (step + 1) % EVERY == 0 or step + 1 == len(order):
            save_file({name: each.contiguous() for name, each in model.state_dict().items()}, kept)
            (out / "checkpoint.json").write_text(json.dumps({"step": step + 1}), "utf-8")
            print(json.dumps({"step": step + 1} | check(model, tokenizer, left_out)), flush=True)


@torch.no_grad()
def check(model: Reader, tokenizer: PreTrainedTokenizerFast, groups: Sequence[Group]) -> dict[str, float]:
    """Of groups left out: how often a sentence that answers is first; how well the best odds tell the answerable."""
    from sklearn.metrics import roc_auc_score

    if not groups:
        return {}
    model.eval()
    first, best = [], []
    for group in groups:
        batch = batch_of(tokenizer, [group])
        with torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16):
            odds = model(**batch.inputs).float()
        odds[batch.labels == UNKNOWN] = -100
        best.append(odds.max().item())
        if group.answerable:
            first.append(float(batch.labels.flatten()[odds.argmax()] == ANSWERS))
    area = roc_auc_score([group.answerable for group in groups], best)
    return {"first": round(float(np.mean(first)), 3), "area": round(float(area), 3)}


def export(model: Reader, tokenizer: PreTrainedTokenizerFast, out: Path) -> None:
    """Writes `model.onnx` and `tokenizer.json`; in word pieces, out one logit a unit."""
    model.eval()
    tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"))
    passage = LabelledPassage("Rules", ("The board decides.", "It meets in May."), (1, 0), (False, False), "")
    batch = batch_of(tokenizer, [Group("who decides?", (passage, passage), "", False, "")])
    names = ["input_ids", "attention_mask", *(["token_type_ids"] if model.takes_types else []), "pool"]

    class Odds(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, *given):
            made = dict(zip(names, given, strict=True))
            return self.model(made["input_ids"], made["attention_mask"], made.get("token_type_ids"), made["pool"])

    size = {0: "passages", 1: "pieces"}
    axes = dict.fromkeys(names[:-1], size) | {"pool": {0: "passages", 1: "spans", 2: "pieces"}}
    torch.onnx.export(
        Odds(),
        tuple(batch.inputs[name] for name in names),
        str(out / "model.onnx"),
        input_names=names,
        output_names=["odds"],
        dynamic_axes=axes | {"odds": {0: "passages", 1: "units"}},
        opset_version=17,
        dynamo=False,
    )


def quantise(out: Path, fine: str) -> None:
    """Writes `model_int8.onnx` beside `model.onnx`: the encoder's weights in 8 bits, the last step in full.

    What most steps take in is scaled by one figure for all of it. The feed-forward layers whose names have `fine` in
    them ('dense' is all) have a figure for each `BLOCK` dimensions: some are so large there that the others would be
    lost. That takes longer.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    given = out / "model.onnx"
    nodes = onnx.load(given, load_external_data=False).graph.node
    if fine:
        coarse = [node.name for node in nodes if fine not in node.name or "attention" in node.name]
        scaled = DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=4, bits=8)
        by_blocks = MatMulNBitsQuantizer(onnx.load(given), algo_config=scaled, nodes_to_exclude=coarse)
        by_blocks.process()
        given = out / "model_by_blocks.onnx"
        by_blocks.model.save_model_to_file(str(given))
    quantize_dynamic(
        given,
        out / "model_int8.onnx",
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        nodes_to_exclude=[node.name for node in nodes if "/encoder/" not in node.name],
    )


if __name__ == "__main__":
    main()

"""Which questions are asked: from the policy set, of families that the readers' training left out, by a fixed rule."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.training.policy_set import PolicyQuestion, load_policy_set, read_rows


@dataclass(frozen=True)
class Share:
    """How many questions of one sort are asked; `wording` is None where either will do."""

    answerable: bool
    wording: str | None
    count: int


SHARES = (Share(True, "near", 25), Share(True, "far", 20), Share(False, None, 15))


@dataclass(frozen=True)
class Chosen:
    """The questions, put to the library of all `papers` and not to one of them."""

    questions: tuple[PolicyQuestion, ...]
    papers: tuple[Path, ...]


def choose(folder: Path, shares: Sequence[Share] = SHARES) -> Chosen:
    """The questions of the policy set in a folder, and the papers that they are about.

    Asked are questions that stand alone, without flags, whose facts and evidence are known unless nothing answers them.
    Of each sort those come first whose ids have the lowest SHA-256.
    """
    files = {path.name: path for place in ("papers", "extracts") for path in sorted((folder / place).glob("*.md"))}
    texts = {name: path.read_text("utf-8") for name, path in files.items()}
    flagged = {row["id"] for row in read_rows(folder / "questions.jsonl") if row["flags"]}
    fit = [each for each in load_policy_set(folder, texts) if each.gold.id not in flagged and _fit(each)]
    fit.sort(key=lambda each: hashlib.sha256(each.gold.id.encode()).hexdigest())
    asked = [each for share in shares for each in _of(share, fit)]
    named = sorted({name for each in asked for name in each.gold.papers})
    return Chosen(tuple(asked), tuple(files[name] for name in named))


def fewer(shares: Sequence[Share], count: int) -> list[Share]:
    """The shares in proportion, about `count` in all."""
    whole = sum(share.count for share in shares)
    return [Share(share.answerable, share.wording, round(share.count * count / whole)) for share in shares]


def _fit(question: PolicyQuestion) -> bool:
    gold = question.gold
    known = bool(gold.facts and gold.evidence) or not gold.answerable
    return question.left_out and not gold.history and known


def _of(share: Share, questions: Sequence[PolicyQuestion]) -> list[PolicyQuestion]:
    fit = [
        each for each in questions if each.gold.answerable == share.answerable and share.wording in (None, each.wording)
    ]
    return fit[: share.count]

"""The figures of one question, computed from its gold answer, the answer, the passages found and the papers' texts.

All but `words` and `seconds` are in [0, 1]. None needs a language model as a judge. A figure that does not apply to a
question is None.
"""

import math
import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from evals.datasets.gold import Evidence, Gold
from evals.quote_status import STATUSES, Papers, is_verbatim, quote_status
from evals.results import Seen
from ingest.dates import MONTH

Figures = dict[str, float | None]
Answer = Mapping[str, Any]  # from `Answer.as_json`

RANKS = (1, 5, 10, 20)
READ = 150  # words of an answer that count; busy people read no further
MARK = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]")
NUMBER = re.compile(r"(?<![\w.])(\d+(?:,\d{3})*(?:\.\d+)?)\s?(%|per cent|(?:k|m|bn|thousand|million|billion)\b)?", re.I)
MONTH_OF_DATE = re.compile(rf"\b({MONTH})\.?,?\s+\d|\d(?:st|nd|rd|th)?\s+(?:of\s+)?({MONTH})\b", re.I)
SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}


def figures(gold: Gold, answer: Answer, found: Sequence[Seen], papers: Papers) -> Figures:
    """Every figure of a question, by name."""
    return {
        **retrieval(gold, found, papers),
        **correctness(gold, answer),
        **spans(gold, answer, papers),
        **citing(gold, answer, papers),
        **support(answer),
        **refusing(gold, answer),
        **cost(answer),
    }


def overlaps(document: str, start: int, end: int, evidence: Evidence) -> bool:
    return document == evidence.doc and start < evidence.end and evidence.start < end


def retrieval(gold: Gold, found: Sequence[Seen], papers: Papers) -> Figures:
    """Figures for the ranked passages found. A passage is relevant if it overlaps gold evidence.

    recall@k: the share of the evidence that the first k overlap (Manning, Raghavan and Schütze, Introduction to
    Information Retrieval, 2008, 8.3, over spans). nDCG@10: gains of 1 discounted by log2(rank + 1), over the best
    possible (Järvelin and Kekäläinen, ACM TOIS 20(4), 2002). MRR: 1 / rank of the first relevant passage, 0 if there is
    none (Voorhees, TREC-8 Question Answering Track Report, 1999).
    """
    names = [*(f"recall@{k}" for k in RANKS), "nDCG@10", "MRR"]
    if not gold.evidence:
        return dict.fromkeys(names)
    row: Figures = {}
    for k in RANKS:
        seen = [any(overlaps(s.document, s.start, s.end, item) for s in found[:k]) for item in gold.evidence]
        row[f"recall@{k}"] = _share(seen)
    gains = [seen.holds / math.log2(rank + 1) for rank, seen in enumerate(found[:10], 1)]
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(10, _relevant(gold, papers)) + 1))
    row["nDCG@10"] = sum(gains) / ideal if ideal else 0.0
    row["MRR"] = next((1 / rank for rank, seen in enumerate(found, 1) if seen.holds), 0.0)
    return row


def _relevant(gold: Gold, papers: Papers) -> int:
    """How many passages in the library overlap the evidence."""
    return sum(
        any(overlaps(item.doc, start, end, item) for item in gold.evidence if item.doc == doc)
        for doc in gold.about()
        if doc in papers
        for start, end in papers[doc].passages
    )


def correctness(gold: Gold, answer: Answer) -> Figures:
    """facts: the share of the gold facts in the answer's first 150 words. correct: has all of them, and a citation that
    overlaps gold evidence. right: whether an answer that was given is correct; never for an unanswerable question."""
    if not gold.answerable:
        return {"correct": None, "facts": None, "right": 0.0 if _answered(answer) else None}
    if not gold.facts:
        return {"correct": None, "facts": None, "right": None}
    text = read_words(answer["answer"]) if _answered(answer) else ""
    held = [has_fact(fact, text) for fact in gold.facts]
    correct = float(all(held) and any(_cited(answer, item) for item in gold.evidence))
    return {"correct": correct, "facts": _share(held), "right": correct if _answered(answer) else None}


def read_words(answer: str) -> str:
    return " ".join(plain(answer).split()[:READ])


def plain(text: str) -> str:
    """Lower case, without citation marks or Markdown, with plain spaces, quotes and dashes."""
    text = MARK.sub(" ", text).translate(str.maketrans("’‘–—", "''--"))
    return " ".join(re.sub(r"[*_`>#|]", " ", text).split()).lower()


def has_fact(fact: str, text: str) -> bool:
    """Whether a plain text has one of the wordings of a fact ('a|b'). A word may have an ending, a figure may not."""
    for wording in map(plain, fact.split("|")):
        end = r"(?!\w)" if wording[-1:].isdigit() else ""
        if wording and re.search(r"(?<!\w)" + re.escape(wording) + end, text):
            return True
    return False


def spans(gold: Gold, answer: Answer, papers: Papers) -> Figures:
    """Token F1 and exact match of the best quote with the best gold span, both normalised (Rajpurkar et al., EMNLP
    2016, 'SQuAD'); 0 if an answerable question is refused."""
    if not gold.evidence:
        return {"span F1": None, "span EM": None}
    quotes = [normal(citation["quote"]) for citation in _citations(answer)]
    wanted = [normal(papers[item.doc].text[item.start : item.end]) for item in gold.evidence if item.doc in papers]
    pairs = [(quote, span) for quote in quotes for span in wanted]
    return {
        "span F1": max((token_f1(*pair) for pair in pairs), default=0.0),
        "span EM": max((float(quote == span) for quote, span in pairs), default=0.0),
    }


def normal(text: str) -> list[str]:
    """Tokens with SQuAD's normalisation: lower case, without punctuation or articles."""
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def token_f1(one: Sequence[str], other: Sequence[str]) -> float:
    """The harmonic mean of the share of each one's tokens that the other has; symmetric, 1 if equal."""
    if not one or not other:
        return float(one == other)
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other))


def citing(gold: Gold, answer: Answer, papers: Papers) -> Figures:
    """Figures for the citations of an answer.

    citation precision: the share that overlaps gold evidence, 0 for an answer to an unanswerable question. citation
    recall: the share of the gold evidence that is cited. verbatim: the share that is exactly paper[start:end]. The
    quote statuses, as shares, ignore differences in spacing and typography.
    """
    row: Figures = dict.fromkeys(["citation precision", "citation recall", "verbatim", *map(_share_of, STATUSES)])
    if gold.evidence:
        row["citation recall"] = _share([_cited(answer, item) for item in gold.evidence])
    if not _answered(answer):
        return row
    citations = _citations(answer)
    row["citation precision"] = _share([_on_evidence(each, gold) for each in citations]) or 0.0
    row["verbatim"] = _share([is_verbatim(each, papers) for each in citations])
    statuses = [quote_status(each, papers) for each in citations]
    return row | {_share_of(status): _share([each == status for each in statuses]) for status in STATUSES}


def _share_of(status: str) -> str:
    return f"quotes {status}"


def support(answer: Answer) -> Figures:
    """sentence coverage: the share of statements with a citation (Gao et al., EMNLP 2023, 'ALCE': none counts 0).
    figure support: the share of the numbers, amounts and months in statements that are in their quotes."""
    if not _answered(answer):
        return {"sentence coverage": None, "figure support": None}
    quotes = {citation["n"]: citation["quote"] for citation in _citations(answer)}
    supported: list[bool] = []
    for statement in answer["statements"]:
        cited = Counter(numbers(" ".join(quotes.get(n, "") for n in statement["citations"])))
        supported += [number in cited for number in numbers(statement["text"])]
    covered = [any(n in quotes for n in statement["citations"]) for statement in answer["statements"]]
    return {"sentence coverage": _share(covered), "figure support": _share(supported)}


def numbers(text: str) -> list[str]:
    """The figures in a text in one form: '1,200' is 1200, '£1.2m' is 1200000, '5 per cent' is 5%, 'May 2021' may."""
    found = []
    for digits, unit in NUMBER.findall(text):
        value = float(digits.replace(",", "")) * SCALE.get(unit.lower(), 1)
        found.append(f"{value:.10g}" + ("%" if unit.lower() in ("%", "per cent") else ""))
    return found + [(match[1] or match[2]).lower()[:3] for match in MONTH_OF_DATE.finditer(text)]


def refusing(gold: Gold, answer: Answer) -> Figures:
    """refusal recall: the share of unanswerable questions refused. refusal precision: the share of refused questions
    that are unanswerable. kept: the share of answerable questions answered. From the status, never from words."""
    refused = answer["status"] == "not_found"
    return {
        "refused": float(refused),
        "unanswerable": float(not gold.answerable),
        "refusal precision": float(not gold.answerable) if refused else None,
        "refusal recall": None if gold.answerable else float(refused),
        "kept": float(_answered(answer)) if gold.answerable else None,
    }


def cost(answer: Answer) -> Figures:
    """The answer's confidence, its number of words with citation marks, and the seconds it took."""
    return {
        "confidence": answer.get("confidence"),
        "words": float(len(answer["answer"].split())) if _answered(answer) else None,
        "seconds": answer["seconds"],
    }


def _answered(answer: Answer) -> bool:
    return answer["status"] == "answered"


def _citations(answer: Answer) -> list[dict[str, Any]]:
    return answer["citations"] if _answered(answer) else []


def _cited(answer: Answer, evidence: Evidence) -> bool:
    return any(overlaps(c["document"], c["start"], c["end"], evidence) for c in _citations(answer))


def _on_evidence(citation: Mapping[str, Any], gold: Gold) -> bool:
    return any(overlaps(citation["document"], citation["start"], citation["end"], item) for item in gold.evidence)


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None

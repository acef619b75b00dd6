"""Figures published by others on the same or similar data, to compare with ours, and how they differ."""

from evals.results import Published

_FINDING = (
    "a retriever fine-tuned on the set's training half (MultiDoc2Dial, validation, D-struct-ft; IBM/multidoc2dial, "
    "README): all turns of other dialogues, more documents, its own passages"
)
FINDING = tuple(
    Published(name=name, value=value, what="MultiDoc2Dial, fine-tuned retriever", differs=_FINDING)
    for name, value in (("recall@1", 0.375), ("recall@5", 0.670), ("recall@10", 0.758))
)

_GROUNDING = (
    "BERT-base fine-tuned on the set's training half (Doc2Dial, validation; doc2dial/sharedtask-dialdoc2021, README): "
    "all turns, and one span cut to fit. Ours: first turns, and the best of the quotes, which are whole sentences"
)
GROUNDING = tuple(
    Published(name=name, value=value, what="Doc2Dial shared task, BERT-base", differs=_GROUNDING)
    for name, value in (("span F1", 0.563), ("span EM", 0.397))
)

_REFUSING = "a language model instructed to refuse (haiku.rag, docs/benchmarks.md, its best): other questions"
REFUSING = tuple(
    Published(name=name, value=value, what="haiku.rag", differs=_REFUSING)
    for name, value in (("refusal precision", 0.33), ("refusal recall", 0.44))
)

"""The check of a statement against the words that it cites; no language model is asked."""

from assistant.verification.entailment import Entailment
from assistant.verification.support_check import Cited, Judgement, SupportCheck, cited_of, judge_support

__all__ = ["Cited", "Entailment", "Judgement", "SupportCheck", "cited_of", "judge_support"]

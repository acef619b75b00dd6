"""Checks a statement against the words it cites, without a language model."""

from assistant.verification.support_check import Cited, SupportCheck, Verdict, cited_of

__all__ = ["Cited", "SupportCheck", "Verdict", "cited_of"]

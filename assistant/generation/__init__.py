"""Answers written by a language model, and the evidence for each sentence."""

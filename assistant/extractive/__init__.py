"""Answers in the papers' own words, without a language model."""

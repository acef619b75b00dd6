"""Answers worded by a language model, and the words that each sentence rests on."""

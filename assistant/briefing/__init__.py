"""Briefing packs: questions from a file, their answers kept one by one, and a document for a meeting."""

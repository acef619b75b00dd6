"""Briefing packs: reads questions from a file, saves each answer, and writes a document for a meeting."""

"""Answers from the papers in force, and from decisions before proposals (docs/adr/0026)."""

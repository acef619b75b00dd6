"""Writes briefing packs, one module for each format."""

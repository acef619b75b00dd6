"""Briefing packs, one module for each format."""

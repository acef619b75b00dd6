"""Proposes questions from a library, for a person to accept."""

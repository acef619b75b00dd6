"""Splits text into words, and makes text safe to show."""

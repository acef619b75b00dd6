"""Conversations: saved, followed while an answer is being made, and exported."""

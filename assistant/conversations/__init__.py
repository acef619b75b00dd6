"""Conversations: kept, followed while an answer is on its way, and exported."""

"""Turns files into searchable passages. Nothing here deals with questions."""

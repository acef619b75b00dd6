"""Digests of policy papers in our own words: data only."""

"""Measures speed, as ratios taken in one run on one machine."""

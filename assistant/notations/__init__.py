"""Figures, amounts and dates as people write them: found in a text, and compared by what they mean."""

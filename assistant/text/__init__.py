"""Words of questions and papers, and text made safe to show."""

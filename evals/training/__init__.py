"""How the cross-encoder and the ranker are trained. Not part of the installed program."""

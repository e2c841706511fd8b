"""How good rankings are: runs, judgements, metrics, and the floors beside them."""

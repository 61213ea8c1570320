"""How important channels are: what is coupled to each, and the papers' ways to judge it, for any network."""

"""How far and how long between places: one protocol, one engine a file."""

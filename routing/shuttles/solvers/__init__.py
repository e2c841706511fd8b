"""How shuttles are planned; the only folder of shuttles that knows OR-Tools."""

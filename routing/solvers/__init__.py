"""How trips are chosen; the only place that knows OR-Tools and scipy's solvers."""

"""Ways to a plan. OR-Tools is imported in this folder only."""

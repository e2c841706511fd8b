"""The day of travel: passes to a trip, who got on, and what the coach did."""

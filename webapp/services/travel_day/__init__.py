"""The day of travel as it went: logs of trips, and what they say at a moment."""

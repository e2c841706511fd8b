"""Wording that a posting may not use, where it stands, why, and what to write."""

"""
What comes in and goes out, bounded and cleaned here once.

No text holds what a database cannot store, no number is larger than a column.
"""

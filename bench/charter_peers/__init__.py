"""
Other planners on a charter day: each turns it into its own words and says who rides
together.

They are no dependencies: one that is not installed is named and left out. Each runs in
a process of its own (``python -m bench.charter_peers``), so that none disturbs another.
"""

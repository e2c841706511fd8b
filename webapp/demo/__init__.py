"""
Demo data: a made-up district with real counties, so that the service can be tried.

Nobody in it exists. Names carry 示例, ID numbers have a region that is not assigned
(999), telephone numbers a segment that no operator has (154), and credit codes a
registration authority that does not exist (0).
"""

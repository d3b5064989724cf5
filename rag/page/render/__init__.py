"""Values -> HTML and files that a reader sees, every text escaped.

Knows nothing of events.
"""

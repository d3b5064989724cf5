"""Questions and predictions -> figures with their intervals, and comparisons of two runs.

Knows nothing of files or of how a report looks.
"""

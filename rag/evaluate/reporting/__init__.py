"""A Report -> HTML, JSON and files.

Reckons nothing: every figure was made by the scoring.
"""

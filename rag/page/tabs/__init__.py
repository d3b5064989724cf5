"""The components of each tab -> what happens when they are used.

Knows nothing of HTTP.
"""

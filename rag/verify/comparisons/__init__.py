"""A claim of each kind and sentences of articles -> whether they state it, or another thing for the very same.

Knows nothing of where the sentences were found.
"""

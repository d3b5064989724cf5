"""A question as it was typed -> what it asks for: its kind, its other wordings, the question behind a follow-up.

Knows nothing of where answers are found.
"""

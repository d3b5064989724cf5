"""A sentence and what is asked -> which stretches of it could be the answer, where each ends, and how well it fits.

Knows the kinds of things that are asked for, and no article.
"""

"""What a page prints of itself -> newspaper, date and page number with their evidence, and misreadings to suspect.

Fills nothing in that is only suspected.
"""

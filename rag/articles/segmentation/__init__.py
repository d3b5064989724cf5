"""A page's text -> its stories: lines, units, votes for what each unit is, and the cheapest reading of the whole.

Knows no page, newspaper or name.
"""

"""All articles of a collection -> which repeat each other and which go on in another.

Knows texts alone, so a collection that grew has the links of one made at once.
"""

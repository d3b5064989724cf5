"""Keys -> the words of the page in Chinese and English.

Knows nothing of where they are shown.
"""

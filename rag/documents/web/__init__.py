"""A web page -> the blocks of its story and what the page states of itself.

Knows nothing of files: web pages, books and tables all hand their HTML over.
"""

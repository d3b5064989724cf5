"""What questions ask for and what stretches of text mean: types, numbers, dates, names, whole words.

Knows nothing of search, of the reader's model or of how an answer is put together; reader and answer both use it.
"""

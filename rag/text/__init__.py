"""Text -> the forms that it is worked with, and the words it is searched by.

Knows nothing of questions, files or articles.
"""

from rag.text.forms import HAN, Folded, fold, plain, searched, simplified

__all__ = ["HAN", "Folded", "fold", "plain", "searched", "simplified"]

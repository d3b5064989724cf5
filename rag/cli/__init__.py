"""Words typed after ``rag`` -> what was asked for: one verb, its output and an exit code.

Loads nothing heavy: a verb fetches what it needs when it runs.
"""

from rag.cli.program import BROKEN, FINE, NOT_FOUND, REFUSED, STOPPED, USAGE, main, parser

__all__ = ["BROKEN", "FINE", "NOT_FOUND", "REFUSED", "STOPPED", "USAGE", "main", "parser"]

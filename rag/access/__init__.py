"""Who may use and change a collection, and a record of what was changed.

Knows nothing of the page or the command line, which both ask here.
"""

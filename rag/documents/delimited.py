"""The text of a .csv or .tsv -> its rows of cells, the header first.

Knows Excel's own first line (sep=;) and tells commas, semicolons, tabs and bars apart; not what a column means.
"""

import csv
import io
import re
from collections.abc import Iterator

_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)  # Excel's own first line


def rows_of(text: str, delimiter: str = "") -> Iterator[list[str]]:
    """Yield the rows; raises csv.Error for one that cannot be read, and goes on with the next when asked again."""
    stated = _SEP.match(text)
    text = text[stated.end() :] if stated else text
    header = next((line for line in io.StringIO(text) if line.strip()), "")
    usual = max(",\t;|", key=header.count)  # of the header: bodies are full of commas; "," wins a tie
    return csv.reader(
        io.StringIO(text, newline=""), delimiter=stated.group(1) if stated else delimiter or usual
    )

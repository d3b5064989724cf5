"""What a page is made of once its lines are joined: units.

Does not know how they were joined or where they belong.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph ("prose") or a line of another kind; ``spans`` are raw, in reading order."""

    kind: str  # prose display or one of the kinds of rag.articles.segmentation.vocabulary.special
    spans: tuple[tuple[int, int], ...]
    text: str  # without white space for prose, as printed for the rest
    mark: int = 0
    blanks: int = 0
    closed: bool = True  # prose: ends its sentence
    garbled: tuple[tuple[int, int], ...] = ()  # raw spans of shreds that were taken out of its middle
    glued: bool = False
    marked: tuple[int, int] = (0, 0)  # raw span of its heading mark
    fit: float = 0.0  # width of its last line over that of a full line, 0 where lines are not wrapped
    wrap: float = 0.0  # width of a full line
    number: int = 0  # its place among the units of the page

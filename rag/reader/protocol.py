"""What every reader promises, and where the weights of the trained one lie.

Knows nothing of how any of them reads.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from rag.types import Candidate, Reading

WEIGHTS = Path(__file__).parent / "weights" / "reader.safetensors"


class Reader(Protocol):
    """Reads passages for a question; the same question and passages give the same readings."""

    name: str

    def kind(self, question: str) -> tuple[str, float]:
        """Return the kind of answer that a question asks for, and how sure that is (0 to 1)."""

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        """Return several readings a passage, best first within each passage."""

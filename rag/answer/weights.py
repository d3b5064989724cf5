"""The numbers by which answers are chosen and trusted, one set for each reader; nothing else is tuned elsewhere.

Knows nothing of how a feature is computed (features.py). ``rank`` orders the spans of one question, ``passage``
its passages; ``sure`` and ``bias`` turn the features of the best span into a probability; below ``operating_point``
the answer is 没有找到.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Coefficients by the name of the feature; a feature that is not named has no say."""

    rank: Mapping[str, float]
    passage: Mapping[str, float]  # orders the passages that are listed
    sure: Mapping[str, float]
    bias: float
    operating_point: float


# Hand-set starting point for the reader without training.
PLAIN = Weights(
    rank={
        "score": 1.0, "relevance": 0.5, "fused": 1.5, "agreement": 2.0, "overlap": 2.0, "near": 1.0, "echo": -2.0,
        "post": 1.5, "headline": 3.0,
    },
    passage={"score": 0.5, "fused": 1.5, "agreement": 0.5, "overlap": 2.0, "near": 1.0, "post": 1.0},
    sure={
        "agreement": 2.0, "overlap": 3.0, "near": 1.0, "unknown": -4.0, "fused": 0.5, "post": 3.5, "lead": 0.3,
        "english": 1.5,
    },
    bias=-3.0,
    operating_point=0.5,
)  # fmt: skip
# Hand-set starting point for the trained reader.
TRAINED = Weights(
    rank={
        "score": 1.0, "relevance": 1.0, "fused": 0.5, "agreement": 1.5, "overlap": 0.5, "echo": -1.0, "post": 1.5,
        "headline": 3.0,
    },
    passage={"score": 0.5, "relevance": 1.0, "fused": 1.0, "agreement": 0.5, "overlap": 0.5, "post": 1.0},
    sure={
        "score": 0.4, "relevance": 0.6, "agreement": 1.5, "overlap": 1.0, "unknown": -3.0, "post": 3.0, "lead": 0.2,
        "english": 0.6,
    },
    bias=-1.5,
    operating_point=0.5,
)  # fmt: skip

OTHERS_SHOWN = 5  # alternatives in one answer
OTHERS_FIT = 0.65  # and agrees at least so well with the kind of thing asked for: 22处 is no answer to 多少座
OTHERS_SHARE = 0.45  # an alternative has at least this share of the answer's confidence
SAID_ALIKE = 0.2  # holders of one post compete by date when their sentences tell as much of the question
CITATIONS = 4  # citations of one value, one for each independent source
PASSAGES = 10  # passages listed


def weights_for(reader: str) -> Weights:
    """Return the numbers that belong to a reader; every reader but "plain" is a trained one."""
    return PLAIN if reader.startswith("plain") else TRAINED

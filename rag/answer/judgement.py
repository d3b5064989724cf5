"""The numbers by which answers are chosen and trusted: read from data, one set for each reader.

Knows nothing of how a feature is computed (features.py) or how the numbers were found (rag.calibrate). ``rank`` orders
the spans of one question, ``passage`` its passages; ``sure`` and ``bias`` turn what is known of the best span into
the probability that it is right; below ``operating_point`` the answer is 没有找到.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.errors import ModelError

FILE = "judgement.json"  # beside an index: what `rag calibrate` fitted to it
SHIPPED = Path(__file__).with_name(FILE)
OTHERS_SHOWN = 5  # alternatives in one answer
OTHERS_FIT = 0.65  # and agrees at least so well with the kind of thing asked for: 22处 is no answer to 多少座
OTHERS_SHARE = 0.45  # an alternative has at least this share of the answer's confidence
SAID_ALIKE = 0.2  # holders of one post compete by date when their sentences tell as much of the question
CITATIONS = 4  # citations of one value, one for each independent source
PASSAGES = 10  # passages listed


@dataclass(frozen=True, slots=True)
class Judgement:
    """Coefficients by the name of the feature; a feature that is not named has no say."""

    reader: str  # the name of the reader, or how it begins, that the numbers belong to
    rank: Mapping[str, float]
    passage: Mapping[str, float]
    sure: Mapping[str, float]
    bias: float
    operating_point: float
    reranker: str = ""
    made: str = ""  # of how many questions, by which command


def judgement_for(reader: str, reranker: str = "", folder: Path | None = None) -> Judgement:
    """Return the numbers of a reader: those kept in an index's folder, else the shipped ones.

    A reader that nobody has calibrated borrows those of our own. Raises ModelError for a file that is no judgement.
    """
    shipped = _read(SHIPPED, _stamp(SHIPPED))
    beside = folder / FILE if folder is not None else None
    kept = _read(beside, _stamp(beside)) if beside is not None and beside.is_file() else ()
    for judgement in (*kept, *shipped):
        if reader.startswith(judgement.reader) and judgement.reranker == reranker:
            return judgement
    return next(judgement for judgement in shipped if judgement.reader != "plain")


def save(judgement: Judgement, path: Path) -> None:
    """Put a judgement into a file, in the place of an earlier one for the same reader and reranker."""
    others = _read(path, _stamp(path)) if path.is_file() else ()
    kept = [one for one in others if (one.reader, one.reranker) != (judgement.reader, judgement.reranker)]
    text = json.dumps([asdict(one) for one in (judgement, *kept)], ensure_ascii=False, indent=1) + "\n"
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns


@lru_cache(maxsize=8)
def _read(path: Path, stamp: int) -> tuple[Judgement, ...]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_judgement(row) for row in rows)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(
            f"{path.name}: 校准文件无法读取。 It cannot be read ({error}). Delete it, or run `rag calibrate`."
        ) from error


def _judgement(row: Mapping[str, Any]) -> Judgement:
    weights = {name: _numbers(row[name]) for name in ("rank", "passage", "sure")}
    point, bias = _number(row["operating_point"]), _number(row["bias"])
    return Judgement(
        str(row["reader"]), weights["rank"], weights["passage"], weights["sure"], bias, point,
        str(row.get("reranker", "")), str(row.get("made", "")),
    )  # fmt: skip


def _numbers(row: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): _number(value) for name, value in row.items()}


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    return float(value)

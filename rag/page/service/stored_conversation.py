"""A conversation <-> plain JSON for the browser's storage: what a reload, or a choice from the list, brings back.

Knows nothing of HTML. What comes back from a browser is hostile: it is bounded, checked against the
types of rag.types and dropped where it does not fit.
"""

import re
import secrets
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass, replace

from rag.question.followup import Turn as Said
from rag.types import Answer

TURNS = 20  # kept in the browser; older ones drop off
PASSAGES = 10
LENGTH = 20_000  # characters of any one text that comes back
ITEMS = 60  # of any one list that comes back
_ID = re.compile(r"[0-9a-f]{16}\Z")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what was answered, or the message why nothing could be."""

    question: str
    answer: Answer | None = None
    message: str = ""


def chat_id(value: object) -> str:
    """Return which conversation a browser means; a new one where it names none."""
    id = value.get("id") if isinstance(value, dict) else None
    return id if isinstance(id, str) and _ID.match(id) else secrets.token_hex(8)


def pack(id: str, turns: Sequence[Turn]) -> dict[str, object]:
    """Return a conversation as the browser keeps it: its id and its turns."""
    return {"id": id, "turns": dump(turns)}


def dump(turns: Sequence[Turn]) -> list[dict[str, object]]:
    """Return turns as JSON values, the oldest left out where there are too many."""
    return [_dump(turn) for turn in turns[-TURNS:]]


def _dump(turn: Turn) -> dict[str, object]:
    if turn.answer is None:
        return {"question": turn.question, "message": turn.message}
    kept = tuple(
        replace(c, passage=replace(c.passage, sentences=())) for c in turn.answer.passages[:PASSAGES]
    )
    answer = replace(
        turn.answer, passages=kept, timings=dict(turn.answer.timings), models=dict(turn.answer.models)
    )
    return {"question": turn.question, "answer": asdict(answer)}


def load(value: object) -> list[Turn]:
    """Return the turns in what a browser sent, packed or bare; what does not fit is left out."""
    if isinstance(value, dict):
        value = value.get("turns")
    if not isinstance(value, list):
        return []
    turns = []
    for item in value[-TURNS:]:
        if not isinstance(item, dict) or not isinstance(item.get("question"), str):
            continue
        question = item["question"][:LENGTH]
        try:
            if "answer" in item:
                turns.append(Turn(question, restore(Answer, item["answer"])))
            else:
                turns.append(Turn(question, None, str(item.get("message", ""))[:LENGTH]))
        except (TypeError, ValueError):
            continue
    return turns


T = typing.TypeVar("T")


def restore(kind: type[T], value: object) -> T:
    """Return a dataclass of rag.types from JSON values; raises ValueError where they do not fit."""
    return typing.cast(T, _restore(kind, value))


def _restore(kind: object, value: object) -> object:
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass(kind, value)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if value is None and type(None) in arguments:
            return None
        return _restore(next(one for one in arguments if one is not type(None)), value)
    if origin is tuple:
        if not isinstance(value, (list, tuple)) or len(value) > ITEMS:
            raise ValueError("a list was expected")
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_restore(arguments[0], one) for one in value)
        if len(value) != len(arguments):
            raise ValueError("a list of another length was expected")
        return tuple(_restore(one, item) for one, item in zip(arguments, value, strict=True))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(value, dict) or len(value) > ITEMS:
            raise ValueError("an object was expected")
        return {str(key)[:200]: _restore(arguments[1], one) for key, one in value.items()}
    return _plain(kind, value)


def _dataclass(kind: type, value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError("an object was expected")
    hints = typing.get_type_hints(kind)
    given = {}
    for field in fields(kind):
        if field.name in value:
            given[field.name] = _restore(hints[field.name], value[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{field.name} is missing")
    return kind(**given)


def _plain(kind: object, value: object) -> object:
    if kind is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if kind is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind is bool and isinstance(value, bool):
        return value
    if kind is str and isinstance(value, str):
        return value[:LENGTH]
    raise ValueError("a value of another type was expected")


def said(turns: Sequence[Turn]) -> tuple[Said, ...]:
    """Return the turns as a follow-up question needs them."""
    return tuple(
        Said(
            turn.question,
            turn.answer.text,
            turn.answer.understood,
            turn.answer.citations[0].title if turn.answer.citations else "",
        )
        for turn in turns
        if turn.answer is not None
    )

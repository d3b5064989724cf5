"""What a caller sends as history -> turns that can be trusted to be short texts.

Knows nothing of grammar.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rag.errors import QuestionError
from rag.settings import QUESTION_LENGTH

TURNS = 6  # the last turns that are looked at; nobody refers further back
_ANSWER_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Turn:
    """One question that was asked and what was answered."""

    question: str
    answer: str = ""  # "" when nothing was found
    understood: str = ""  # the question as it was searched; "" = to be worked out again
    title: str = ""  # headline of the cited article


def read_history(value: object) -> tuple[Turn, ...]:
    """Return the last turns of a list of {"question", "answer", ...} or [question, answer]; raises QuestionError."""
    if value is None or value == "":
        return ()
    if not isinstance(value, (list, tuple)):
        raise QuestionError(
            '历史应当是一个列表，每项是 {"question": …, "answer": …}。 History has to be a list of '
            '{"question": ..., "answer": ...}.'
        )
    return tuple(_turn(item) for item in value[-TURNS:])


def _turn(item: object) -> Turn:
    if isinstance(item, Turn):
        fields: tuple[object, ...] = (item.question, item.answer, item.understood, item.title)
    elif isinstance(item, Mapping):
        fields = (item.get("question"), *(item.get(name, "") for name in ("answer", "understood", "title")))
    elif isinstance(item, (list, tuple)) and len(item) == 2:
        fields = (item[0], item[1], "", "")
    else:
        fields = (None,)
    texts = ["" if field is None and n else field for n, field in enumerate(fields)]
    if not all(isinstance(text, str) for text in texts):
        raise QuestionError(
            "历史里的问题和答案都应当是文字。 Every question and answer of the history has to be text."
        )
    question, answer, understood, title = (str(text) for text in texts)
    return Turn(
        question[:QUESTION_LENGTH], answer[:_ANSWER_LENGTH], understood[:QUESTION_LENGTH], title[:200]
    )

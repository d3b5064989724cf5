"""A question and the turns before it -> a full question: 那驿站呢 after 公厕有多少座 -> 驿站有多少座.

Knows grammar and what was just said, no language model; a question that stands on its own is never touched.
"""

from rag.question.followup.history import Turn as Turn
from rag.question.followup.history import read_history as read_history
from rag.question.followup.resolve import Understood as Understood
from rag.question.followup.resolve import resolve as resolve
from rag.question.followup.talk import Talk as Talk
from rag.question.followup.talk import talk as talk

__all__ = ["Talk", "Turn", "Understood", "read_history", "resolve", "talk"]

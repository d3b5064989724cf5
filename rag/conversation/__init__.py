"""A question and the turns before it -> a full question: 那驿站呢 after 公厕有多少座 -> 驿站有多少座.

Knows grammar and what was just said, no language model; a question that stands on its own is never touched.
"""

from rag.conversation.history import Turn as Turn
from rag.conversation.history import read_history as read_history
from rag.conversation.resolve import Understood as Understood
from rag.conversation.resolve import resolve as resolve
from rag.conversation.talk import Talk as Talk
from rag.conversation.talk import talk as talk

__all__ = ["Talk", "Turn", "Understood", "read_history", "resolve", "talk"]

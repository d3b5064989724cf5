"""Likes and dislikes -> how many there are, and the answers that readers found wrong, with the reason.

Knows nothing of how they were stored; every text is escaped.
"""

from collections.abc import Mapping, Sequence

from rag.page.html import button, escape, tag
from rag.page.words.translations import WORDS, say

SHOWN = 50  # answers found wrong, newest first
LONGEST = 200  # characters of an answer or of a reason


def judged(lines: Sequence[Mapping[str, object]]) -> str:
    """Return the section, or nothing where nobody has said anything."""
    if not lines:
        return ""
    wrong = [one for one in reversed(lines) if one.get("good") is not True]
    count = say("judged_count", good=len(lines) - len(wrong), bad=len(wrong))
    rows = "".join(tag("li", _row(one)) for one in wrong[:SHOWN])
    html = tag("h2", say("judged")) + tag("p", count, class_="facts")
    return html + (tag("ol", rows, class_="cases") if rows else "")


def _row(one: Mapping[str, object]) -> str:
    question, reason = str(one.get("question", "")), str(one.get("reason", ""))[:LONGEST]
    answer = str(one.get("answer", ""))[:LONGEST] if one.get("answerable", True) is True else ""
    why = say(f"reason_{reason}") if f"reason_{reason}" in WORDS else escape(reason)
    again = button(escape(question), "ask", question=question, class_="quiet")
    said = tag("span", escape(answer) if answer else say("none"), class_="words")
    date = tag("time", escape(str(one.get("time", ""))[:10]))
    return (
        tag("span", again, class_="facts") + said + date + (tag("span", why, class_="facts") if why else "")
    )

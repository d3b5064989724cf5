"""One printed line into what it is by its words alone: jump, byline, credit, masthead, label, slogan, deck, prompt.

Knows nothing of the lines around it: where it stands is weighed elsewhere. "" means that its words do not tell.
"""

import re

from rag.articles.segmentation.vocabulary import (
    BYLINE,
    CREDIT,
    CREDIT_LABEL,
    DATE_ALONE,
    DATELINE_WHOLE,
    DECK,
    JUMP_FROM,
    JUMP_TO,
    LABEL,
    LAYOUT,
    MASTHEAD,
    PROMPT,
    STORY_CREDIT,
    clauses,
    ends_sentence,
    is_slogan,
    squeeze,
)

_LONGEST = 160  # a longer line is running text
_TELLS = re.compile(  # after 记者 or □ these begin a report or a caption; a list of names has none of them
    r"[了着从到在把被将对让向]|随后|获悉|采访|表示|介绍|来到|走进|看到|说|嫌疑|现场|图[:：]"
)
_SOURCE = re.compile(
    r"[（(][^（()）。；！？]{4,28}(?:[（(][^（()）]{1,6}[）)])?[）)]$"
)  # （王义东 杨莹）, （本报综合）
_RANGE = re.compile(r"[—–―─]\s*\d")  # —27日 goes on with 7月23日


def special(text: str) -> str:
    """Name what a line is by its words alone, or "" when its place on the page must decide."""
    line = text.strip()
    if not line or len(line) > _LONGEST:
        return ""
    flat = squeeze(line)
    for kind, check in _CHECKS:
        if check(line, flat):
            return kind
    return ""


def _jump(line: str, flat: str) -> bool:
    return len(flat) <= 30 and JUMP_TO.match(flat) is not None


def _from(line: str, flat: str) -> bool:
    return len(flat) <= 30 and JUMP_FROM.match(flat) is not None


def _label(line: str, flat: str) -> bool:
    return LABEL.match(flat) is not None


def _masthead(line: str, flat: str) -> bool:
    return len(flat) <= 90 and not flat.endswith("。") and MASTHEAD.match(line) is not None


def _signature(line: str, flat: str) -> bool:
    return DATE_ALONE.match(flat) is not None


def _dateline(line: str, flat: str) -> bool:
    return len(flat) <= 24 and DATELINE_WHOLE.match(flat) is not None


def _prompt(line: str, flat: str) -> bool:
    return (
        len(flat) <= 30 and not ends_sentence(flat) and clauses(flat) <= 1 and PROMPT.search(flat) is not None
    )


def _layout(line: str, flat: str) -> bool:
    if len(flat) > 80 or flat.endswith("。") or STORY_CREDIT.match(flat):
        return False
    return LAYOUT.match(flat) is not None


def _photographer(line: str, flat: str) -> bool:
    if len(flat) > 30 or clauses(flat) or not CREDIT.match(line):
        return False
    return " " in line or len(flat) <= 12 or "记者" in flat or "供图" in flat


def _credit(line: str, flat: str) -> bool:
    if len(flat) > 60 or ends_sentence(flat):
        return False
    return CREDIT_LABEL.match(line) is not None or STORY_CREDIT.match(line) is not None


def _byline(line: str, flat: str) -> bool:
    """Say whether a line that begins like a byline, or stands in brackets, holds nothing but names."""
    if _SOURCE.match(line) and clauses(flat) <= 1:
        return True
    if not BYLINE.match(line) or ends_sentence(line):
        return False
    if clauses(re.sub(r"[、：:，]", "", line)):
        return False
    if len(flat) > 8 and _TELLS.search(flat):
        return False
    return all(len(word) <= 16 for word in re.split(r"[\s、，,：:/]+", line))


def _deck(line: str, flat: str) -> bool:
    return (
        len(flat) <= 50
        and not ends_sentence(flat)
        and DECK.match(line) is not None
        and not _RANGE.match(flat)
    )


def _slogan(line: str, flat: str) -> bool:
    return is_slogan(line)


_CHECKS = (
    ("jump", _jump),
    ("from", _from),
    ("label", _label),
    ("masthead", _masthead),
    ("signature", _signature),
    ("dateline", _dateline),
    ("prompt", _prompt),
    ("layout", _layout),
    ("credit", _photographer),
    ("credit", _credit),
    ("byline", _byline),
    ("slogan", _slogan),
    ("deck", _deck),
)

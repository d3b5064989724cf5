"""The articles of a page into the place whose local paper it may be, with what suggests it; never into a paper's name.

Does not know any paper. A page that says 本报 and 我市 and speaks of one city far more than of all others is probably
that city's: a suspicion, which is shown as such and by which nothing is filtered.
"""

import re
from collections import Counter
from collections.abc import Sequence

from rag.language.places import is_unit, places
from rag.text import HAN
from rag.types import Article, Evidence

_OWN = re.compile(r"本报(?:讯|记者|评论员|通讯员|特约|见习|全媒体|摄影部|视觉|综合)|（记者|\(记者")
_FOREIGN = re.compile(rf"新华社|中新社|据[{HAN}]{{2,8}}报道")
_VOICES = {  # how a paper speaks of the place it belongs to
    "市": re.compile("我市|全市|市委|市政府|市长"),
    "县": re.compile("我县|全县|县委|县政府|县长"),
    "省": re.compile("我省|全省|省委|省政府|省长"),
}
_HEAD = 60  # letters of a story in which a news agency signs
_SPOKEN = 3  # times that a page says 我市 or the like, where it never says 本报
_CITY = 0.4  # of the times that it speaks of the province
_LEAST = 3  # mentions of the place
_SHARE = 0.5  # of the mentions of all places of its level
_LONGEST = 20_000  # letters looked at


def suspect(articles: Sequence[Article]) -> Evidence | None:
    """Return the evidence for a local paper, or None where nothing suggests one."""
    own = [article for article in articles if _is_own(article)]
    text = "\n".join(article.text for article in own)[:_LONGEST]
    sign = next((found.group() for article in articles if (found := _OWN.search(article.text))), "")
    voices = {unit: voice.findall(text) for unit, voice in _VOICES.items()}
    unit = max(voices, key=lambda one: len(voices[one]))
    if len(voices["市"]) >= max(_SPOKEN, _CITY * len(voices[unit])):
        unit = "市"  # a city's paper speaks of its province too, a province's paper says 我市 of none
    if len(voices[unit]) < (2 if sign else _SPOKEN):
        return None
    counted = Counter(
        place for start, end in places(text) if (place := _of_level(text[start:end], unit)) is not None
    )
    best = counted.most_common(1)
    if not best or best[0][1] < _LEAST or best[0][1] < _SHARE * counted.total():
        return None
    place, times = best[0]
    said = Counter(voices[unit]).most_common(1)[0]
    words = "；".join(filter(None, (sign.strip("（("), f"{said[0]} {said[1]} 次", f"{place} {times} 次")))
    reason = (
        f"疑似{place}{unit}的地方报，报名没有印出，只是推测 "
        f"a local paper of {place}{unit} is suspected, no name is printed"
    )
    sure = (0.2 if sign else 0.1) + 0.3 * times / (counted.total() + 2)
    return Evidence(words, reason, round(sure, 2))


def _is_own(article: Article) -> bool:
    return article.kind not in {"furniture", "pull_quote"} and not _FOREIGN.search(
        article.role("byline") + article.role("paragraph")[:_HEAD]
    )


def _of_level(place: str, unit: str) -> str | None:
    """Return the short name of a place of this level: 长治 for 长治市潞城区, None for a river."""
    short = place.split(unit)[0] if unit in place[2:] else place
    return short if is_unit(short, unit) else None

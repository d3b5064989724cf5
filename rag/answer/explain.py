"""What was found or was not -> sentences that say why, in Chinese and English, with a code for programs.

Knows nothing of scores beyond the operating point; names no article but those it is given.
"""

from collections.abc import Sequence

from rag.answer.constraints import names
from rag.answer.features import Query
from rag.text import simplified
from rag.types import Candidate, Explanation, Filters

_KINDS = {
    "number": ("数字", "a number"),
    "person": ("人名", "a person's name"),
    "organisation": ("单位名称", "an organisation"),
    "place": ("地点", "a place"),
    "time": ("时间", "a time"),
    "title_role": ("职务", "a post"),
    "definition": ("解释", "a definition"),
    "list": ("并列的几项", "a list"),
    "reason": ("原因", "a reason"),
    "method": ("做法", "a way of doing it"),
    "quote": ("原话", "a quotation"),
    "yes_no": ("肯定或否定的说法", "a yes or no"),
    "title": ("标题", "a title"),
    "other": ("答案", "an answer"),
}
_SHOWN = 4  # words or titles named in one sentence


def found(sources: int, others: int) -> Explanation:
    """Explain an answer that stands unopposed, by how many independent articles."""
    zh = "原文逐字摘录" + (f"，{sources}篇独立的文章说法一致" if sources > 1 else "") + "。"
    en = "Quoted verbatim" + (f"; {sources} independent articles agree" if sources > 1 else "") + "."
    if others:
        zh, en = (
            zh + f"另有{others}处可能的说法，列在下面。",
            en + f" {others} other possible readings are listed.",
        )
    return Explanation("several" if others else "found", zh, en)


def conflict(first: tuple[str, str], second: tuple[str, str]) -> Explanation:
    """Explain why two values for one thing are shown; each is (text, date of its article)."""
    zh = (
        f"不同文章的说法不同：{_dated(*first)}；{_dated(*second)}。"
        "两处都列出，日期新的在前；可能是前后有变化，请以日期为准。"
    )
    en = (
        f"Articles differ: {first[0]} ({first[1] or 'undated'}) and {second[0]} ({second[1] or 'undated'}). Both are "
        "shown, newest first; the fact may have changed in between."
    )
    return Explanation("conflict", zh, en)


def _dated(text: str, date: str) -> str:
    return f"“{text}”（{date or '日期不明'}）"


def not_found(
    query: Query, candidates: Sequence[Candidate], filters: Filters, agreement: float
) -> Explanation:
    """Explain why there is no answer: nothing to look in, unknown words, nothing of the kind asked for, or unsure."""
    if not candidates:
        if filters != Filters():
            return Explanation(
                "filtered_out", "没有找到：没有文章符合所选的日期、报纸或文章范围。请放宽筛选条件。",
                "Not found: no article matches the filters. Widen the dates, newspaper or articles.",
            )  # fmt: skip
        return Explanation(
            "empty_index",
            "没有找到：索引里还没有文章。请先添加文章。",
            "Not found: the index holds no articles yet. Add some.",
        )
    kind_zh, kind_en = _KINDS.get(query.asked.type, _KINDS["other"])
    missing, suggestions = query.missing, _suggestions(query)
    if missing:
        named = "、".join(f"“{word}”" for word in missing[:_SHOWN])
        listed = ", ".join(missing[:_SHOWN])
        return Explanation(
            "unknown_words", f"没有找到：{named}没有在任何文章中出现。下面是最接近的段落。",
            f"Not found: {listed} occurs in no article. The nearest passages are listed.", missing, suggestions,
        )  # fmt: skip
    if lacking := _lacking(query, candidates[0]):
        named, listed = "、".join(f"“{word}”" for word in lacking), ", ".join(lacking)
        return Explanation(
            "name_missing", f"没有找到：最接近的段落没有提到{named}。",
            f"Not found: the nearest passage does not mention {listed}.", (), suggestions,
        )  # fmt: skip
    if agreement < 0.3:
        return Explanation(
            "type_missing", f"没有找到：最接近的段落里没有问题所问的{kind_zh}。",
            f"Not found: the nearest passages do not hold {kind_en} that answers this.", (), suggestions,
        )  # fmt: skip
    return Explanation(
        "not_found", "没有找到：文章里没有明确说到。下面是最接近的段落。",
        "Not found: the articles do not clearly say it. The nearest passages are listed.", (), suggestions,
    )  # fmt: skip


def _lacking(query: Query, nearest: Candidate) -> tuple[str, ...]:
    """Return the names and figures that the question insists on and the nearest passage lacks."""
    passage = nearest.passage
    text = simplified("\n".join((passage.title, passage.section, passage.text)))
    return tuple(word for word in query.insisted if not names(text, word))[:_SHOWN]


def _suggestions(query: Query) -> tuple[str, ...]:
    """Return the question without the words that nobody writes, if enough of it is left."""
    if not query.missing or len(query.words) - len(query.missing) < 2:
        return ()
    text = query.folded
    for word in query.missing:
        text = text.replace(word, "")
    return (text.strip(),) if 4 <= len(text.strip()) < len(query.folded) else ()

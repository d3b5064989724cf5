"""Articles on their way into the index -> the HTML in which they are looked over and corrected.

Knows nothing of Gradio or of what a correction does; every text is escaped. The page's script reads the fields.
"""

from collections.abc import Sequence

from rag.page.html import button, escape, tag
from rag.page.render.article import kind_name
from rag.page.render.lists import EXCERPT, notice
from rag.page.render.parts import when
from rag.page.service.drafts import SHOWN, Draft, Looked
from rag.page.words.translations import say

PARTED = 60  # lines of one article that are shown with a place to part it


def drafts(
    files: Sequence[Looked], refused: Sequence[tuple[str, str]], open_at: str = "", fixed: bool = False
) -> str:
    """Return what was found in each file; ``open_at`` is the article that was worked on, ``fixed`` allows no change."""
    lead = say("draft_too_much" if fixed else "draft_lead")
    html = notice(lead) if any(one.drafts for one in files) else ""
    for number, one in enumerate(files):
        html += tag("h2", escape(one.name)) + notice(say("add_found", count=len(one.drafts)))
        cards = "".join(
            _card(draft, f"{number}.{n}", open_at, fixed) for n, draft in enumerate(one.drafts[:SHOWN])
        )
        rest = len(one.drafts) - SHOWN
        html += tag("ol", cards, class_="articles") + (
            notice(say("draft_rest", count=rest)) if rest > 0 else ""
        )
    for name, message in refused:
        words = tag("b", escape(name)) + "：" + say("add_refused") + "。" + escape(message)
        html += tag("p", words, class_="failure", role="alert")
    return html or notice(say("add_empty"))


def _card(draft: Draft, at: str, open_at: str, fixed: bool) -> str:
    size = say("add_paragraphs", count=len(draft.lines), length=draft.length)
    facts = [kind_name(draft.kind), escape(draft.newspaper), when(draft.date), size]
    line = '<span class="dot">·</span>'.join(fact for fact in facts if fact)
    first = next(iter(draft.lines), "")
    inner = tag("span", escape(draft.title) if draft.title else say("untitled"), class_="words")
    inner += tag("span", escape(first[:EXCERPT]) + "…", class_="excerpt") + tag("span", line, class_="facts")
    if not draft.wanted:
        inner += tag("span", say("draft_left_out"), class_="facts")
    body = "" if fixed else _fields(draft, at)
    body += tag("div", _lines(draft, at, fixed), class_="text", lang="zh-Hans")
    opened = tag("details", tag("summary", inner) + body, class_="entry", open=at == open_at)
    return tag("li", opened)


def _fields(draft: Draft, at: str) -> str:
    fields = "".join(
        tag(
            "label",
            say(f"draft_{name}") + tag("input", type="text", data_field=name, value=value),
            class_=name,
        )
        for name, value in (("title", draft.title), ("newspaper", draft.newspaper), ("date", draft.date))
    )
    wanted = tag("input", type="checkbox", data_field="wanted", checked=draft.wanted)
    fields += tag("label", wanted + say("draft_wanted"), class_="wanted")
    if not at.endswith(".0"):
        fields += button(say("draft_merge"), "draft", class_="chip", at=at, act="merge")
    return tag("div", fields, class_="draft", data_at=at)


def _lines(draft: Draft, at: str, fixed: bool) -> str:
    html = ""
    for number, line in enumerate(draft.lines):
        if 0 < number < PARTED and not fixed:
            html += button(say("draft_part"), "draft", class_="quiet part", at=at, act="part", line=number)
        html += tag("p", escape(line))
    return html

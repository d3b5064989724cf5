"""Turn a Comparison into its verdict and its section of a report's page.

Knows nothing of tests or intervals; it shows what compare.py found.
"""

from collections.abc import Mapping

from rag.evaluate.reporting import plots
from rag.evaluate.reporting.markup import Markup, element
from rag.evaluate.reporting.sections import KINDS, both, folded, named, section, table
from rag.evaluate.scoring.metrics import ALL, DECISIVE, show, signed
from rag.evaluate.scoring.results import Change, Comparison, Difference

CHANGES_SHOWN = 500
HEAD = (
    ("旧", "old"),
    ("新", "new"),
    ("差", "change"),
    ("差的 95% 区间", "95% interval of the change"),
)
LONGEST = 80  # characters of an answer in the list of changes
CHANGED = (
    ("worse", "变差的题：{count}", "questions that got worse: {count}"),
    ("better", "变好的题：{count}", "questions that got better: {count}"),
    ("other", "答案变了、好坏未变：{count}", "changed, neither better nor worse: {count}"),
)


def verdict(found: Comparison | None) -> Markup:
    """Return one line that says whether something got better or worse for certain."""
    if found is None:
        return Markup("")
    kinds = {"worse": ("显著变差", "significantly worse"), "better": ("显著变好", "significantly better")}
    kind = "worse" if found.worse else "better" if found.better else "same"
    zh, en = kinds.get(kind, ("没有显著差别", "no significant difference"))
    keys = found.worse or found.better
    if keys:
        zh = f"{zh}：{'，'.join(ALL[key].zh for key in keys)}"
        en = f"{en}: {', '.join(ALL[key].en for key in keys)}"
    return element("p", both(zh, en), class_=f"verdict {kind}")


def comparison_section(found: Comparison | None) -> Markup:
    """Return every figure of both runs, by group too, and the questions that changed."""
    if found is None:
        return Markup("")
    rest = {key: one for key, one in found.differences.items() if key not in DECISIVE}
    first = {key: found.differences[key] for key in DECISIVE if key in found.differences}
    inner = [_figures(first, True)]
    if rest:
        inner.append(folded("其余指标", "the other figures", _figures(rest, False)))
    for kind, names, zh, en in KINDS:
        groups = [
            (named(name, names), *_cells("f1", keys["f1"]))
            for name, keys in found.groups.get(kind, {}).items()
            if "f1" in keys
        ]
        if groups:
            head = (both(zh.removeprefix("按"), en.removeprefix("by ")), *_head(False))
            inner.append(folded(f"{zh}的 F1", f"F1 {en}", table(head, groups)))
    inner += [_changes(found, *words) for words in CHANGED]
    if found.left_out:
        zh, en = f"有 {found.left_out} 题只在一次里有，没有比较。", f"{found.left_out} stand in one run only."
        inner.append(element("p", both(zh, en), class_="facts"))
    return section("与旧结果比较", "compared with the older run", *inner)


def _head(adjusted: bool) -> tuple[Markup, ...]:
    p = both("p（已校正）", "p (adjusted)") if adjusted else both("p", "p")
    return (*(both(zh, en) for zh, en in HEAD), p)


def _figures(found: Mapping[str, Difference], adjusted: bool) -> Markup:
    widest = max([0.05, *(abs(end) for one in found.values() for end in (one.low, one.high))])
    rows = [
        (
            both(ALL[key].zh, ALL[key].en),
            *_cells(key, one),
            plots.change(one, widest, ALL[key].lower),
        )
        for key, one in found.items()
    ]
    direction = both("变差 ← → 变好", "worse ← → better")
    return table((both("指标", "figure"), *_head(adjusted), direction), rows)


def _changes(found: Comparison, kind: str, zh: str, en: str) -> Markup:
    """Return the questions of one verdict, folded, or nothing."""
    chosen = [one for one in found.changes if one.verdict == kind]
    if not chosen:
        return Markup("")
    columns = (both("问题", "question"), both("旧", "old"), both("新", "new"), "F1", both("名次", "rank"))
    rows = [_changed(one) for one in chosen[:CHANGES_SHOWN]]
    left = len(chosen) - len(rows)
    more = element("p", both(f"另有 {left} 题。", f"{left} more."), class_="facts") if left else ""
    words = (zh.format(count=len(chosen)), en.format(count=len(chosen)))
    return folded(*words, table(columns, rows, f"changes {kind}"), more)


def _changed(one: Change) -> tuple[str, ...]:
    none = both("没有找到", "not found")
    return (
        one.question,
        _cut(one.old) or none,
        _cut(one.new) or none,
        f"{100 * one.old_f1:.0f} → {100 * one.new_f1:.0f}",
        f"{one.old_rank or '–'} → {one.new_rank or '–'}",
    )


def _cut(answer: str) -> str:
    return answer if len(answer) <= LONGEST else answer[:LONGEST] + "…"


def _cells(key: str, one: Difference) -> tuple[str, ...]:
    spread = f"{signed(key, one.low)} … {signed(key, one.high)}"
    return (
        show(key, one.old),
        show(key, one.new),
        signed(key, one.new - one.old),
        spread,
        f"{one.adjusted:.3f}" if one.adjusted >= 0.001 else "<0.001",
    )

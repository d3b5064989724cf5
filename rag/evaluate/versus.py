"""Turn a Comparison into its verdict and its section of a report's page.

Knows nothing of tests or intervals; it shows what compare.py found.
"""

from rag.evaluate.blocks import KINDS, both, section, table
from rag.evaluate.figures import ALL, show, signed
from rag.evaluate.markup import Markup, element
from rag.evaluate.results import Change, Comparison, Difference

CHANGES_SHOWN = 500
COMPARED = (
    ("旧", "old"),
    ("新", "new"),
    ("差", "change"),
    ("95% 区间", "interval"),
    ("p（已校正）", "adjusted"),
)


def verdict(found: Comparison | None) -> Markup:
    """Return one line that says whether something got better or worse for certain."""
    if found is None:
        return Markup("")
    kinds = {"worse": ("显著变差", "significantly worse"), "better": ("显著变好", "significantly better")}
    kind = "worse" if found.worse else "better" if found.better else "same"
    zh, en = kinds.get(kind, ("没有显著差别", "no significant difference"))
    names = "，".join(ALL[key].zh for key in (found.worse or found.better))
    return element("p", both(f"{zh}：{names}" if names else zh, en), class_=f"verdict {kind}")


def comparison_section(found: Comparison | None) -> Markup:
    """Return every figure of both runs, by group too, and the questions that changed."""
    if found is None:
        return Markup("")
    head = (both("指标", "figure"), *(both(zh, en) for zh, en in COMPARED))
    rows = [(both(ALL[key].zh, ALL[key].en), *_cells(key, one)) for key, one in found.differences.items()]
    inner = [table(head, rows)]
    for kind, names_of, zh, en in KINDS:
        groups = [
            (both(names_of.get(name, name), name), *_cells("f1", keys["f1"]))
            for name, keys in found.groups.get(kind, {}).items()
            if "f1" in keys
        ]
        if groups:
            title = element("summary", both(f"{zh}的 F1", f"F1 {en}"))
            inner.append(element("details", title, table(head, groups)))
    changed = [_changed(one) for one in found.changes[:CHANGES_SHOWN]]
    if changed:
        columns = (
            both("问题", "question"),
            both("旧", "old"),
            both("新", "new"),
            "F1",
            both("名次", "rank"),
            "",
        )
        summary = element(
            "summary", both(f"答案或名次变了的 {len(found.changes)} 题", "questions that changed")
        )
        inner.append(element("details", summary, table(columns, changed, "changes")))
    return section("与旧结果比较", "compared with the older run", *inner)


def _changed(one: Change) -> tuple[str, ...]:
    return (
        one.question,
        one.old or "没有找到",
        one.new or "没有找到",
        f"{100 * one.old_f1:.0f} → {100 * one.new_f1:.0f}",
        f"{one.old_rank or '–'} → {one.new_rank or '–'}",
        {"better": "↑", "worse": "↓"}.get(one.verdict, "·"),
    )


def _cells(key: str, one: Difference) -> tuple[str, ...]:
    spread = f"{signed(key, one.low)} – {signed(key, one.high)}"
    return (
        show(key, one.old),
        show(key, one.new),
        signed(key, one.new - one.old),
        spread,
        f"{one.adjusted:.3f}",
    )

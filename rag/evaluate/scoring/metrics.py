"""The figures of an evaluation by key: their names in two languages, and how they are read.

Knows nothing of how any of them is computed; docs/evaluation.md defines each.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: how it is called and shown."""

    key: str
    zh: str
    en: str
    binary: bool = False  # 0 or 1 for each question: compared by McNemar's test
    lower: bool = False  # lower is better
    percent: bool = True


# Means over questions, in the order they are shown.
PER_QUESTION = (
    Figure("exact", "完全匹配", "exact match", binary=True),
    Figure("f1", "F1（最长公共子串）", "F1 (common substring)"),
    Figure("token_f1", "F1（按词）", "F1 (tokens)"),
    Figure("value", "数值相等", "equal value", binary=True),
    Figure("right", "答对（含数值相等或 F1≥0.6）", "right (exact, equal value or F1 ≥ 0.6)", binary=True),
    Figure("guess_exact", "最佳猜测：完全匹配", "best guess: exact match", binary=True),
    Figure("guess_f1", "最佳猜测：F1", "best guess: F1"),
    Figure("recall_1", "首条即中 R@1", "recall@1", binary=True),
    Figure("recall_5", "前五命中 R@5", "recall@5", binary=True),
    Figure("recall_10", "前十命中 R@10", "recall@10", binary=True),
    Figure("mrr", "平均倒数排名 MRR", "MRR@10"),
    Figure("ndcg_10", "nDCG@10", "nDCG@10"),
    Figure("citation", "引文含答案（占已答）", "citation precision (of answers given)", binary=True),
    Figure("cited", "引文含答案（占应答）", "cited sentence holds the answer (of answerable)", binary=True),
    Figure("guess_cited", "最佳猜测：引文含答案", "best guess: cited sentence holds the answer", binary=True),
    Figure("verbatim", "引文逐字无误", "citations verbatim", binary=True),
    Figure("decision", "答与不答判断正确", "answer-or-not accuracy", binary=True),
    Figure("false_answer", "不该答而答", "unanswerable but answered", binary=True, lower=True),
    Figure("false_refusal", "该答而未答", "answerable but refused", binary=True, lower=True),
)

# Figures of the set as a whole.
WHOLE = (
    Figure("auroc", "可答与否 AUROC", "answerable-or-not AUROC"),
    Figure("coverage_5", "错误率 5% 时可答比例", "coverage at 5% error"),
    Figure("aurc", "风险覆盖曲线下面积", "area under risk-coverage", lower=True),
    Figure("calibration", "校准误差 ECE", "calibration error (ECE)", lower=True),
)

ALL = {figure.key: figure for figure in PER_QUESTION + WHOLE}

# What the tables by type and by style show, and what decides whether a run got worse: one figure for each
# thing a user would notice, since every further one costs power once corrected for their number.
BY_GROUP = ("exact", "f1", "recall_1", "recall_5", "cited", "decision")
DECISIVE = ("exact", "f1", "recall_1", "recall_5", "cited", "decision")

TYPES = {
    "number": "数字",
    "person": "人物",
    "organisation": "机构",
    "place": "地点",
    "time": "时间",
    "title_role": "职务",
    "definition": "定义",
    "list": "列举",
    "reason": "原因",
    "method": "做法",
    "quote": "引语",
    "yes_no": "是否",
    "title": "标题",
}
STYLES = {
    "verbatim": "原词",
    "paraphrase": "换说法",
    "colloquial": "口语",
    "keyword": "关键词",
    "english": "英文",
    "traditional": "繁体",
    "typo": "错别字",
    "correction": "纠正",
}


def show(key: str, value: float) -> str:
    """Return a figure as people read it: 87.3, or – where it does not apply."""
    if value != value:  # NaN
        return "–"
    return f"{100 * value:.1f}" if ALL[key].percent else f"{value:.3f}"


def signed(key: str, value: float) -> str:
    """Return a difference with its sign, in points."""
    return ("+" if value > 0 else "") + show(key, value) if value else "0.0"

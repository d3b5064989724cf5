"""Nothing -> the words of the fact-check tab in Chinese and in English.

Knows nothing of where they stand; translations.py takes them up among all others.
"""

VERIFY: dict[str, tuple[str, str]] = {
    "tab_verify": ("核稿", "Check"),
    "verify_lead": (
        "贴一篇稿子，逐条核对数字、名称、日期和引语：报上也这样写的是“一致”，同一件事写得不同的是“不一致”，"
        "报上没找到的是“未见”（不等于错）。",
        "Paste a draft: each figure, name, date and quotation is consistent with the articles, contradicted where they "
        "state the same thing otherwise, or not seen, which does not mean wrong.",
    ),
    "verify_draft": ("稿子（最多 {length} 字）", "Draft ({length} characters at most)"),
    "verify_hint": ("把稿子贴在这里", "Paste the draft here"),
    "verify_run": ("核对", "Check"),
    "verify_stop": ("停", "Stop"),
    "verify_md": ("导出文本", "As text"),
    "verify_docx": ("导出 Word", "As Word"),
    "verify_json": ("导出 JSON", "As JSON"),
    "verify_progress": ("核对第 {done} 条，共 {total} 条", "Checking {done} of {total}"),
    "verify_none": (
        "稿子里没有可以核对的数字、名称、日期或引语。",
        "The draft states no figure, name, date or quotation.",
    ),
    "verify_all": ("核对了 {count} 条", "{count} checked"),
    "verify_consistent": ("一致", "Consistent"),
    "verify_contradicted": ("不一致", "Contradicted"),
    "verify_unseen": ("未见", "Not seen"),
    "verify_figure": ("数字", "figure"),
    "verify_name": ("名称", "name"),
    "verify_date": ("日期", "date"),
    "verify_quotation": ("引语", "quotation"),
    "verify_empty": ("还没有可导出的结果。", "There is nothing to export yet."),
}

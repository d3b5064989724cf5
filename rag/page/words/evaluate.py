"""Nothing -> the words of the evaluate tab in Chinese and in English.

Knows nothing of where they stand; translations.py takes them up among all others.
"""

EXAM: dict[str, tuple[str, str]] = {
    "evaluate_lead": (
        "用带答案的题考一考：答对多少、找得准不准、该说“没有找到”时说了没有。"
        "可用 JSON Lines、SQuAD JSON、CSV、TSV。",
        "Test it with questions whose answers are known: how many are right, found, or rightly refused. "
        "JSON Lines, SQuAD JSON, CSV and TSV are read.",
    ),
    "evaluate_file": ("测试题", "QA test set"),
    "evaluate_run": ("开始", "Run"),
    "evaluate_stop": ("停", "Stop"),
    "evaluate_stopped": (
        "停在第 {done} 题，只统计已答的题。",
        "Stopped at question {done}; only what was asked counts.",
    ),
    "evaluate_waiting": ("已排队，轮到就开始……", "In line; it begins when its turn comes …"),
    "evaluate_progress": ("第 {done} 题，共 {total} 题", "Question {done} of {total}"),
    "evaluate_none": ("请先选一份测试题。", "Choose a test set first."),
    "evaluate_compare": ("与以前的一次比较", "Compare with an earlier run"),
    "evaluate_with": ("比较对象", "Compare with"),
    "evaluate_choice_last": ("同一份题的上一次", "the last run of this set"),
    "evaluate_choice_none": ("不比较", "nothing"),
    "evaluate_older": ("或放入以前的文件", "Or an earlier file"),
    "evaluate_older_lead": (
        "以前下载的 predictions.jsonl 或 report.json 都可以，放了文件就与它比较。",
        "An earlier predictions.jsonl or report.json; where there is a file, the run is compared with it.",
    ),
    "evaluate_kept": ("{set} · {time} · {questions} 题", "{set} · {time} · {questions} questions"),
    "evaluate_against": ("旧：{name}", "Old: {name}"),
    "evaluate_earlier": ("上一次的报告：{name}", "The last report: {name}"),
    "evaluate_predictions": ("下载预测", "Predictions"),
    "evaluate_page": ("下载报告", "Report"),
    "evaluate_data": ("下载数据", "Report as JSON"),
    "evaluate_gone": (
        "这份报告已被较新的替换，请再跑一次。",
        "Newer runs took its place; please run it again.",
    ),
    "evaluate_figures": ("成绩", "Figures"),
    "evaluate_table": ("逐题", "Question by question"),
    "evaluate_show": ("只看哪一种", "Which to show"),
    "evaluate_all": ("全部", "all"),
    "evaluate_more": (
        "另有 {count} 题，见下载的报告。",
        "{count} more are in the downloaded report.",
    ),
    "evaluate_unanswerable": ("文章里没有", "not in the articles"),
    "evaluate_passages": ("找到的 {count} 段", "The {count} passages found"),
    "evaluate_rank": (
        "找到的 {count} 段，第 {rank} 段是对的",
        "{count} passages found; number {rank} is the first right one",
    ),
    "evaluate_no_rank": ("找到的 {count} 段，都不对", "{count} passages found, none of them right"),
    "evaluate_holds": ("有答案", "holds the answer"),
    "evaluate_ask": ("到对话里问这一题", "Ask this in the chat"),
    "figure_count": ("题数", "Questions"),
    "expected": ("标准答案", "Expected"),
    "evidence": ("依据", "Evidence"),
    "given": ("给出", "Given"),
    "best_guess": ("最佳猜测", "Best guess"),
    "cited": ("出处", "Cited"),
    "judged": ("读者的评价", "What readers said"),
    "judged_count": ("答得对 {good}，答得不对 {bad}", "Right {good}, wrong {bad}"),
}

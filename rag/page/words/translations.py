"""Keys -> the words of the page in Chinese and English, as bilingual HTML or as plain text.

Knows nothing of answers or components. Both languages are always sent and the style sheet shows one,
so that switching needs no round trip and an older conversation switches too.
"""

from typing import TYPE_CHECKING

from rag.page.html import escape
from rag.page.words.browse import BROWSE
from rag.page.words.evaluate import EXAM
from rag.page.words.verify import VERIFY

if TYPE_CHECKING:
    import gradio as gr

WORDS: dict[str, tuple[str, str]] = {
    # head and tabs
    "name": ("问报", "Wenbao"),
    "tagline": ("答案都是报上的原话", "Every answer is the paper's own words"),
    "skip": ("跳到提问框", "Skip to the question box"),
    "language": ("English", "中文"),
    "language_short": ("EN", "中"),
    "api": ("接口", "API"),
    "theme": ("明暗", "Light or dark"),
    "larger": ("大字", "Larger type"),
    "logout": ("退出", "Log out"),
    "tab_ask": ("问", "Ask"),
    "tab_browse": ("文章", "Articles"),
    "tab_add": ("添加", "Add"),
    "tab_evaluate": ("评测", "Evaluate"),
    # ask
    "ask_label": ("你的问题", "Your question"),
    "ask_placeholder": ("想问报上的什么事", "Ask about the news"),
    "ask_button": ("提问", "Ask"),
    "welcome": ("想知道报上的什么事？", "What would you like to know?"),
    "welcome_lead": (
        "用平常话问。答案从报上逐字摘出，附上出处；报上没写，就说没有找到。",
        "Ask in your own words. Answers are cut verbatim from the paper, with their source; "
        "if the paper does not say it, you are told so.",
    ),
    "holding": ("现有 {articles} 篇文章，来自 {sources} 个版面", "{articles} articles from {sources} pages"),
    "holding_none": (
        "还没有文章。请到“添加”里放入文章。",
        "There are no articles yet. Put some in under “Add”.",
    ),
    "warming": ("正在准备，马上就好……", "Getting ready …"),
    "try": ("可以这样问", "You could ask"),
    "narrow": ("限定范围", "Narrow down"),
    "from_date": ("起始日期", "From date"),
    "to_date": ("截止日期", "To date"),
    "date_hint": ("如 2025-07-01", "for example 2025-07-01"),
    "paper": ("报纸", "Newspaper"),
    "every_paper": ("所有报纸", "All newspapers"),
    "new_chat": ("新对话", "New chat"),
    "chats": ("全部对话", "Conversations"),
    "chats_lead": ("只存在这个浏览器里。", "Kept in this browser only."),
    "chats_none": ("还没有对话。", "There are no conversations yet."),
    "chats_turns": ("{count} 问", "questions: {count}"),
    "chats_removed": ("已删除“{name}”", "Deleted “{name}”"),
    "chats_full": (
        "浏览器里存不下了：这一问没有存进“全部对话”，请删掉几个旧的。",
        "The browser has no more room: this question is not kept in Conversations; please delete some old ones.",
    ),
    "rename": ("改名", "Rename"),
    "save_name": ("存下", "Save"),
    "delete": ("删除", "Delete"),
    "close_list": ("合上", "Close"),
    "brought_back": ("恢复刚才的对话", "Bring the last conversation back"),
    "stop": ("停", "Stop"),
    "wait": (
        "上一问还在答；答完再发，或按“停”。",
        "The last question is being answered; wait for it, or press Stop.",
    ),
    "stopped": ("已停下", "Stopped"),
    "too_long": (
        "问题有 {length} 字，超过了 {limit} 字，请缩短。",
        "The question has {length} characters; the limit is {limit}.",
    ),
    "error_title": ("没有做成", "That did not work"),
    "error_lost": (
        "和服务器的连接断了，请刷新页面。",
        "The connection to the server was lost; please reload the page.",
    ),
    "error_busy": ("现在问的人太多，请稍后再试。", "Too many people are asking; please try again later."),
    "export_md": ("导出文本", "As text"),
    "export_docx": ("导出 Word", "As Word"),
    "in_line": ("排队第 {number} 位", "Number {number} in line"),
    "stage_models": ("正在唤醒模型，第一次要等几秒", "Waking the models, a few seconds the first time"),
    "stage_search": ("正在翻报纸", "Looking through the paper"),
    "stage_found": ("找到 {count} 段，正在读", "Found {count} passages, reading"),
    "understood": ("理解为", "Understood as"),
    "edit": ("改问题", "Edit the question"),
    "answer": ("答案", "Answer"),
    "original": ("原话", "In the paper's words"),
    "cite": ("打开出处", "Open the source"),
    "paragraph": ("第 {number} 段", "paragraph {number}"),
    "outside_body": ("标题或图注", "headline or caption"),
    "date_unknown": ("日期不详", "date unknown"),
    "untitled": ("（无题）", "(untitled)"),
    "value": ("即 {value}", "that is {value}"),
    "part_none": ("没有找到", "not found"),
    "computed": ("计算", "Computed"),
    "also": ("还有 {count} 处也这样说", "{count} more places say the same"),
    "confidence": ("把握", "Confidence"),
    "confidence_4": ("很有把握", "Very sure"),
    "confidence_3": ("比较有把握", "Fairly sure"),
    "confidence_2": ("把握不大，请看原文", "Not very sure, please read the source"),
    "confidence_1": ("没什么把握，请看原文", "Unsure, please read the source"),
    "confidence_figure": (
        "估计约 {percent}% 的可能是对的",
        "Estimated to be right about {percent}% of the time",
    ),
    "conflict": ("报上也有不同的说法", "The paper also says otherwise"),
    "others": ("也可能是", "It could also be"),
    "timeline": ("数字的变化", "How the figure changed"),
    "more": ("接着问", "Ask next"),
    "none": ("没有找到", "Not found"),
    "none_lead": ("报上的文章里没有写到这个问题的答案。", "The articles do not say."),
    "missing": ("没有一篇文章提到", "No article mentions"),
    "nearest": ("最接近的几段", "The nearest passages"),
    "guess": ("如果一定要猜", "If one had to guess"),
    "reworded": ("换个问法", "Try asking"),
    "passages": ("查过的 {count} 段", "The {count} passages that were read"),
    "details": ("怎么找到的", "How it was found"),
    "seconds": ("用时 {seconds} 秒", "{seconds} s"),
    "index_version": ("索引版本 {version}", "Index version {version}"),
    "retry": ("再问一次", "Ask again"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制，连同出处", "Copied with its source"),
    "copied_question": ("问", "Question"),
    "copied_answer": ("答", "Answer"),
    "share": ("分享链接", "Share link"),
    "shared": ("链接已复制", "Link copied"),
    "good": ("答得对", "Right"),
    "bad": ("答得不对", "Wrong"),
    "thanks": ("记下了，谢谢", "Noted, thank you"),
    "why_bad": ("哪里不对？", "What is wrong?"),
    "reason_wrong": ("答案不对", "The answer is wrong"),
    "reason_part": ("不完整", "It is incomplete"),
    "reason_source": ("出处不对", "The source is wrong"),
    "reason_exists": ("报上其实有", "The paper does say it"),
    "fix": ("去文章里选出对的字句", "Select the right words in the article"),
    "turn": ("第 {number} 问", "Question {number}"),
    "conversation": ("对话", "Conversation"),
    # the article
    "room_latest": ("最近的文章", "Latest articles"),
    "room_topics": ("常提到的人和地方", "Often named"),
    "room_questions": ("可以问问", "You could ask"),
    "reading": ("阅读", "Reading"),
    "article_none": (
        "点答案里的【1】，或点一篇文章，原文就在这里打开。",
        "Click 【1】 in an answer, or an article, and it opens here.",
    ),
    "close": ("合上", "Close"),
    "back_to_mark": ("回到标出处", "To the mark"),
    "show_repairs": ("显示修补（{count} 处）", "Show repairs ({count})"),
    "repair": ("原为“{before}”", "was “{before}”"),
    "raw": ("原始版面", "Raw page"),
    "raw_lead": ("未经整理的识别文字，一字未动", "The recognised text, untouched"),
    "back_to_article": ("回到文章", "Back to the article"),
    "previous": ("上一篇", "Previous"),
    "next": ("下一篇", "Next"),
    "previous_passage": ("上一段", "Previous passage"),
    "next_passage": ("下一段", "Next passage"),
    "file": ("文件", "File"),
    "inferred": ("推断自“{words}”", "inferred from “{words}”"),
    "no_masthead": ("版面上没有印报头日期", "no date is printed on the page"),
    "date": ("日期", "Date"),
    "copies": ("另见 {files}", "also in {files}"),
    "pick": ("这才是答案", "This is the answer"),
    "pick_lead": (
        "为“{question}”选出对的字句，再按“这才是答案”。",
        "Select the right words for “{question}”, then press “This is the answer”.",
    ),
    "pick_none": ("报上没有答案", "The paper does not say"),
    "picked": ("已存为测试题：{words}", "Stored as a test case: {words}"),
    "corrections": ("纠正过的题", "Corrections"),
    "corrections_none": (
        "还没有纠正。答案下面按“答得不对”，再到文章里选出对的字句。",
        "None yet. Press “Wrong” under an answer and select the right words in the article.",
    ),
    "export_corrections": ("导出为测试集", "Export as a test set"),
    # browse
    "search_label": ("搜文章", "Search the articles"),
    "search_placeholder": ("标题、人名、地名、词句", "headline, person, place, words"),
    "search_button": ("搜", "Search"),
    "kind": ("体裁", "Kind"),
    "every_kind": ("所有体裁", "All kinds"),
    "found_articles": ("{count} 篇", "{count} articles"),
    "found_none": ("没有符合的文章。", "No article fits."),
    "open": ("打开", "Open"),
    "more_articles": ("再看 {count} 篇", "Show {count} more"),
    "matches": ("{count} 处", "{count} places"),
    "kind_news": ("新闻", "News"),
    "kind_commentary": ("评论", "Commentary"),
    "kind_editors_note": ("编者按", "Editor's note"),
    "kind_photo_news": ("图片新闻", "Photo news"),
    "kind_notice": ("公告", "Notice"),
    "kind_pull_quote": ("摘句", "Pull quote"),
    "kind_digest": ("简讯", "Digest"),
    "kind_teaser": ("导读", "Teaser"),
    "kind_caption": ("图片说明", "Caption"),
}

MORE: dict[str, tuple[str, str]] = {
    # add
    "add_lead": (
        "放进来的文字先给你过目，点头之后才进索引；别人照常提问。",
        "You look over what was found first; nothing enters the index before you agree, and others go on asking.",
    ),
    "add_files": ("把文件拖到这里，或点一下选", "Drop files here or click to choose"),
    "add_formats": (
        "可收 {formats}；一次最多 {count} 个，每个不超过 {size} MB",
        "Taken: {formats}; {count} at most at once, {size} MB each",
    ),
    "add_stop": ("停", "Stop"),
    "add_looking": (
        "正在看第 {done} 个文件，共 {total} 个：{name}",
        "Looking at file {done} of {total}: {name}",
    ),
    "add_passed": ("（已 {seconds} 秒）", "({seconds} s so far)"),
    "add_left": ("还要约 {seconds} 秒", "about {seconds} s left"),
    "add_stopped": ("停下了，什么也没有放进去。", "Stopped; nothing was put in."),
    "add_paste": ("或者粘贴文字", "Or paste text"),
    "add_paste_hint": ("标题一行，正文随后", "Headline on one line, then the text"),
    "add_name": ("给粘贴的文字起个名字", "Name of the pasted text"),
    "add_name_hint": ("如 2025-07-14 一版", "for example 2025-07-14 page 1"),
    "add_preview": ("先看看", "Look first"),
    "add_confirm": ("放进索引", "Put into the index"),
    "add_found": ("找到 {count} 篇文章", "{count} articles were found"),
    "add_empty": ("请先放入文件或粘贴文字。", "Put in a file or paste some text first."),
    "add_refused": ("没有收下", "Refused"),
    "add_working": ("正在编入索引：{stage} {done}/{total}", "Indexing: {stage} {done}/{total}"),
    "add_paragraphs": ("{count} 段，{length} 字", "{count} paragraphs, {length} characters"),
    "documents": ("索引里的文件", "Files in the index"),
    "remove": ("移出", "Remove"),
    "removed": ("已移出 {name}", "Removed {name}"),
    "undo": ("放回去", "Put it back"),
    "read_only": ("这里只能看，不能改。", "This page can only be read."),
    # export
    "export_title": ("问报对话", "Wenbao conversation"),
    "export_empty": ("还没有可导出的对话。", "There is no conversation to export yet."),
}
WORDS.update(MORE)
WORDS.update(BROWSE)
WORDS.update(EXAM)
WORDS.update(VERIFY)


DRAFT_LENGTH = (
    20_000  # told on the page; rag.verify refuses what is longer, and a test holds the two together
)
UPLOAD_MB, UPLOADS = 10, 50  # likewise of safety.UPLOAD and shelf.FILES


def text(key: str, language: str, **values: object) -> str:
    """Return the words of one language ("zh" or "en") as plain text."""
    zh, en = WORDS[key]
    return (en if language == "en" else zh).format(**values)


def both(zh: str, en: str) -> str:
    """Return two plain texts as bilingual HTML; the style sheet shows one of them."""
    if zh == en:
        return escape(zh)
    return f'<span class="zh" lang="zh-Hans">{escape(zh)}</span><span class="en" lang="en">{escape(en or zh)}</span>'


def say(key: str, **values: object) -> str:
    """Return the words behind a key as bilingual HTML, every value escaped."""
    return both(text(key, "zh", **values), text(key, "en", **values))


def hidden(key: str, **values: object) -> str:
    """Return the words for screen readers only."""
    return f'<span class="unseen">{say(key, **values)}</span>'


def interface() -> "gr.I18n":
    """Return the labels of Gradio's own components for its translation in the browser."""
    import gradio as gr

    told: dict[str, dict[str, int]] = {"verify_draft": {"length": DRAFT_LENGTH}}
    words = {
        key: tuple(one.format(**told[key]) if key in told else one for one in pair)
        for key, pair in WORDS.items()
    }
    zh = {key: pair[0] for key, pair in words.items()}
    en = {key: pair[1] for key, pair in words.items()}
    return gr.I18n(zh=zh, en=en, **{"zh-CN": zh})

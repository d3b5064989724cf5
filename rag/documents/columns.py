"""What people call a field -> our name for it: 发布时间, pubDate and news_time are all "date".

Does not read files or values; a name that is listed goes before one that only looks like it (publish_time, then ctime).
"""

import html
import re
from collections.abc import Mapping

# What people write -> the key in Document.metadata. Also the columns of tables of articles.
KEYS: Mapping[str, str] = {
    spelling: key
    for key, spellings in {
        "kicker": "kicker 引题 眉题 肩题 引題",
        "title": "title headline 标题 题目 題目 標題 新闻标题 文章标题",
        "subtitle": "subtitle 副标题 副題 副题",
        "newspaper": "newspaper paper publication source media site 报纸 報紙 报名 报刊 媒体 来源 來源 出处",
        "date": "date issued published pubdate publish_date publish_time published_at publishtime pub_time pubtime "
        "datetime time 日期 出版日期 发布日期 发布时间 发表时间 刊发日期 时间",
        "page": "page 版 版面 版次 版号 页",
        "byline": "byline author authors by 作者 记者 記者 署名",
        "url": "url link 网址 链接 链接地址",
    }.items()
    for spelling in spellings.split()
}
_BODIES = (
    "text content 正文 内容 內容 body article 全文 content_text contenttext article_text articlebody maintext "
    "正文内容 文章内容 新闻内容 文本 content_html html paragraphs"
).split()
BODIES: tuple[str, ...] = tuple(_BODIES)  # what the column of the text is called, the usual names first
_OF_WHAT = r"(?:news|article|post|story|doc|document|page|item|稿件?|文章|新闻|报道|本文|原)?"
_LOOKS_LIKE = {  # the whole of a name, in lower case and without _ - . and spaces
    "title": rf"{_OF_WHAT}(?:title|headline|主?标题|主?標題|题目|题名)",
    "subtitle": rf"{_OF_WHAT}(?:subtitle|subheadline|副标题|副題)",
    "newspaper": rf"{_OF_WHAT}(?:source|media|paper|newspaper|publication|publisher|site|outlet)(?:name)?"
    r"|(?:媒体|报纸|报刊|刊物|期刊|来源|信源)(?:名称?|媒体)?",
    "date": rf"{_OF_WHAT}(?:date|time|datetime|timestamp)|(?:publish|published|publication|pub|release|released|issue"
    r"|issued|create|created|c|post|posted|display)(?:date|time|at|on|datetime|timestamp|ts)"
    r"|(?:刊发|刊载|见报|发稿|发表|发布|出版|出刊|刊登|播出|发文|稿件|新闻|文章|报纸)(?:日期|时间|年月日)",
    "page": r"page(?:no|num|number|name)?|版(?:次|面|号|名|序)",
    "byline": rf"{_OF_WHAT}(?:authors?|authorname|reporters?|writers?|byline)|作者姓名|撰稿人?|采写",
    "text": rf"{_OF_WHAT}(?:main|full|body|plain)?(?:content|text|body|fulltext)(?:text|html|s)?"
    rf"|{_OF_WHAT}(?:全文|正文|内容|文本|原文)(?:内容)?",
}
_PATTERNS = {key: re.compile(pattern) for key, pattern in _LOOKS_LIKE.items()}
_TAG = re.compile(
    r"</?(?:p|div|br|span|strong|b|em|i|a|font|center|h[1-6]|sup|sub|u|mark)\b[^<>]{0,200}>", re.I
)
ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,6});")


def key_of(name: str) -> tuple[str, int]:
    """Return our name for a field and how it was told: 0 by a list, 1 by its look; ("", 2) for another field."""
    plain = name.strip().lower()
    if plain in KEYS:
        return KEYS[plain], 0
    bare = re.sub(r"[\s_\-.:：]", "", plain)
    return next(((key, 1) for key, pattern in _PATTERNS.items() if pattern.fullmatch(bare)), ("", 2))


def is_body(name: str) -> bool:
    """Say whether a field of this name holds the text."""
    return name.strip().lower() in BODIES or key_of(name)[0] == "text"


def value_of(value: object) -> object:
    """Return what a database wrapped: {"$date": {"$numberLong": "1748908800000"}} is a number."""
    while isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$"):
        value = next(iter(value.values()))
    return value


def unmarked_words(words: str) -> str:
    """Return a short value without the tags and entities of HTML."""
    return html.unescape(_TAG.sub("", words)) if "<" in words or "&" in words else words

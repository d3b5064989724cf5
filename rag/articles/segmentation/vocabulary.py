"""The words and shapes by which newspapers mark a line: dateline, byline, credit, jump, prompt, slogan.

Knows nothing of pages or articles: it judges one line at a time, by vocabulary that all papers share.
Every pattern is anchored, without nested repetition, and is only tried on the short lines it is meant for.
"""

import re

from rag.text import HAN

TERMINAL = "。！？!?…"
CLOSING = "”’」』）)》〉】\"'"
CLAUSE = frozenset("，。；：！？、,;!?")
_NUMBER = r"[0-9０-９一二三四五六七八九十A-Z]"
_NAME = rf"[{HAN}·•]{{2,12}}"
_WHO = r"(?:记者|通讯员|评论员|特约撰稿人?|实习生|观察员|撰稿人?|作者)"
_MEDIUM = (
    rf"(?:本报|本刊|本社|本网|本台|[{HAN}]{{2,10}}?"
    r"(?:日报|晚报|早报|时报|晨报|都市报|商报|周刊|报|网|社|新闻|客户端|融媒体中心))"
)
_PAGE = rf"第?\s*{_NUMBER}{{1,4}}\s*(?:、|,|，)?\s*{_NUMBER}{{0,3}}\s*版"

PAPER = rf"[{HAN}]{{2,8}}?(?:日报|晚报|早报|晨报|时报|都市报|商报|青年报|法治报|经济报|文汇报|导报|快报)"
MASTHEAD = re.compile(
    rf"(?:(?:.{{0,12}}{PAPER})?.{{0,16}}(?:19|20)\d\d\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日.{{0,4}}星期[一二三四五六日天].{{0,40}}"
    rf"|(?:.{{0,12}}{PAPER})?.{{0,8}}民[国國]\s*\S{{1,4}}\s*年\s*\S{{1,2}}\s*月\s*\S{{1,3}}\s*日.{{0,20}}"
    rf"|{PAPER}|.{{0,20}}(?:国内统一(?:连续出版物|刊)号|邮发代号|总第\s*\d+\s*期|今日.{{0,4}}版$|CN\s*\d\d-).{{0,60}}"
    rf"|第?\s*(?:[0-9]{{1,3}}|[A-Z][0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*版(?:\s*[:：·|]?\s*[{HAN}]{{2,4}})?"
    rf"|[{HAN}]{{2,4}}\s*[·|]?\s*(?:[0-9]{{1,2}}|[A-Z][0-9]{{1,2}})\s*版)$"
)
JUMP_TO = re.compile(rf"[（(【\[▶▲●]?\s*(?:下转|转)\s*{_PAGE}[^，。]{{0,12}}$")
JUMP_FROM = re.compile(rf"[（(【\[▶▲●]?\s*(?:上接|紧接|接)\s*{_PAGE}[^，。]{{0,16}}$")
JUMP_TO_TAIL = re.compile(rf"[（(【\[]\s*(?:下转)\s*{_PAGE}\s*[^）)】\]]{{0,12}}[）)】\]]?\s*$")
JUMP_FROM_HEAD = re.compile(rf"[（(【\[]\s*(?:上接|紧接)\s*{_PAGE}\s*[^）)】\]]{{0,12}}[）)】\]]\s*")
PROMPT = re.compile(
    r"扫一扫|扫码|扫描|长按识别|识别二维码|读全文|(?:查看|阅读)(?:全文|原文)|原文链接|关注.{0,10}公众号|更多(?:内容|精彩|新闻)|微信号|二维码"
)
DATELINE = re.compile(
    rf"(?:{_MEDIUM}[^，。,；]{{0,14}}?(?:讯|电)(?=[\s（(【:：　]|$|\d|[{HAN}“])"
    rf"|据{_MEDIUM}[^，。,；]{{0,14}}?(?:电|讯|报道)|本报讯|本报综合消息|[{HAN}]{{2,6}}(?:网?讯|[网社台报]消息)\s*[（(]"
    rf"|[{HAN}]{{2,8}}(?:报|网|社)[^，。,]{{0,8}}\d{{1,2}}日(?:电|讯))"
)
DATELINE_WHOLE = re.compile(rf"[（(]?(?:{_MEDIUM})[^，。,；]{{0,14}}\d{{1,2}}日(?:电|讯)[）)]?$")
DATELINE_TAIL = re.compile(
    rf"(?<=[。！？…”])\s+((?:新华社|中新社|本报)[{HAN}]{{0,8}}\d{{1,2}}月\d{{1,2}}日(?:电|讯))\s*$"
)
BYLINE = re.compile(
    rf"(?:[□■◎●○◆◇▲△]\s*\S.{{0,40}}|[·•]\s*{_NAME}\s*[·•]"
    rf"|{_MEDIUM}?(?:特约|见习|实习|首席|全媒体|融媒体|驻\S{{2,6}}|高级)*{_WHO}\s*[:：]?\s*[{HAN}·\s、,，：:/]{{0,80}}"
    rf"|[（(]?(?:文|文字|采写|撰文|整理|综合|来源|执笔|文/图|图/文|文图|文·图)\s*[:：/]\s*.{{1,80}}"
    rf"|{_MEDIUM}(?:评论员?|社论|特约评论员|时评|编辑部))$"
)
CREDIT = re.compile(
    r".{0,40}?(?:\s*摄|供图|摄影报道|摄影|/图|／图|（资料(?:图片|照片)）|资料图片|图片|摄\s*[）)])$"
)
CREDIT_LABEL = re.compile(r"(?:图片?|摄影|图|供图|制图|漫画|插图|图表)\s*[:：/]\s*.{1,60}$")
CREDIT_TAIL = re.compile(
    rf"(?<=[。！？…”])\s*[（(]?((?:新华社|中新社|本报|本刊|[{HAN}]{{2,6}}日报)?(?:全媒体|通讯|特约|见习)?(?:记者|员|通讯员)?\s*"
    rf"[{HAN}·]{{2,4}}(?:[\s、/]+[{HAN}·]{{2,4}}){{0,3}}\s*/?摄(?:影报道)?)[）)]?\s*$"
)
LAYOUT = re.compile(
    r"(?:.{0,10}(?:版式|版面|美术|本版)(?:设计|编辑|策划|统筹|责编)|本版.{0,12}(?:编辑|责编|图片|稿件|照片|摄影|校对|除署名|文字)|(?:责任编辑|责编|编辑|校对|检校|组版|值班主任|主编|审校|统筹|视觉|设计|制图|电话|邮箱|投稿)\s*[:：])"
)
STORY_CREDIT = re.compile(r"(?:设计|制图|统筹|策划|视频|剪辑)\s*[:：]\s*\S.{0,40}$")
LABEL = re.compile(
    r"[【\[〔]?(编者按|编后|编后语|编者的话|开栏的话|开栏语|公告|通告|通知|启事|声明|讣告|更正|致歉|招标公告|拍卖公告|遗失声明"
    r"|短评|社论|简讯|快讯|要闻速览|导读|名词解释|新闻链接|相关链接|延伸阅读|新闻背景|记者手记)[】\]〕]?[:：]?$"
)
NOTICES = frozenset("公告 通告 通知 启事 声明 讣告 更正 致歉 招标公告 拍卖公告 遗失声明".split())
NOTES = frozenset("编者按 编后 编后语 编者的话 开栏的话 开栏语".split())
DATE_ALONE = re.compile(
    r"(?:[12][0-9]{3}|[二〇零○O一二三四五六七八九]{4})年\s*[0-9一二三四五六七八九十]{1,3}\s*月(?:\s*[0-9一二三四五六七八九十]{1,3}\s*日)?$"
)
DECK = re.compile(r"[—–―─]{1,3}\s*\S.{2,60}$")
KICKER_END = re.compile(r"(?:——|—|：|:|强调|指出|要求|时说|表示|侧记|调研时)$")
KICKER_SAYS = re.compile(r"(?:时|中|上|上的讲话)?(?:强调|指出|要求|表示|提出)(?:——|—|：|:)?$")
OPENING = re.compile(
    r"近日|日前|连日来|这几天|近期|昨日|昨天|今日|今天|\d{1,2}\s*月\s*\d{1,2}\s*日|记者从|记者了解到|据悉|据了解"
)


_AFTER_STOP = re.compile(r"[。！？…”]([^。！？…]{2,45})$")
_SIGNED = re.compile(
    r"[（(【*][^（(，,；;]{2,40}[）)】*]$|.{0,20}?(?:记者|编辑|责编|编审|审核|校对|综合|来源|策划|供图|摄影|文|图)[:：/／].{1,24}$"
)


def squeeze(text: str) -> str:
    """Return the text without any white space."""
    return "".join(text.split())


def ends_sentence(text: str) -> bool:
    """Say whether a full stop, question mark, exclamation mark or ellipsis ends the text, quotes aside."""
    stripped = text.rstrip()
    bare = stripped.rstrip(CLOSING)
    if bare and bare[-1] in TERMINAL:
        return True
    return stripped.endswith(("……", "····", "·····"))


def is_signed(text: str) -> bool:
    """Say whether the text ends in a signature after its last full stop: （记者 张三 通讯员 李四）, 综合：新华社."""
    tail = _AFTER_STOP.search(text.rstrip()[-60:])
    return tail is not None and bool(_SIGNED.match(tail.group(1)))


def clauses(text: str) -> int:
    """Count the marks that part clauses: a headline has few, running text has many."""
    return sum(character in CLAUSE for character in text)


def is_slogan(text: str) -> bool:
    """Say whether the line is a strip of four or more equally long watchwords."""
    words = text.split()
    return (
        len(words) >= 4
        and len({len(word) for word in words}) == 1
        and 3 <= len(words[0]) <= 6
        and not clauses(text)
    )

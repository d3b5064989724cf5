"""What people say that is no question to a newspaper -> a plain sentence of what can be asked here.

Knows the forms that greetings, thanks and questions about the page itself take; a question that only begins with
你好 is a question.
"""

import re
from dataclasses import dataclass

from rag.text import searched

_CAN = (
    "这里可以查报上的文章：用平常话问一件事、一个人或一个数字，答案是报上的原话，附出处；报上没写的，会直说。",
    "Here you can ask about the newspaper articles in your own words: a fact, a person, a figure. "
    "Answers are the paper's own words with their source; what the paper does not say is told so.",
)

# kind: (what people say, whole; what is said back, before what can be done here)
TABLE: dict[str, tuple[str, str, str]] = {
    "assent": (
        "好+的?[吧啊呀]?|嗯+|哦+|噢+|行|可以|知道了?|明白了?|懂了|收到|没事了?|没有了|不用了|哈+|呵+|嘿+|是的?|对的?|不是|真棒|厉害|不错|"
        "ok(?:ay)?|yes|no|great|nice|cool|i see",
        "好的。",
        "All right.",
    ),
    "doubt": (
        "是吗|真的吗?|真的假的|你?确定吗|really|are you sure",
        "答案都是报上的原话，点【1】就能看到出处。",
        "Every answer is the paper's own words; 【1】 opens the source.",
    ),
    "greeting": (
        "(?:你|您|大家|各位|老师)?好+[呀啊哇吗]?|(?:哈喽|哈啰|嗨+|喂|在吗?|在不在|有人吗|打扰了)|(?:早上|上午|中午|下午|晚上)好|早安?|晚安|"
        "(?:hello|hi|hey|good (?:morning|afternoon|evening)|how are you|nihao)(?: there)?",
        "你好。",
        "Hello.",
    ),
    "thanks": (
        "(?:好的?|嗯+|非常|太|十分|多)*(?:谢谢|感谢|多谢|谢了|辛苦|麻烦)(?:你|您|啦|了|大家|你们|帮忙|你的回答|您的帮助)*|"
        "(?:many )?(?:thanks|thank you|thx|thank u)(?: (?:a lot|so much|very much))?",
        "不客气。",
        "You are welcome.",
    ),
    "farewell": (
        "再见|拜+|拜拜|回头见|明天见|(?:good ?)?bye(?: bye)?|see you(?: later)?",
        "再见。",
        "Goodbye.",
    ),
    "itself": (
        "(?:请问)?(?:你|您|这里|这个(?:网页|网站|系统|工具)|本页|问报)(?:是谁|是什么|是啥|叫什么(?:名字)?|"
        "是(?:干什么|做什么|干嘛|干啥)的?|"
        "是(?:真人|人|机器人|人工智能|ai)(?:还是.{1,6})?)吗?|介绍一下(?:你)?自己|自我介绍(?:一下)?|"
        "who are you|what(?: i|"
        "')?s your name|are you (?:a )?(?:robot|human|ai)",
        "这是“问报”，一个查报纸的网页。",
        "This is Wenbao, a page to search a newspaper.",
    ),
    "ability": (
        "(?:请问|那)?(?:你|您|这|这里|这个(?:网页|网站|系统|工具)|本页|问报)?(?:都|还)?(?:能|会|可以)(?:帮我)?(?:都)?(?:做|干|问|查|回答|"
        "帮我?做?)(?:些|点)?(?:什么|啥|哪些)(?:事情?|问题|内容|忙|东西)?|"
        "(?:怎么|如何)(?:用|使用|提问)(?:你|这个|这个(?:网页|网站|系统|工具))?|(?:你|您)?有(?:什么|哪些)(?:功能|用处|用)|帮助|使用说明|"
        "我(?:能|可以|该)问(?:你)?(?:些|点)?(?:什么|啥|哪些问题)|help(?: me)?|what can (?:you|i) (?:do|"
        "ask)(?: here)?|how do i use (?:this|it)|how does (?:this|it) work",
        "",
        "",
    ),
    "clock": (
        "(?:请问)?(?:今天|今日|明天|昨天|现在)(?:是)?(?:几号|几月几[号日]|星期几|礼拜几|周几|什么日子|多少号|几点(?:了|钟)?|什么时间)(?:了|啊)?|几点(?:了|钟)|"
        "what(?:'s| is)? (?:the )?(?:date|time|day)(?: is it)?(?: (?:today|now))?|what day is (?:it|today)",
        "这里不看日历和钟，只看报。",
        "There is no calendar and no clock here, only the paper.",
    ),
    "beyond": (
        "(?:给我)?(?:讲|说)(?:个|一个)(?:笑话|故事)(?:吧)?|(?:给我)?唱(?:首|个)歌(?:吧)?|"
        "(?:你|您)(?:吃饭?了吗|多大了|几岁了?|喜欢我吗|爱我吗)|我(?:爱|喜欢)你|(?:你)?(?:真)?(?:笨|傻|聪明)|"
        "tell me a joke|i love you",
        "这件事报上查不到。",
        "That is nothing to look up in a newspaper.",
    ),
}
_KINDS = {kind: re.compile(pattern) for kind, (pattern, _, _) in TABLE.items()}
_PARTS = re.compile(r"[\s，,。.！!？?~～…、；;：:]+")
_CALLED = re.compile("^(?:小报|问报|机器人|朋友|同志|老师|亲|wenbao)$")
_END = re.compile("[呀啊哦呢嘛哈啦吧]+$")


@dataclass(frozen=True, slots=True)
class Talk:
    """What kind of talk it is, and what is said back in Chinese and in English."""

    kind: str
    zh: str
    en: str


def talk(said: str) -> Talk | None:
    """Return what to say to talk that is no question; None for a question, even one that begins with 你好."""
    parts = [part for part in _PARTS.split(searched(said).strip()) if part and not _CALLED.match(part)]
    kinds = _whole(" ".join(parts)) or [kind for part in parts for kind in _whole(part) or [""]]
    if not kinds or "" in kinds:
        return None
    kind = max(
        kinds, key=list(TABLE).index
    )  # what asks for something counts more than the greeting before it
    _, zh, en = TABLE[kind]
    return Talk(kind, zh + _CAN[0], f"{en} {_CAN[1]}".strip())


def _whole(part: str) -> list[str]:
    """Return the kind of talk that a part is from its first to its last character."""
    for words in dict.fromkeys((part, _END.sub("", part))):
        for kind, pattern in _KINDS.items():
            if words and pattern.fullmatch(words):
                return [kind]
    return []

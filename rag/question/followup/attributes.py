"""那总投资呢？ and the question before it -> the same subject, asked for the attribute that was named alone.

Knows the nouns that are a property of something and what is asked of each; nothing of articles.
"""

import re

from rag.language.names import TITLE_ROLE
from rag.question.followup.statement import topic
from rag.question.parse import understand
from rag.text import HAN, fold

_QUANTITY = (
    "投资|造价|成本|预算|资金|费用|价格|票价|单价|收入|利润|金额|总额|产值|产量|销量|总量|数量|总数|人数|人口|"
    "户数|面积|体积|容积|容量|全长|总长|长度|宽度|高度|深度|厚度|重量|距离|里程|时长|工期|能力|规模|比例|比重|"
    f"占比|增速|增幅|藏书量|客流量|[{HAN}]{{1,4}}率"
)
_ASKED = (  # what ends so -> how it is asked for; whether what happened belongs to it (通车 + 地点)
    (_QUANTITY, "是多少", False),
    ("时间|日期", "是什么时候", True),
    ("地点|地址|位置", "在哪里", True),
    ("原因|目的|意义", "是什么", True),
    ("单位|名称|主题|口号|电话|热线|工艺", "是什么", False),
)
# Words that only narrow an attribute and are no subject of their own: 总|投资, 建筑|面积, 日|处理|能力.
_NARROWED = (
    "总|年|月|日|年均|月均|日均|平均|人均|建筑|占地|常住|建设|施工|设计|处理|生产|供热|"
    "通车|开工|完工|竣工|启用|举办"
)
_OWN = re.compile(rf"(?:{_NARROWED}){{0,3}}(?:{'|'.join(ends for ends, _, _ in _ASKED)})")
_LAST = re.compile(rf"的?(?:(?:{_NARROWED}){{0,3}}(?:{_QUANTITY}|时间|日期|地点|地址))+$")
_HAPPENED = re.compile(rf"[{HAN}]{{2,6}}")


def is_attribute(text: str) -> bool:
    """Say whether a text names a property that a thing has: 总投资, 藏书量, 通车时间."""
    return bool(_OWN.fullmatch(text))


def attribute(previous: str, new: str) -> str:
    """Return the question for the attribute ``new`` of what was asked about, "" if ``new`` is none or nothing was."""
    if not is_attribute(new):
        return ""
    subject = subject_of(previous)
    if not subject:
        return ""
    for ends, asking, happens in _ASKED:
        if re.search(f"(?:{ends})$", new):
            what = _happened(previous, new) if happens else ""
            return f"{subject}{what}{new}{asking}？"
    return ""


def subject_of(previous: str) -> str:
    """Return what a question was about without the attribute or the post it asked for: 云河大桥|全长多少米."""
    less = owner_of(previous)
    post = TITLE_ROLE.search(less)
    return less[: post.start()] if post else less


def owner_of(previous: str) -> str:
    """Return the topic of a question without the attribute that it ends with."""
    return _LAST.sub("", topic(previous))


def _happened(previous: str, new: str) -> str:
    """Return the words behind the asking ones, when they are all that is left: 大桥什么时候|通车."""
    asked = understand(previous)
    if asked.english or asked.keyword or asked.type not in ("time", "place", "reason", "method"):
        return ""
    _, end = fold(previous).span(asked.start, asked.end)
    rest = re.sub(r"[的了呢？?。\s]+$", "", previous[end:])
    return rest if _HAPPENED.fullmatch(rest) and not new.startswith(rest) else ""

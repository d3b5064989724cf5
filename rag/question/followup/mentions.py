"""该公司, 这座桥, 会议, 它 -> what was just spoken of and is called so.

Knows the general words that stand for a name (公司 for 华兴建设集团); nothing of the question around them.
"""

import re
from collections.abc import Iterator, Sequence

from rag.language.numbers import quantities
from rag.language.tagging import tagged
from rag.question.followup.attributes import subject_of
from rag.question.followup.statement import bare, phrases, topic
from rag.question.parse import understand
from rag.text import HAN

_MEASURE = "[座条家所个项次场届片处部本位]"
_THAT = re.compile(
    rf"(?:这|那|该|此)(?:一?{_MEASURE})?"
    rf"(?P<noun>[{HAN}]{{1,6}}?)(?=[是有在的为叫由何什哪多几怎位要会说强提]|$)"
)
_DEFINITE = re.compile("^(?:会议|大会|活动|项目|行动|工程|文章|公司|企业|社区|学校|医院|水库|公园|论坛|讲话)")
_KINDS = tuple(  # a general word and what ends the names it stands for
    (general, tuple(ends.split()))
    for general, ends in (
        ("公司", "公司 集团 企业"),
        ("企业", "公司 集团 企业 厂 银行"),
        ("单位", "公司 集团 企业 局 委员会 中心 院 所 学校 医院"),
        ("学校", "学校 大学 中学 小学 学院 幼儿园"),
        ("桥", "桥"),
        ("会", "会议 大会 论坛 座谈会 例会 年会"),
        ("会议", "会议 大会 论坛 座谈会 例会"),
        ("馆", "馆"),
        ("部门", "局 委员会 厅 部 办公室"),
        ("机构", "院 所 中心 医院 银行 协会"),
        ("活动", "活动 节 赛 展 行动"),
        ("地方", "省 市 县 区 镇 乡 村 社区"),
    )
)
_LONGEST = 24  # characters of a name
_NAMES = ("organisation", "place", "list", "title")


def the_one_meant(text: str, turns: Sequence[tuple[str, str]]) -> str:
    """Return a question with the full name for 这个社区, or for 会议 at its head; ``turns`` are (answer, question)."""
    that, definite = _THAT.search(text), _DEFINITE.match(text)
    if that:
        start, end = that.start(), that.start("noun")
        nouns = [that.group("noun"), next((word for word, *_ in tagged(text[end:])), "")]
    elif definite:
        start = end = 0
        nouns = [definite.group()]
    else:
        return text
    for noun in dict.fromkeys(filter(None, nouns)):
        for answer, question in reversed(turns):
            if 0 < len(answer) <= _LONGEST and re.search(f"哪一?{_MEASURE}?{noun}", question):
                return text[:start] + answer + text[end + len(noun) :]
            for known in _called(noun, (answer, topic(question), *phrases(question))):
                if known not in text:
                    return text[:start] + known + text[end + len(noun) :]
    return text


def thing_meant(question: str, answer: str) -> str:
    """Return what 它 means: the name that was answered, else what was asked about."""
    asked = understand(question)
    if asked.type in _NAMES and 0 < len(answer) <= _LONGEST and not list(quantities(answer)):
        return answer
    return subject_of(question) or topic(question) or bare(question)


def _called(noun: str, known: Sequence[str]) -> Iterator[str]:
    """Yield the names that a noun may stand for: those that end with it, or with what it is the general word of."""
    ends = next((ends for general, ends in _KINDS if general == noun), (noun,))
    for text in known:
        for end in (noun, *ends):
            at = text.rfind(end)
            name = text[: at + len(end)]
            if at > 0 and len(noun) < len(name) <= _LONGEST and (len(text) <= _LONGEST or name == text):
                yield name
                break

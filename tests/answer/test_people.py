"""People in texts: foreign names whole, who is given a post and who loses it, and who merely held it once."""

import pytest
from conftest import make_article

from rag.answer.posts import asked_post, holders
from rag.articles.passages import passages
from rag.language.names import persons
from rag.question.parse import understand
from rag.text import simplified
from rag.types import Candidate


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("村委会主任吐尔洪‧艾则孜说，水渠修好了。", "吐尔洪·艾则孜"),
        ("养殖户热孜万古丽•阿布都热依木家盖了新圈舍。", "热孜万古丽·阿布都热依木"),
        ("法国总统埃马纽埃尔・马克龙抵达。", "埃马纽埃尔·马克龙"),
        ("经理汉斯·施密特来到车间。", "汉斯·施密特"),
        ("作家加夫列尔·加西亚·马尔克斯的小说", "加夫列尔·加西亚·马尔克斯"),
        ("编剧J·K·罗琳表示满意。", "J·K·罗琳"),
    ],
)
def test_a_foreign_name_is_whole_whatever_dot_it_has(text: str, name: str) -> None:
    read = simplified(text)
    assert (name, 1.0) in {(read[start:end], sure) for start, end, sure in persons(read)}


@pytest.mark.parametrize(
    "text", ["民生·关注", "长治·潞州", "《红楼梦·石头记》", "《哈利·波特》上映", "生态·宜居"]
)
def test_a_dot_between_other_words_makes_no_name(text: str) -> None:
    assert not list(persons(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("任命：柳云舟为县审计局局长；", ["柳云舟"]),
        ("会议决定任命张为民为副县长", ["张为民"]),
        ("康宁同志任县委常委。", ["康宁"]),
        ("季和平被任命为市财政局局长", ["季和平"]),
        ("免去：毛小川的县民政局局长职务；丁立的县统计局副局长职务。", ["毛小川", "丁立"]),
        ("接受许长水辞去副市长职务的请求", ["许长水"]),
    ],
)
def test_who_is_given_a_post_or_loses_it_is_a_person(text: str, names: list[str]) -> None:
    found = [text[start:end] for start, end, sure in persons(text) if sure > 0.9]
    assert found == names


@pytest.mark.parametrize("text", ["周边为市长热线所覆盖", "以高质量为书记工作重点", "当选为县长的是一位女士"])
def test_words_before_a_post_are_nobody(text: str) -> None:
    assert not [text[start:end] for start, end, sure in persons(text) if sure > 0.9]


LIST = (
    "云河县第九届人大常委会第三次会议通过任免名单：\n任命：柳云舟为县审计局局长；康宁为县卫生健康局局长；\n"
    "免去：毛小川的县审计局局长职务。"
)


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("县审计局局长是谁？", LIST, {"柳云舟"}),
        ("谁被任命为县卫生健康局局长？", LIST, {"康宁"}),
        ("现任县卫生健康局局长是谁？", LIST, {"康宁"}),
        ("原县审计局局长是谁？", LIST, {"毛小川"}),
        ("县审计局局长是谁？", "原县审计局局长毛小川回忆，那时办公楼还没有盖。", set()),
        ("前任县审计局局长是谁？", "原县审计局局长毛小川回忆，那时办公楼还没有盖。", {"毛小川"}),
        ("云河县县长是谁？", "时任云河县县长沈一鸣推动了这项改革。", set()),
        ("2009年云河县县长是谁？", "时任云河县县长沈一鸣推动了这项改革。", {"沈一鸣"}),
        ("云河县县长是谁？", "云河县县长沈一鸣升任市委副书记。", set()),
        ("市委副书记是谁？", "云河县县长沈一鸣升任市委副书记。", {"沈一鸣"}),
        ("云河县县长是谁？", "日前，云河县县长沈一鸣到乡镇调研。", {"沈一鸣"}),
        ("原平市市长是谁？", "原平市市长沈一鸣到乡镇调研。", {"沈一鸣"}),  # a city, not a former one
        ("水利站站长是谁？", "水利站站长艾山・吐逊说，渠道通了水。", {"艾山·吐逊"}),
    ],
)
def test_who_holds_a_post_is_told_from_who_held_it(question: str, text: str, names: set[str]) -> None:
    post = asked_post(question, understand(question, "person"))
    assert post is not None
    article = make_article("任免", simplified(text))
    found = holders(post, [Candidate(passage, 1.0) for passage in passages(article)])
    assert {holder.name for holder in found} == names

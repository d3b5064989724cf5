"""What a question asks for: its kind is learned, what is counted is read off its grammar."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.measures import CLASSIFIERS, FAMILIES, family, fit
from rag.language.tagging import content_words
from rag.question.kinds import KINDS
from rag.question.parse import TYPES, bare_question, question_type, understand
from rag.reader.trained import TrainedReader
from rag.spans.agreement import agreement, counts_another_thing, gone_since, items_of


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return TrainedReader()


QUESTIONS = [
    # number
    ("云河大桥全长多少米？", "number"),
    ("县里有几座水库", "number"),
    ("图书馆藏书有多少", "number"),
    ("新楼建筑面积多大？", "number"),
    ("产值占了多大比例？", "number"),
    ("他排第几", "number"),
    ("苹果每亩增产几成？", "number"),
    ("門票多少錢？", "number"),
    ("青岭村 苹果 产量", "number"),
    ("How many students took part?", "number"),
    ("What percentage of homes have heating?", "number"),
    # person
    ("谁设计了大桥？", "person"),
    ("图书馆馆长叫什么名字？", "person"),
    ("早餐店老板娘是哪位", "person"),
    ("那封信是誰寫的？", "person"),
    ("揭幕的是谁呀", "person"),
    ("云州 区长", "person"),
    ("Who runs the breakfast shop?", "person"),
    ("Which reporter wrote the story?", "person"),
    # organisation
    ("大桥由哪家公司承建？", "organisation"),
    ("这次普查是哪个部门组织的", "organisation"),
    ("Which company built the bridge?", "organisation"),
    # place
    ("大赛在哪里举行？", "place"),
    ("早餐店开在哪儿", "place"),
    ("苹果销往哪些城市？", "place"),
    ("会议在什么地方开的？", "place"),
    ("水是从哪条河引来的？", "place"),
    ("新門診樓在哪裡？", "place"),
    ("热力公司 地址", "place"),
    ("Where was the meeting held?", "place"),
    ("Which city hosted the games?", "place"),
    # time
    ("大桥什么时候通车？", "time"),
    ("城墙哪年完工", "time"),
    ("馆藏是几几年的", "time"),
    ("供暖几月几日开始？", "time"),
    ("啥时候开学", "time"),
    ("施工用了多久？", "time"),
    ("改造要搞几年", "time"),
    ("图书馆 开放时间", "time"),
    ("When did the bridge open?", "time"),
    ("In what year was the wall built?", "time"),
    # title_role
    ("何平担任什么职务？", "title_role"),
    ("周梅是什么职位", "title_role"),
    ("陈静 职务", "title_role"),
    ("他还兼任什么？", "title_role"),
    ("What position does He Ping hold?", "title_role"),
    # definition
    ("什么是“修旧如旧”？", "definition"),
    ("“三无小区”指的是什么？", "definition"),
    ("滴灌是啥意思", "definition"),
    ("社区扮演什么角色？", "definition"),
    ("What is drip irrigation?", "definition"),
    # list
    ("新线路分别是什么？", "list"),
    ("修缮用了哪些材料", "list"),
    ("五大任务包括什么", "list"),
    ("改造带来了啥好处", "list"),
    ("What three lines were added?", "list"),
    # reason
    ("为什么提前供暖？", "reason"),
    ("他为啥不涨价", "reason"),
    ("学校停课的原因是什么？", "reason"),
    ("為何要改造污水廠？", "reason"),
    ("停课 原因", "reason"),
    ("Why was heating started early?", "reason"),
    # method
    ("城墙怎么修缮？", "method"),
    ("村里通过什么增产？", "method"),
    ("投诉咋往上报", "method"),
    ("采取了什么措施？", "method"),
    ("举报邮箱是什么？", "method"),
    ("How did the village raise its yield?", "method"),
    # quote
    ("何平是怎么说的？", "quote"),
    ("馆长说了什么？", "quote"),
    ("后半句是什么？", "quote"),
    ("What did the director say?", "quote"),
    # yes_no
    ("大桥通车了吗？", "yes_no"),
    ("老城墙拆了没", "yes_no"),
    ("票价是不是一元", "yes_no"),
    ("水还脏不脏", "yes_no"),
    ("Is the bridge open?", "yes_no"),
    # title
    ("那篇稿子的标题叫什么？", "title"),
    ("王小雨写了哪篇文章？", "title"),
    ("会议审议了哪份规划？", "title"),
    ("What is the title of the article?", "title"),
    # nothing known
    ("青岭村", "other"),
    ("", "other"),
]


LABELLED = [(question, kind) for question, kind in QUESTIONS if kind != "other"]


def share(told: Sequence[str], meant: Sequence[str]) -> float:
    return sum(one == other for one, other in zip(told, meant, strict=True)) / len(meant)


def test_the_small_model_tells_the_kind_of_most_plain_questions() -> None:
    assert {kind for _, kind in LABELLED} == set(KINDS)
    assert (
        share([question_type(question) for question, _ in LABELLED], [kind for _, kind in LABELLED]) >= 0.75
    )


def test_the_reader_tells_the_kind_of_more_of_them(reader: TrainedReader) -> None:
    told = [reader.kind(question) for question, _ in LABELLED]
    assert share([kind for kind, _ in told], [kind for _, kind in LABELLED]) >= 0.85
    assert all(0.0 < sure <= 1.0 for _, sure in told)


def test_how_sure_a_kind_is_tells_right_ones_from_wrong_ones(reader: TrainedReader) -> None:
    told = [(*reader.kind(question), kind) for question, kind in LABELLED]
    right = [sure for kind, sure, meant in told if kind == meant]
    wrong = [sure for kind, sure, meant in told if kind != meant]
    assert sum(right) / len(right) > sum(wrong) / len(wrong)


def test_a_text_without_words_asks_nothing() -> None:
    assert question_type("") == question_type("？！") == "other"


def test_the_readers_word_for_the_kind_is_taken() -> None:
    assert understand("云河大桥全长", "number").type == "number"
    assert understand("云河大桥全长", "definition").type == "definition"


@pytest.mark.parametrize(
    ("question", "measure", "thing"),
    [
        ("云河有多少座公厕？", "座", "公厕"),
        ("公厕有多少座？", "座", "公厕"),
        ("参赛学生多少名", "名", "参赛学生"),
        ("青岭村种了多少万亩苹果？", "亩", "苹果"),
        ("大桥长多少千米？", "千米", "大桥长"),
        ("大桥全长多少公里？", "公里", "大桥全长"),
        ("大桥有多长？", "length", ""),
        ("投资了多少钱？", "money", ""),
        ("森林覆盖率是多少？", "percent", "森林覆盖率"),
        ("第几届大赛？", "届", ""),
    ],
)
def test_what_is_counted_and_in_what(question: str, measure: str, thing: str) -> None:
    asked = understand(question, "number")
    assert (asked.type, asked.measure, asked.thing) == ("number", measure, thing)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("明确了哪七个方面的任务？", 7),
        ("市长先后到哪两个地方调研？", 2),
        ("四个“不”分别是什么？", 4),
        ("第五项是什么？", 0),
        ("用了哪些材料？", 0),
        ("为什么要拆掉159座公厕？", 0),
    ],
)
def test_how_many_items_are_asked_for(question: str, count: int) -> None:
    kind = "reason" if question.startswith("为什么") else "list"
    assert understand(question, kind).count == count


def test_words_in_quotation_marks_ask_nothing() -> None:
    for quoted in ("为什么不能更好", "谁在那里", "多少钱"):
        assert bare_question(f"说“{quoted}”的区长是谁？") == f"说“{'＊' * len(quoted)}”的区长是谁"
    assert question_type("表示“为什么不能更好”的区长是谁？") == question_type(
        "表示“有多少公里才够”的区长是谁？"
    )


def test_a_length_of_time_is_told_from_a_point_in_time() -> None:
    assert understand("施工用了多久？", "time").measure == "duration"
    assert understand("施工用了多久？", "number").measure == "time"
    assert understand("施工从哪年开始？", "time").measure == "year"
    assert understand("施工从什么时候开始？", "time").measure == ""


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_type_and_its_asking_words_lie_inside(text: str) -> None:
    asked = understand(text)
    assert asked.type in TYPES
    assert asked.start >= 0
    assert asked.count >= 0


@pytest.mark.parametrize(
    ("question", "kind", "fits", "does_not"),
    [
        ("云河有多少座公厕？", "number", "86座", "86公里"),
        ("云河有多少座公厕？", "number", "86座", "何平"),
        ("大桥有多长？", "number", "1280米", "3.6亿元"),
        ("投资多少钱？", "number", "3.6亿元", "2024年"),
        ("森林覆盖率是多少？", "number", "43.4%", "43个"),
        ("大桥什么时候通车？", "time", "2024年5月1日", "1280米"),
        ("改造要搞几年？", "time", "三年", "2024年"),
        ("馆长是谁？", "person", "周梅", "图书馆"),
        ("馆长是谁？", "person", "馆长周梅", "260个"),
        ("馆长是谁？", "person", "周梅", "金河县"),
        ("大桥由哪家公司承建？", "organisation", "云河路桥有限公司", "2024年"),
        ("会在哪里开？", "place", "市文化广场", "三天"),
        ("何平担任什么职务？", "title_role", "市交通局局长", "五分钟"),
        ("举报邮箱是什么？", "method", "jubao@example.com", "市文物局"),
        ("哪三条线路？", "list", "31路、32路和夜班5路", "45辆"),
        ("馆长说了什么？", "quote", "“馆内藏书82万册。”", "周梅"),
        ("那篇文章的标题叫什么？", "title", "《古城墙修缮工程开工》", "石灰"),
    ],
)
def test_a_span_of_the_kind_asked_for_fits_better(question: str, kind: str, fits: str, does_not: str) -> None:
    asked = understand(question, kind)
    assert agreement(asked, fits) >= 0.6
    assert agreement(asked, does_not) <= 0.55
    assert agreement(asked, fits) - agreement(asked, does_not) >= 0.2


@pytest.mark.parametrize("name", ["周梅", "市交通局局长", "云河路桥有限公司"])
@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("为什么要修桥？", "reason"),
        ("“金河模式”指的是什么？", "definition"),
        ("馆长怎么说？", "quote"),
        ("桥是怎么修的？", "method"),
    ],
)
def test_who_or_what_body_tells_no_reason_way_or_meaning(question: str, kind: str, name: str) -> None:
    asked = understand(question, kind)
    assert agreement(asked, name) < agreement(asked, "让老百姓过河不再绕行") - 0.1


def test_a_number_beside_another_thing_counts_that() -> None:
    asked = understand("主城区有多少处驿站？")
    before, after = "目前主城区", "公厕已全部配备洗手液和卫生纸，22处驿站也在完善中。"
    assert counts_another_thing(asked, "159座", before, after)
    assert not counts_another_thing(asked, "22处", before + "159座公厕已配备，", "驿站也在完善中。")
    assert not counts_another_thing(understand("主城区有多少座公共卫生间？"), "159座", before, after)


def test_one_number_fits_better_than_two() -> None:
    asked = understand("主城区有多少处驿站？")
    assert agreement(asked, "22处") > agreement(asked, "159座公厕，22处")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([row[0] for row in QUESTIONS]),
    st.text(max_size=30),
    st.text(max_size=10),
    st.text(max_size=10),
)
def test_agreement_is_a_share(question: str, text: str, before: str, after: str) -> None:
    assert 0.0 <= agreement(understand(question), text, before, after) <= 1.0


def test_enumerations_are_counted_by_their_items() -> None:
    assert items_of("31路、32路和夜班5路") == ["31路", "32路", "夜班5路"]
    assert len(items_of("“绿色矿山”“光伏农业”“固废利用”")) == 3
    assert items_of("石灰糯米浆") == ["石灰糯米浆"]


def test_a_unit_stands_once_in_one_family_and_is_told_from_those_of_others() -> None:
    listed = [unit for units in FAMILIES.values() for unit in units]
    assert len(listed) == len(set(listed))
    for name, units in FAMILIES.items():
        for unit in units:
            assert family(unit) == name
            others = {one for other, strangers in FAMILIES.items() if other != name for one in strangers}
            assert all(fit(unit, stranger) < fit(unit, units[0]) for stranger in others), unit


def test_units_of_other_families_do_not_fit() -> None:
    assert fit("元", "公里") < 0.3 < fit("个", "座")
    assert fit("人", "名") > 0.8
    assert fit("money", "元") == 1.0
    assert set("座处个") <= set(CLASSIFIERS)


def test_content_words_leave_out_what_only_asks() -> None:
    words = content_words("云河大桥什么时候通车？")
    assert "大桥" in "".join(words)
    assert not {"什么", "时候", "什么时候"} & set(words)


@pytest.mark.parametrize(
    ("question", "before", "after", "gone"),
    [
        ("城镇化率是多少？", "城镇化率从2012年的", "提高到2024年的67%", True),
        ("城镇化率现在是多少？", "由", "升至67%", True),
        ("城镇化率原来是多少？", "从", "提高到67%", False),
        ("2012年城镇化率是多少？", "从2012年的", "提高到2024年的67%", False),
        ("城镇化率从多少提高到多少？", "从", "提高到67%", False),
        ("What was the rate originally?", "从", "提高到67%", False),
        ("城镇化率是多少？", "从2012年的53.1%提高到2024年的", "。", False),
        ("城镇化率是多少？", "从去年起，城镇化率为", "，提高到新水平", False),
    ],
)
def test_what_a_number_was_before_is_told_from_what_it_is(
    question: str, before: str, after: str, gone: bool
) -> None:
    assert gone_since(understand(question), question.lower(), before, after) is gone


@pytest.mark.parametrize(
    ("question", "often"),
    [
        ("电梯多久保养一次？", True),
        ("水箱几个月清洗一次？", True),
        ("体检多长时间做一次？", True),
        ("工程用了多久？", False),
        ("水箱每月清洗几次？", False),
        ("会议开了几天？", False),
    ],
)
def test_how_often_is_neither_a_number_nor_a_length_of_time(question: str, often: bool) -> None:
    assert (understand(question).measure == "frequency") is often


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("每月", True),
        ("每隔两天", True),
        ("每半个月", True),
        ("三年一次", True),
        ("逐季", True),
        ("1次", False),
        ("3月", False),
    ],
)
def test_what_says_how_often(text: str, fits: bool) -> None:
    assert (agreement(understand("电梯多久保养一次？"), text) > 0.5) is fits

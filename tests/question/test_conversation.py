"""Follow-ups: what is left unsaid comes from the turns before; what is said in full is never touched."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from conftest import FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.pipeline import ask
from rag.errors import QuestionError
from rag.index import open_index
from rag.question.followup import Turn, Understood, read_history, resolve
from rag.question.followup.counters import recounted
from rag.question.followup.history import TURNS
from rag.reader.plain import PlainReader

BRIDGE = Turn("云河大桥全长多少米？", "1280米")
TOILETS = Turn("云河公厕有多少座？", "86座")
SECRETARY = Turn("云州区委书记是谁？", "陈静")
DIRECTOR = Turn("市交通局局长是谁？", "何平")
MEETING = Turn("云河城市工作会议于几月几日在青岭举行？", "7月14日至15日")
RATE = Turn("2024年我市常住人口城镇化率是多少？", "67%")
SPEECH = Turn("何平是怎么说的？", "大桥通车后，两岸往来只需五分钟")
VISIT = Turn("市长在湖北武汉考察了哪个社区？", "石榴社区")
MARKET = Turn("云州区新修了哪个便民市场？", "柳巷市场")
ENGLISH = Turn("How many cities had a GDP over one trillion yuan in 2024?", "27座")
ARTICLE = Turn("哪座大桥通车了？", "云河大桥", title="云河大桥建成通车")
OPENING = Turn("大桥什么时候通车？", "昨日上午")
REASON = Turn("图书馆为什么新设自习座位？", "暑期读者增多")
BOOKS = Turn("图书馆有多少册藏书？", "82万册")
SCHOOLS = Turn("全市有多少所学校？", "120所")
BUILDER = Turn("哪家企业中标了大桥工程？", "华兴建设集团")
CHAIRMAN = Turn("华兴公司董事长是谁？", "李明")
PARKS = Turn("云河今年新增了哪些公园？", "东山公园、西湖公园")
PRIZE = Turn("谁获得了一等奖？", "王小雨")
HELD = Turn("会议在哪里举行？", "青岭")
IN_WORK = Turn("有多少座桥在建？", "3座")
LENGTH = Turn("How long is the Yunhe bridge?", "1280米")
TOILETS_ENGLISH = Turn("How many public toilets are there in Yunhe?", "86座")
MAYOR = Turn("Who is the mayor of Yunhe?", "陈静")

# (what was said before, the follow-up, what it means, how it was completed)
FOLLOW_UPS = [
    # the same question about something else of the same kind
    (TOILETS, "那驿站呢？", "云河驿站有多少处？", "substitute"),
    (TOILETS, "驿站呢", "云河驿站有多少处？", "substitute"),
    (TOILETS, "那2013年呢？", "2013年云河公厕有多少座？", "substitute"),
    (TOILETS, "and in 2013?", "2013年云河公厕有多少座？", "substitute"),
    (RATE, "那2013年呢？", "2013年我市常住人口城镇化率是多少？", "substitute"),
    (RATE, "去年呢？", "去年我市常住人口城镇化率是多少？", "substitute"),
    (RATE, "1978年呢", "1978年我市常住人口城镇化率是多少？", "substitute"),
    (RATE, "那日本呢？", "2024年日本常住人口城镇化率是多少？", "substitute"),
    (SECRETARY, "那潞城区呢？", "潞城区委书记是谁？", "substitute"),
    (SECRETARY, "区长呢？", "云州区区长是谁？", "substitute"),
    (SPEECH, "那王小雨呢？", "王小雨是怎么说的？", "substitute"),
    (MEETING, "那全国人大会议呢？", "全国人大会议于几月几日在青岭举行？", "substitute"),
    (VISIT, "那在上海呢？", "市长在上海考察了哪个社区？", "substitute"),
    (ENGLISH, "And in 2013?", "How many cities had a GDP over one trillion yuan in 2013?", "substitute"),
    (
        ENGLISH,
        "what about Shanxi?",
        "How many cities had a GDP over one trillion yuan in 2024 (Shanxi)?",
        "substitute",
    ),
    # the measure word goes with the thing that is counted
    (TOILETS, "那公交车呢？", "云河公交车有多少辆？", "substitute"),
    (TOILETS, "那志愿者呢？", "云河志愿者有多少名？", "substitute"),
    (TOILETS, "那“云河驿站”呢？", "“云河驿站”有多少处？", "substitute"),
    (TOILETS, "那公园呢？", "云河公园有多少座？", "substitute"),
    (BOOKS, "那读者呢？", "图书馆有多少名读者？", "substitute"),
    (BOOKS, "那自习座位呢？", "图书馆有多少个自习座位？", "substitute"),
    (SCHOOLS, "那医院呢？", "全市有多少所医院？", "substitute"),
    (SCHOOLS, "那企业呢？", "全市有多少家企业？", "substitute"),
    (BRIDGE, "那隧道呢？", "隧道全长多少米？", "substitute"),
    (PRIZE, "二等奖呢？", "谁获得了二等奖？", "substitute"),
    (LENGTH, "And what about the tunnel?", "How long is the tunnel?", "substitute"),
    (LENGTH, "and the tunnel?", "How long is the tunnel?", "substitute"),
    (LENGTH, "What about its cost?", "What is the cost of the Yunhe bridge?", "substitute"),
    (
        TOILETS_ENGLISH,
        "And what about the stations?",
        "How many stations are there in Yunhe?",
        "substitute",
    ),
    (TOILETS_ENGLISH, "How about Qingling?", "How many public toilets are there in Qingling?", "substitute"),
    (MAYOR, "What about the Party secretary?", "Who is the Party secretary of Yunhe?", "substitute"),
    (Turn("什么是城市更新？", "…"), "那海绵城市呢？", "什么是海绵城市？", "substitute"),
    (Turn("城市更新是什么意思？", "…"), "那海绵城市呢？", "海绵城市是什么意思？", "substitute"),
    (Turn("云州区有多少个社区？", "9个"), "那街道呢？", "云州区有多少个街道？", "substitute"),
    (RATE, "那户籍人口呢？", "2024年我市户籍人口城镇化率是多少？", "substitute"),
    # another attribute of the same thing
    (BRIDGE, "那总投资呢？", "云河大桥总投资是多少？", "substitute"),
    (BRIDGE, "通车时间呢？", "云河大桥通车时间是什么时候？", "substitute"),
    (BRIDGE, "施工单位呢", "云河大桥施工单位是什么？", "substitute"),
    (OPENING, "地点呢？", "大桥通车地点在哪里？", "substitute"),
    (DIRECTOR, "人数呢？", "市交通局人数是多少？", "substitute"),
    # he, there, it, this article
    (SECRETARY, "他还说了什么？", "陈静还说了什么？", "pronoun"),
    (SECRETARY, "她是什么时候上任的？", "陈静是什么时候上任的？", "pronoun"),
    (DIRECTOR, "此人还兼任什么职务？", "何平还兼任什么职务？", "pronoun"),
    (SPEECH, "他担任什么职务？", "何平担任什么职务？", "pronoun"),
    (VISIT, "那里有多少居民？", "石榴社区有多少居民？", "pronoun"),
    (VISIT, "这个社区有多少人？", "石榴社区有多少人？", "pronoun"),
    (MEETING, "会议强调了什么？", "云河城市工作会议强调了什么？", "pronoun"),
    (TOILETS, "它们干净吗？", "云河公厕干净吗？", "pronoun"),
    (ARTICLE, "这篇文章是谁写的？", "《云河大桥建成通车》是谁写的？", "pronoun"),
    (
        Turn("Who is the Party secretary?", "陈静"),
        "What else did she say?",
        "What else did 陈静 say?",
        "pronoun",
    ),
    (CHAIRMAN, "该公司有多少员工？", "华兴公司有多少员工？", "pronoun"),
    (CHAIRMAN, "这家公司在哪里？", "华兴公司在哪里？", "pronoun"),
    (CHAIRMAN, "该公司是什么时候成立的？", "华兴公司是什么时候成立的？", "pronoun"),
    (BUILDER, "该企业投资了多少？", "华兴建设集团投资了多少？", "pronoun"),
    (BUILDER, "该公司董事长是谁？", "华兴建设集团董事长是谁？", "pronoun"),
    (Turn("城市大脑是哪家公司做的？", "云上科技"), "这家公司在哪里？", "云上科技在哪里？", "pronoun"),
    (TOILETS, "其中有多少座是新建的？", "云河公厕中有多少座是新建的？", "pronoun"),
    (
        Turn("When was the Central Work Conference held?", "7月14日"),
        "Where was it held?",
        "Where was the Central Work Conference held?",
        "pronoun",
    ),
    (BUILDER, "它的总部在哪儿？", "华兴建设集团的总部在哪儿？", "pronoun"),
    (BRIDGE, "它是什么时候通车的？", "云河大桥是什么时候通车的？", "pronoun"),
    (BRIDGE, "它的总投资是多少？", "云河大桥的总投资是多少？", "pronoun"),
    (BRIDGE, "这座桥在哪里？", "云河大桥在哪里？", "pronoun"),
    (BRIDGE, "When was it built?", "When was 云河大桥 built?", "pronoun"),
    (LENGTH, "When was it built?", "When was the Yunhe bridge built?", "pronoun"),
    (PARKS, "它们什么时候开放？", "东山公园、西湖公园什么时候开放？", "pronoun"),
    (MAYOR, "When did he take office?", "When did 陈静 take office?", "pronoun"),
    # nothing but asking words
    (PARKS, "哪个最大？", "云河今年新增了东山公园、西湖公园，哪个最大？", "carry"),
    (PARKS, "分别在哪里？", "云河今年新增了东山公园、西湖公园，分别在哪里？", "carry"),
    (IN_WORK, "哪几座？", "有3座桥在建，哪几座？", "carry"),
    (IN_WORK, "哪一座最长？", "有3座桥在建，哪一座最长？", "carry"),
    (PRIZE, "为什么？", "王小雨获得了一等奖，为什么？", "carry"),
    (HELD, "什么时候？", "会议在青岭举行，什么时候？", "carry"),
    (Turn("什么是厕所革命？"), "为什么要搞？", "厕所革命，为什么要搞？", "carry"),
    (HELD, "谁主持的？", "会议在青岭举行，谁主持的？", "carry"),
    (MAYOR, "and why?", "Who is the mayor of Yunhe, and why?", "carry"),
    (TOILETS, "为什么？", "云河公厕有86座，为什么？", "carry"),
    (TOILETS, "在哪儿？", "云河公厕有86座，在哪儿？", "carry"),
    (TOILETS, "什么时候的事？", "云河公厕有86座，什么时候的事？", "carry"),
    (BRIDGE, "是什么时候建成的？", "云河大桥全长1280米，是什么时候建成的？", "carry"),
    (SECRETARY, "为啥？", "云州区委书记是陈静，为啥？", "carry"),
    (SECRETARY, "担任什么职务？", "陈静担任什么职务？", "carry"),
    (MEETING, "在哪儿？", "云河城市工作会议于7月14日至15日在青岭举行，在哪儿？", "carry"),
    (VISIT, "什么时候？", "市长在湖北武汉考察了石榴社区，什么时候？", "carry"),
    (BRIDGE, "有多宽？", "云河大桥有多宽？", "carry"),
    (ENGLISH, "why?", "Why cities had a GDP over one trillion yuan in 2024?", "carry"),
    (TOILETS, "那为什么呢？", "云河公厕有86座，为什么？", "carry"),
    # more of the same
    (PARKS, "还有呢？", "除了东山公园、西湖公园，云河今年新增了哪些公园？", "more"),
    (PARKS, "还有哪些？", "除了东山公园、西湖公园，云河今年新增了哪些公园？", "more"),
    (MARKET, "还有呢？", "除了柳巷市场，云州区新修了哪个便民市场？", "more"),
    (MARKET, "还有吗", "除了柳巷市场，云州区新修了哪个便民市场？", "more"),
    (
        ENGLISH,
        "anything else?",
        "Besides 27座, How many cities had a GDP over one trillion yuan in 2024?",
        "more",
    ),
]


@pytest.mark.parametrize(("before", "asked", "meant", "how"), FOLLOW_UPS, ids=[row[1] for row in FOLLOW_UPS])
def test_a_follow_up_is_made_full(before: Turn, asked: str, meant: str, how: str) -> None:
    assert resolve(asked, [before]) == Understood(meant, True, how)


# Questions that stand on their own, whatever was said before.
UNTOUCHED = [
    (TOILETS, "云州区委书记是谁？"),
    (TOILETS, "那市长是谁？"),
    (TOILETS, "什么是“一核五化”？"),
    (TOILETS, "城市的核心是什么？"),
    (TOILETS, "谁是新任馆长？"),
    (SECRETARY, "云河公厕有多少座？"),
    (SECRETARY, "总书记说他自己的乡愁大多跟什么有关？"),
    (SECRETARY, "除了各省，其他单位还有哪些？"),
    (SECRETARY, "赵秀英说她每天几点起床？"),
    (SECRETARY, "那达慕大会在哪里举行？"),
    (SECRETARY, "吉他协会有多少会员？"),
    (MEETING, "图书馆有多少藏书？"),
    (MEETING, "哪一年入选全国海绵城市建设示范城市？"),
    (RATE, "大桥什么时候通车？"),
    (RATE, "为什么要修缮古城墙？"),
    (VISIT, "杭州城市大脑是哪家公司做的"),
    (VISIT, "翼城 县委书记"),
    (VISIT, "公交线路 数量"),
    (SPEECH, "《红楼梦》的作者是谁？"),
    (SPEECH, "谢谢"),
    (SPEECH, "好的"),
    (SPEECH, "真的吗？"),
    (ENGLISH, "When did the bridge open?"),
    (ENGLISH, "Who is the director of the library?"),
    (REASON, "图书馆馆长是谁？"),
    (ARTICLE, "施工历时多久？大桥投资多少？"),
    # another topic: nothing of the last one may come along
    (TOILETS, "天气怎么样？"),
    (TOILETS, "报纸的总编是谁？"),
    (TOILETS, "今年的粮食产量是多少？"),
    (TOILETS, "哪个城市入选了？"),
    (TOILETS, "还有哪些城市入选海绵城市示范？"),
    (TOILETS, "什么时候举办龙舟赛？"),
    (TOILETS, "他乡是什么意思？"),
    (TOILETS, "该不该种树？"),
    (BUILDER, "其他公司有哪些？"),
    (BUILDER, "图书馆什么时候开放？"),
    (CHAIRMAN, "这个世界上最长的桥是哪座？"),
    (PARKS, "为什么要建海绵城市？"),
    (LENGTH, "Who wrote the article about tea?"),
    (LENGTH, "and which cities joined the league in 2020?"),
    (MAYOR, "How many books are in the library?"),
]

# Dialogues of three turns and more: (question, answer, what it was understood as) in order.
DIALOGUES = [
    [
        ("云河公厕有多少座？", "86座", "云河公厕有多少座？"),
        ("那驿站呢？", "22处", "云河驿站有多少处？"),
        ("那公园呢？", "5座", "云河公园有多少座？"),
        ("什么时候建成的？", "", "云河公园有5座，什么时候建成的？"),
    ],
    [
        ("云州区委书记是谁？", "陈静", "云州区委书记是谁？"),
        ("区长呢？", "何平", "云州区区长是谁？"),
        ("他说了什么？", "", "何平说了什么？"),
    ],
    [
        ("云州区委书记是谁？", "陈静", "云州区委书记是谁？"),
        ("区长呢？", "何平", "云州区区长是谁？"),
        ("那潞城区呢？", "", "潞城区区长是谁？"),
    ],
    [
        ("云河大桥全长多少米？", "1280米", "云河大桥全长多少米？"),
        ("它是什么时候通车的？", "去年5月", "云河大桥是什么时候通车的？"),
        ("总投资呢？", "3亿元", "云河大桥总投资是多少？"),
    ],
    [
        ("2024年城镇化率是多少？", "67%", "2024年城镇化率是多少？"),
        ("2023年呢？", "66.2%", "2023年城镇化率是多少？"),
        ("2022年呢？", "", "2022年城镇化率是多少？"),
    ],
    [
        ("会议在哪里举行？", "青岭", "会议在哪里举行？"),
        ("什么时候？", "7月14日", "会议在青岭举行，什么时候？"),
        ("谁主持的？", "", "会议在青岭举行，7月14日，谁主持的？"),
    ],
    [
        ("哪家企业中标了大桥工程？", "华兴建设集团", "哪家企业中标了大桥工程？"),
        ("它的董事长是谁？", "李明", "华兴建设集团的董事长是谁？"),
        ("他说了什么？", "", "李明说了什么？"),
        ("该公司有多少员工？", "", "华兴建设集团有多少员工？"),
    ],
    # the topic changes in the middle: what follows is about the new one
    [
        ("云河大桥全长多少米？", "1280米", "云河大桥全长多少米？"),
        ("图书馆馆长是谁？", "何平", "图书馆馆长是谁？"),
        ("他说了什么？", "", "何平说了什么？"),
        ("藏书量呢？", "82万册", "图书馆藏书量是多少？"),
    ],
    [
        ("云河公厕有多少座？", "86座", "云河公厕有多少座？"),
        ("云州区委书记是谁？", "陈静", "云州区委书记是谁？"),
        ("为什么？", "", "云州区委书记是陈静，为什么？"),
    ],
    [
        (
            "How many public toilets are there in Yunhe?",
            "86座",
            "How many public toilets are there in Yunhe?",
        ),
        ("And what about the stations?", "22处", "How many stations are there in Yunhe?"),
        ("What about Qingling?", "", "How many stations are there in Qingling?"),
    ],
]


@pytest.mark.parametrize(("before", "asked"), UNTOUCHED, ids=[row[1] for row in UNTOUCHED])
def test_a_full_question_is_left_alone(before: Turn, asked: str) -> None:
    assert resolve(asked, [before]) == Understood(asked)


@pytest.mark.parametrize("asked", [row[1] for row in FOLLOW_UPS])
def test_without_history_nothing_changes(asked: str) -> None:
    assert resolve(asked) == Understood(asked)


@pytest.mark.parametrize("turns", DIALOGUES, ids=["-".join(turn[0] for turn in turns) for turns in DIALOGUES])
def test_a_dialogue_is_understood_turn_by_turn(turns: list[tuple[str, str, str]]) -> None:
    before: list[Turn] = []
    for question, answer, meant in turns:
        assert resolve(question, before).question == meant
        before.append(Turn(question, answer))


@pytest.mark.parametrize("turns", DIALOGUES, ids=["-".join(turn[0] for turn in turns) for turns in DIALOGUES])
def test_a_program_that_sends_its_own_history_is_understood_alike(turns: list[tuple[str, str, str]]) -> None:
    sent = [
        {"question": question, "answer": answer, "understood": meant}
        for question, answer, meant in turns[:-1]
    ]
    received = read_history(json.loads(json.dumps(sent)))
    assert resolve(turns[-1][0], received).question == turns[-1][2]


def test_the_history_that_a_program_sends_decides_what_is_searched(
    newspaper_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.answer.pipeline.open_reader", lambda name="": PlainReader())
    with closing(open_index(newspaper_index, encoder=FakeEncoder())) as index:
        for sent, meant in (
            ([{"question": "云河大桥全长多少米？", "answer": "1280米"}], "云河大桥总投资是多少？"),
            ([["图书馆有多少册藏书？", "82万册"]], "图书馆总投资是多少？"),
            ([], "总投资呢？"),
        ):
            answer = ask(index, "总投资呢？", history=read_history(sent))
            assert (answer.question, answer.understood) == ("总投资呢？", meant)


COUNTED = [
    ("云河公厕有多少座？", "驿站", "云河公厕有多少座？"),  # not what it counts
    ("全市有多少所医院？", "医院", "全市有多少所医院？"),  # fits already
    ("全市有多少座医院？", "医院", "全市有多少所医院？"),
    ("大桥全长多少米？", "大桥", "大桥全长多少米？"),  # a unit, not a measure word
    ("全市有多少座宝贝？", "宝贝", "全市有多少座宝贝？"),  # nobody knows how it is counted
    ("谁是读者？", "读者", "谁是读者？"),
    ("How many schools are there?", "schools", "How many schools are there?"),
]


@pytest.mark.parametrize(("question", "new", "counted"), COUNTED)
def test_a_measure_word_changes_only_with_the_thing_it_counts(question: str, new: str, counted: str) -> None:
    assert recounted(question, new) == counted


def test_a_follow_up_of_a_follow_up_goes_back_to_what_was_understood() -> None:
    history = [TOILETS, Turn("那驿站呢？", "22座")]
    assert resolve("2013年呢？", history).question == "2013年云河驿站有多少处？"
    assert resolve("为什么？", history).question == "云河驿站有22座，为什么？"


def test_the_caller_may_say_how_the_last_question_was_understood() -> None:
    history = [Turn("那驿站呢？", "22座", understood="云河驿站有多少处？")]
    assert resolve("2013年呢？", history).question == "2013年云河驿站有多少处？"


def test_he_is_the_person_spoken_of_last_even_some_turns_ago() -> None:
    history = [SECRETARY, TOILETS]
    assert resolve("他还说了什么？", history).question == "陈静还说了什么？"


def test_when_nobody_was_spoken_of_he_stays() -> None:
    assert resolve("他还说了什么？", [TOILETS]) == Understood("他还说了什么？")


def test_a_question_that_found_nothing_still_carries_over() -> None:
    assert resolve("那驿站呢？", [Turn("云河公厕有多少座？")]).question == "云河驿站有多少处？"


def test_history_is_read_from_the_forms_that_callers_send() -> None:
    assert read_history([{"question": "甲？", "answer": "乙", "more": 1}]) == (Turn("甲？", "乙"),)
    assert read_history([["甲？", "乙"], ("丙？", None)]) == (Turn("甲？", "乙"), Turn("丙？", ""))
    assert read_history(None) == read_history("") == read_history([]) == ()
    assert read_history([TOILETS]) == (TOILETS,)


@pytest.mark.parametrize(
    "wrong", [3, {"question": "甲"}, "甲", [1], [[1, 2]], [{"answer": "甲"}], [{"question": {}}], [None]]
)
def test_history_of_the_wrong_kind_is_refused_in_words(wrong: object) -> None:
    with pytest.raises(QuestionError, match=r"History|history"):
        read_history(wrong)


def test_history_is_bounded() -> None:
    turns = read_history([{"question": "问" * 100_000, "answer": "答" * 100_000}] * 1000)
    assert len(turns) == TURNS
    assert len(turns[0].question) <= 512
    assert len(turns[0].answer) <= 400


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_any_text_resolves_to_some_text(asked: str, question: str, answer: str) -> None:
    made = resolve(asked, [Turn(question, answer)])
    assert made.changed == (made.question != asked)
    assert made.changed == bool(made.how)

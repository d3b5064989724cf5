"""Talk that is no question gets a plain sentence of what can be asked; a question that begins with 你好 is answered."""

from contextlib import closing
from pathlib import Path

import pytest
from conftest import FakeEncoder

from rag import cli
from rag.answer.pipeline import ask
from rag.index import open_index
from rag.page.render import answer as render_answer
from rag.page.server import openai
from rag.question.followup import Turn, resolve, talk

TALK = {
    "greeting": "你好|您好！|你好呀|大家好|早上好|hello|Hi there!|在吗？|你好，你好",
    "thanks": "谢谢|谢谢你！|好的，谢谢|非常感谢|thanks a lot|Thank you.",
    "farewell": "再见|拜拜|goodbye",
    "assent": "好的|嗯嗯|知道了|OK",
    "doubt": "真的吗？|你确定吗",
    "itself": "你是谁？|您好，请问您是谁|你是机器人吗|这个网站是干什么的|Who are you?",
    "ability": "你能做什么？|你会干啥|这里能问什么|怎么用这个网站|help|What can you do?",
    "clock": "今天几号|今天几号？|现在几点了|今天星期几啊|What's the date today?",
    "beyond": "讲个笑话吧|你吃了吗",
}
QUESTIONS = (
    "你好，公厕有多少座？|您好 屯留呢|谢谢活动是谁办的|今天几号开会？|你好李焕英是谁导演的|谁是市长|help desk是什么|"
    "长治能做什么|"
    "他是谁？|这是什么|这是什么会议？|好人好事有哪些|现在几点钟供暖|是谁？|可以带宠物吗|帮助了多少人|"
    "hello kitty在哪里|那潞城呢|谁|"
    "为什么？|天气怎么样|公厕|谢斌是谁|感谢信写给谁"
)


@pytest.mark.parametrize(
    ("kind", "said"), [(kind, one) for kind, all_ in TALK.items() for one in all_.split("|")]
)
def test_talk_is_known_whole(kind: str, said: str) -> None:
    found = talk(said)
    assert found is not None and found.kind == kind
    assert "报上的文章" in found.zh and "newspaper articles" in found.en


@pytest.mark.parametrize("asked", QUESTIONS.split("|"))
def test_a_question_is_never_taken_for_talk(asked: str) -> None:
    assert talk(asked) is None


def test_talk_between_two_questions_is_nothing_to_refer_to() -> None:
    before = [Turn("图书馆藏书多少册？", "82万册"), Turn("谢谢", "")]
    assert resolve("那医院呢？", before) == resolve("那医院呢？", before[:1]) != resolve("那医院呢？")


def test_talk_has_no_citation_and_is_not_called_missing(newspaper_index: Path) -> None:
    with closing(open_index(newspaper_index, encoder=FakeEncoder())) as index:
        answer = ask(index, "今天几号？")
    html = render_answer.turn(answer.question, answer, 1)
    for told in (html, openai.content_of(answer), render_answer.copied(answer)):
        assert "不看日历" in told and "没有找到" not in told and "【1】" not in told
    assert not answer.citations and not answer.passages and 'data-do="judge"' not in html


def test_the_command_line_answers_talk(newspaper_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "你好", "--index", str(newspaper_index)]) == cli.FINE
    said = capsys.readouterr().out
    assert said.startswith("你好。") and "没有找到\n" not in said

"""The command line: what a person types, what comes back, and what a mistake gets."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag import cli
from rag.cli import terminal
from rag.errors import IndexFault
from rag.index.as_json import extent, listed
from rag.reader.plain import PlainReader
from rag.types import (
    Alternative,
    Answer,
    Article,
    Candidate,
    Citation,
    Explanation,
    Passage,
    Repair,
    Run,
    Value,
)

ROOT = Path(__file__).resolve().parents[2]
VERBS = tuple(
    "build add remove ask search articles names evaluate check rollback upgrade backup restore serve doctor "
    "audit".split()
)


def citation(**changes: Any) -> Citation:
    sentence = "大桥全长1280米，总投资3.6亿元。"
    facts: dict[str, Any] = {
        "article": "a" * 16,
        "title": "云河大桥建成通车",
        "newspaper": "云河日报",
        "date": "2024-05-01",
        "source": "00.txt",
        "paragraph": 2,
        "start": 104,
        "end": 109,
        "quote": "1280米",
        "sentence": sentence,
        "sentence_start": 100,
        "sentence_end": 100 + len(sentence),
        "raw_start": 204,
        "raw_end": 209,
        "permalink": "?article=a&start=104&end=109",
        "sha256": "0" * 64,
    }
    return Citation(**(facts | changes))


def found(**changes: Any) -> Answer:
    facts: dict[str, Any] = {
        "question": "大桥多长？",
        "understood": "大桥多长？",
        "answerable": True,
        "text": "1280米",
        "best_guess": "1280米",
        "type": "number",
        "confidence": 0.92,
        "citations": (citation(),),
    }
    return Answer(**(facts | changes))


def not_found() -> Answer:
    passage = Passage(1, "a" * 16, 0, 6, "大桥今日通车", "云河大桥建成通车")
    return found(
        answerable=False,
        text="",
        citations=(),
        passages=(Candidate(passage, 0.5),),
        explanation=Explanation(
            "not_found", "文章里没有“隧道”。", "No article says 隧道.", ("隧道",), ("大桥多长？",)
        ),
    )


def lines(answer: Answer) -> list[str]:
    return list(terminal.answer_lines(answer))


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], int]], None]:
    """Put another verb behind ``rag check``, to see what the command line makes of it."""

    def put(verb: Callable[[], int]) -> None:
        import rag.cli.verbs

        monkeypatch.setitem(rag.cli.verbs.VERBS, "check", lambda _arguments: verb())

    return put


# What is typed


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_in_both_languages(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main([verb, "--help"])
    text = capsys.readouterr().out
    assert stop.value.code == 0
    assert any("\u4e00" <= character <= "\u9fff" for character in text)
    assert "--index DIR" in text


def test_the_help_names_every_verb_and_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    text = capsys.readouterr().out
    assert all(f"\n    {verb} " in text for verb in VERBS)
    for code in (cli.FINE, cli.NOT_FOUND, cli.USAGE, cli.REFUSED, cli.BROKEN, cli.STOPPED):
        assert f"{code} " in text


def test_no_verb_shows_the_help_and_counts_as_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == cli.USAGE
    assert "rag build" in capsys.readouterr().out


def test_the_index_may_be_named_before_or_after_the_verb() -> None:
    for words in (["--index", "there", "check"], ["check", "--index", "there"]):
        assert cli.parser().parse_args(words).index == Path("there")
    assert cli.parser().parse_args(["check"]).index == Path("indexes")


@pytest.mark.parametrize(
    "words",
    [
        ["ask"],
        ["ask", "谁？", "--input", "q.jsonl", "--output", "p.jsonl"],
        ["ask", "--input", "q.jsonl"],
        ["ask", "谁？", "--output", "p.jsonl"],
        ["ask", "谁？", "--top-k", "0"],
        ["ask", "谁？", "--top-k", "many"],
        ["ask", "谁？", "--from", "yesterday"],
        ["search", "谁？", "--to", "2025-02-30"],
        ["add"],
        ["fly"],
    ],
)
def test_wrong_usage_is_told_apart(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(words)
    assert stop.value.code == cli.USAGE
    assert "rag" in capsys.readouterr().err


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == cli.FINE
    assert capsys.readouterr().out.startswith("wenbao ")


# What a mistake gets


def test_an_error_is_one_sentence_and_code_3(
    answering: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def verb() -> int:
        raise IndexFault("indexes: 没有索引。\nNo index; run `rag build`.")

    answering(verb)
    assert cli.main(["check"]) == cli.REFUSED
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == "rag check: indexes: 没有索引。 No index; run `rag build`.\n"


def test_a_defect_of_ours_is_a_sentence_too(
    answering: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    answering(lambda: 1 // 0)
    assert cli.main(["check"]) == cli.BROKEN
    assert capsys.readouterr().err.count("\n") == 1
    assert cli.main(["--traceback", "check"]) == cli.BROKEN
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_stops_without_a_traceback(
    answering: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def verb() -> int:
        raise KeyboardInterrupt

    answering(verb)
    assert cli.main(["check"]) == cli.STOPPED
    assert "Stopped" in capsys.readouterr().err


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    code = (
        "import sys, rag.cli, rag.cli.verbs\n"
        "rag.cli.verbs.VERBS['check'] = lambda _: [rag.cli.verbs.say('行' * 99) for _ in range(9999)] and 0\n"
        "sys.exit(rag.cli.main(['check']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    assert (process.wait(), errors) == (0, b"")


def test_chinese_comes_out_whatever_the_terminal_speaks() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "rag", "--help"], capture_output=True, env=environment, cwd=ROOT, check=True
    )
    assert "向报纸提问" in done.stdout.decode("utf-8")


def test_a_missing_index_is_a_sentence_with_the_command_that_helps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["ask", "谁？"], ["search", "谁？"], ["articles"]):
        assert cli.main([*words, "--index", str(tmp_path / "none")]) == cli.REFUSED
        error = capsys.readouterr().err
        assert "rag build" in error and error.count("\n") == 1


# What is shown


def test_the_answer_is_the_first_line_and_its_citation_follows() -> None:
    shown = lines(found())
    assert shown[0] == "1280米"
    assert shown[1].strip() == "大桥全长1280米，总投资3.6亿元。"
    assert shown[2].strip() == "【1】云河大桥建成通车 · 云河日报 · 2024-05-01 · 00.txt 第2段"
    assert "92%" in shown[3]


def test_what_is_unknown_is_said_to_be_unknown() -> None:
    assert terminal.place(citation(title="", newspaper="", date="")) == "无标题 · 日期不详 · 00.txt 第2段"


def test_a_verdict_a_value_and_the_question_as_understood_are_shown() -> None:
    value = Value("number", "35", "座", "35 座")
    shown = "\n".join(lines(found(text="三十五座", verdict="是", value=value, understood="桥多长？")))
    assert shown.startswith("是。三十五座")
    assert "即 35 座" in shown and "理解为：桥多长？" in shown


def test_other_values_come_with_their_own_citation() -> None:
    other = Alternative("990米", 0.4, (citation(quote="990米", date="2021-01-01"),), relation="conflict")
    shown = "\n".join(lines(found(alternatives=(other,))))
    assert "990米（不同说法）" in shown and "2021-01-01" in shown


def test_nothing_found_gives_the_reason_the_nearest_passages_and_another_question() -> None:
    shown = lines(not_found())
    assert shown[0] == "没有找到"
    assert any("隧道" in line for line in shown)
    assert any("大桥今日通车" in line for line in shown)
    assert any("可以改问" in line and "大桥多长？" in line for line in shown)


def test_a_terminal_sees_the_words_marked_and_a_file_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any("\x1b" in line for line in lines(found()))
    monkeypatch.setattr(terminal, "coloured", lambda _stream: True)
    assert f"大桥全长{terminal.MARK}1280米{terminal.PLAIN}，" in lines(found())[1]


def test_a_page_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.say(lines(found(text="\x1b]0;owned\x07\x9b2J\u202e米", citations=())))
    shown = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)
    assert "\\x1b]0;owned" in shown


def test_search_lists_where_each_passage_stands() -> None:
    first, second = terminal.candidate_lines(not_found().passages)
    assert first.startswith(" 1  云河大桥建成通车") and "a" * 16 + "[0:6] 大桥今日通车" in second


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_moving_line_on_a_terminal() -> None:
    screen = Screen()
    progress = terminal.Progress(screen)
    progress("reading", 1, 2)
    progress("reading", 2, 2)
    progress("embedding", 0, 8)
    progress.close()
    assert screen.getvalue().count("\n") == 2
    assert "█" * terminal.BAR + " 2/2" in screen.getvalue()


def test_progress_is_one_line_a_stage_in_a_log() -> None:
    log = io.StringIO()
    progress = terminal.Progress(log)
    for done in range(5):
        progress("reading", done, 4)
    progress("words", 0, 0)
    progress.close()
    assert log.getvalue() == f"{terminal.STAGES['reading']} 4/4\n"


# Articles as JSON


def test_an_article_is_listed_with_its_place_in_the_source(newspaper: tuple[Article, ...]) -> None:
    article = newspaper[0]
    fact = listed(article)
    for name in (
        "source",
        "kind",
        "kicker",
        "title",
        "subtitle",
        "byline",
        "newspaper",
        "paper",
        "date",
        "text",
    ):
        assert isinstance(fact[name], str), name
    assert (fact["start"], fact["end"]) == (0, len(article.text))
    assert fact["title"] == "云河大桥建成通车" and fact["byline"] == "本报记者 林舟"
    assert str(fact["body"]).startswith("昨日上午") and "林舟" not in str(fact["body"])
    json.dumps(fact, allow_nan=False)


def test_the_extent_reaches_over_repairs_and_out_of_order_columns() -> None:
    repair = Repair("character", 4, 5, 90, 91, "人", "入")
    article = Article("i", "s", "深入人心", (), (Run(0, 50, 2), Run(2, 10, 2)), (repair,))
    assert extent(article) == (10, 91)
    assert extent(Article("i", "s", "", (), ())) == (0, 0)


# The whole way, on the ten articles of the small newspaper


@pytest.fixture
def indexed(
    newspaper_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Any
) -> Callable[..., int]:
    """``rag`` on an index of the small newspaper, with an encoder and a reader that need no weights."""
    monkeypatch.setattr("rag.answer.pipeline.open_reader", lambda name="": PlainReader())
    for module in ("rag.index.builder", "rag.index.opened"):
        monkeypatch.setattr(f"{module}.open_encoder", lambda _name=None: encoder)
    where = ["--index", str(shutil.copytree(newspaper_index, tmp_path / "indexes"))]
    return lambda *words: cli.main([*words, *where])


def test_the_index_is_whole_and_a_second_build_changes_nothing(
    indexed: Callable[..., int], newspaper_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert indexed("check") == cli.FINE
    assert "Whole" in capsys.readouterr().out
    assert indexed("build", str(newspaper_folder)) == cli.FINE
    summary = capsys.readouterr().out
    assert "nothing changed" in summary and "10 篇文章" in summary


def test_a_damaged_index_fails_the_check(
    indexed: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    largest = max((tmp_path / "indexes").glob("1/*.npy"), key=lambda path: path.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[-1] ^= 1
    largest.write_bytes(data)
    assert indexed("check") == cli.NOT_FOUND
    assert largest.name in capsys.readouterr().out


def test_search_and_articles_list_what_is_there(
    indexed: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert indexed("search", "图书馆自习座位", "--json") == cli.FINE
    found = json.loads(capsys.readouterr().out)
    assert found[0]["title"] == "图书馆延长开放时间" and found[0]["source"].endswith(".txt")
    assert indexed("articles", "--json") == cli.FINE
    listed_articles = json.loads(capsys.readouterr().out)
    assert len(listed_articles) == 10
    one = listed_articles[0]["id"]
    assert indexed("articles", "--show", one[:8]) == cli.FINE
    assert listed_articles[0]["title"] in capsys.readouterr().out
    assert indexed("articles", "--show", "nobody") == cli.REFUSED
    assert "rag articles" in capsys.readouterr().err


def test_names_are_listed_with_their_posts_and_places(
    indexed: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert indexed("names", "局长") == cli.FINE
    told = capsys.readouterr().out
    assert "何平  市交通局局长" in told and "云河大桥建成通车" in told
    assert indexed("names", "局长", "--json") == cli.FINE
    (fact,) = json.loads(capsys.readouterr().out)
    assert (fact["name"], fact["roles"], fact["organisations"]) == ("何平", ["市交通局局长"], ["市交通局"])
    assert indexed("names", "并无此人") == cli.NOT_FOUND


def test_files_are_added_and_removed_by_name(
    indexed: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    extra = tmp_path / "extra.txt"
    extra.write_text("# 湿地公园开园\n\n本报讯 湿地公园昨日开园，占地三百亩。\n", encoding="utf-8")
    assert indexed("add", str(extra)) == cli.FINE
    assert indexed("remove", "extra.txt") == cli.FINE
    assert extra.exists()
    assert indexed("remove", "extra.txt") == cli.REFUSED
    assert "extra.txt" in capsys.readouterr().err


def test_a_question_is_answered_or_declined_and_the_code_says_which(
    indexed: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    code = indexed("ask", "云河大桥全长多少米？", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert code == (cli.FINE if answer["answerable"] else cli.NOT_FOUND)
    assert answer["passages"][0]["title"] == "云河大桥建成通车"
    for wrong in ("", "   ", "？" * 9, "字" * 100_000):
        assert indexed("ask", wrong) == cli.REFUSED
        assert capsys.readouterr().err.count("\n") == 1


def test_a_file_of_questions_is_answered_once_and_scored(
    indexed: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions, output = tmp_path / "q.jsonl", tmp_path / "p.jsonl"
    asked = [
        {
            "id": "1",
            "question": "云河大桥全长多少米？",
            "answers": ["1280米"],
            "evidence": "大桥全长1280米，总投资3.6亿元，双向六车道。",
            "answerable": True,
        },
        {"id": "2", "question": "谁获得一等奖？", "answers": ["王小雨"], "answerable": True},
    ]
    questions.write_text(
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in asked), encoding="utf-8"
    )
    assert indexed("ask", "--input", str(questions), "--output", str(output)) == cli.FINE
    first = output.read_text(encoding="utf-8")
    assert [json.loads(line)["id"] for line in first.splitlines()] == ["1", "2"]
    assert indexed("ask", "--input", str(questions), "--output", str(output)) == cli.FINE
    assert output.read_text(encoding="utf-8") == first
    capsys.readouterr()
    assert indexed("evaluate", str(questions), "--report", str(tmp_path / "run")) == cli.FINE
    plain = capsys.readouterr().out
    assert plain and "拿走答案所在文章" not in plain
    compared = ("--compare", str(tmp_path / "run"), "--without-gold")
    assert indexed("evaluate", str(questions), *compared) == cli.FINE
    assert "拿走答案所在文章" in capsys.readouterr().out
    assert indexed("evaluate", str(tmp_path / "none.jsonl")) == cli.REFUSED


def test_something_else_is_never_written_over(
    indexed: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions, diary = tmp_path / "q.jsonl", tmp_path / "diary.txt"
    questions.write_text('{"id": "1", "question": "大桥多长？"}\n', encoding="utf-8")
    for content in ("my diary", "my diary\n", '{"no": "id"}\n'):
        diary.write_text(content, encoding="utf-8")
        assert indexed("ask", "--input", str(questions), "--output", str(diary)) == cli.REFUSED
        assert diary.read_text(encoding="utf-8") == content
        assert "diary.txt" in capsys.readouterr().err


def test_what_serving_needs_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr("rag.page.serve", lambda _folder, **settings: given.update(settings))
    words = ["serve", "--auth", "anna:a-long-password", "--port", "7999", "--mcp", "--proxy", "10.0.0.1"]
    assert cli.main(words) == cli.FINE
    assert (given["host"], given["port"], given["mcp"]) == ("127.0.0.1", 7999, True)
    assert (given["auth"], given["proxy"]) == ("anna:a-long-password", "10.0.0.1")


# Nothing is asked of the network


def test_the_doctor_refuses_connections_and_counts_them(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = (
            "import socket, rag.cli.doctor\n"
            "attempts = rag.cli.doctor.refuse_connections()\n"
            f"try: socket.create_connection(('127.0.0.1', {server.getsockname()[1]}))\n"
            "except OSError as error: print(len(attempts) > 0, 'refuses' in str(error))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
        )
    assert done.stdout == "True True\n"

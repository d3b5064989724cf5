"""Numbers for a monitor, lines for a log, settings from three places: true, named, and without a word of a question."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fake_library import FakeLibrary
from serving import served

from rag import cli
from rag.access import accounts
from rag.cli import configuration
from rag.errors import QuestionError, RagError
from rag.page.server import trace
from rag.page.service.meter import Meter
from rag.types import Article

QUESTION = "云河大桥全长多少米？"
NOWHERE = "月球背面的温度？"


def ask(address: str, question: str, **headers: str) -> httpx.Response:
    body = {"messages": [{"role": "user", "content": question}]}
    return httpx.post(f"{address}/v1/chat/completions", json=body, headers=headers, timeout=60)


def numbers(address: str, **headers: str) -> dict[str, float]:
    reply = httpx.get(f"{address}/metrics", headers=headers, timeout=60)
    assert reply.status_code == 200 and reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = (line.rpartition(" ") for line in reply.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


@pytest.fixture
def library(tmp_path: Path, newspaper: tuple[Article, ...]) -> FakeLibrary:
    return FakeLibrary(tmp_path, newspaper)


@pytest.fixture(scope="module")
def page(
    tmp_path_factory: pytest.TempPathFactory, newspaper: tuple[Article, ...]
) -> Iterator[tuple[str, FakeLibrary]]:
    library = FakeLibrary(tmp_path_factory.mktemp("index"), newspaper)
    with served(library) as address:
        yield address, library


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Write the whole process's log into a text, as JSON, and put everything back afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("rag")
    kept, level = list(root.handlers), ours.level
    into = io.StringIO()
    trace.set_up("json", "info", into)
    yield into
    root.handlers[:] = kept
    ours.setLevel(level)


# ---- numbers ----


def test_questions_are_counted_by_how_they_ended_and_by_stage(page: tuple[str, FakeLibrary]) -> None:
    address, library = page
    before = numbers(address)
    assert ask(address, QUESTION).status_code == 200 and ask(address, NOWHERE).status_code == 200
    begun = httpx.post(f"{address}/gradio_api/call/ask", json={"data": [QUESTION]}).json()["event_id"]
    told = httpx.get(f"{address}/gradio_api/call/ask/{begun}", timeout=60)
    assert "event: complete" in told.text
    assert ask(address, "").status_code == 400
    after = numbers(address)
    assert after["wenbao_ready"] == 1 and after["wenbao_index_version"] == 7
    assert after["wenbao_index_articles"] == len(library.articles())
    more = {name: after[name] - before.get(name, 0.0) for name in after}
    assert more['wenbao_questions_total{outcome="answered"}'] == 2
    assert more['wenbao_questions_total{outcome="not_found"}'] == 1
    assert more["wenbao_question_seconds_count"] == 3
    assert more['wenbao_stage_seconds_count{stage="search"}'] == 3
    assert more['wenbao_stage_seconds_sum{stage="read"}'] == pytest.approx(0.06)
    assert more['wenbao_http_requests_total{method="POST",status="400"}'] == 1
    assert after['wenbao_queue_length{queue="v1"}'] == after['wenbao_queue_length{queue="page"}'] == 0
    assert any(name.startswith("wenbao_build_info{") for name in after)


def test_what_could_not_be_answered_is_counted_too() -> None:
    meter = Meter()
    for error in (QuestionError("?"), RagError("broken"), ValueError("defect")):
        with pytest.raises(type(error)), meter.question("x"):
            raise error
    with pytest.raises(GeneratorExit), meter.question("x"):
        raise GeneratorExit
    found = {
        sample.labels["outcome"]: sample.value
        for metric in meter.registry.collect()
        for sample in metric.samples
        if sample.name == "wenbao_questions_total"
    }
    assert found == {"refused": 1, "failed": 2, "left": 1}


def test_who_is_turned_away_is_counted(library: FakeLibrary) -> None:
    from rag.page.security.rate_limit import Bucket
    from rag.page.security.waiting_line import Full, Line

    bucket, line = Bucket(0.0, 1.0), Line(waiting=0, each=0)
    library.meter.watch(library, dict, lambda: {"rate": bucket.refused, "line": line.refused})
    assert [bucket.take("a") for _ in range(3)] == [True, False, False]
    with pytest.raises(Full):
        line.check("a")
    found = [sample for metric in library.meter.registry.collect() for sample in metric.samples]
    assert {one.labels["why"]: one.value for one in found if one.name == "wenbao_refused_total"} == {
        "rate": 2,
        "line": 1,
    }


def test_numbers_are_read_before_the_index_is_open(library: FakeLibrary) -> None:
    """A monitor that asks early must not wait for the index, nor open it."""
    library.meter.watch(library, dict, dict)
    found = {one.name: one.value for metric in library.meter.registry.collect() for one in metric.samples}
    assert found["wenbao_ready"] == 0 and found["wenbao_index_articles"] == 0


def test_numbers_are_for_those_who_may_ask(library: FakeLibrary) -> None:
    path = library.folder / accounts.FILE
    accounts.add(path, "monitor", "reader", "a-long-password")
    token = accounts.new_token(path, "monitor")
    with served(library) as address:
        assert httpx.get(f"{address}/metrics").status_code == 401
        assert numbers(address, authorization=f"Bearer {token}")["wenbao_ready"] == 1


# ---- lines ----


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_has_one_name_in_its_answer_and_in_every_line(
    page: tuple[str, FakeLibrary], log: io.StringIO
) -> None:
    address, _ = page
    named = ask(address, QUESTION, **{"x-request-id": "proxy-0123456789"})
    own = ask(address, NOWHERE)
    forged = ask(address, NOWHERE, **{"x-request-id": 'a" b={}'})
    begun = httpx.post(f"{address}/gradio_api/call/ask", json={"data": [QUESTION]})
    httpx.get(f"{address}/gradio_api/call/ask/{begun.json()['event_id']}", timeout=60)
    assert named.headers["x-request-id"] == "proxy-0123456789"
    assert re.fullmatch("[0-9a-f]{16}", own.headers["x-request-id"])
    assert re.fullmatch("[0-9a-f]{16}", forged.headers["x-request-id"])
    for reply in (named, own, begun):
        of_it = [one for one in lines(log) if one.get("request") == reply.headers["x-request-id"]]
        assert {"request", "question"} <= {one["message"] for one in of_it}, log.getvalue()
    asked = next(one for one in lines(log) if one["message"] == "question")
    assert asked["outcome"] == "answered" and asked["search_seconds"] == 0.01
    assert asked["index_version"] == "7" and asked["length"] == len(QUESTION)


def test_no_line_holds_a_word_of_a_question(
    page: tuple[str, FakeLibrary], log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, library = page

    def broken(question: str, **_: object) -> Iterator[object]:
        try:
            raise KeyError(question)
        except KeyError as error:
            raise ValueError(f"cannot read {question}") from error
        yield

    ask(address, QUESTION)
    httpx.get(f"{address}/?q={QUESTION}")
    monkeypatch.setattr(library, "_steps", broken)
    told = ask(address, QUESTION)
    number = re.search("编号 ([0-9a-f]+)", told.text)
    assert told.status_code == 503 and number
    text = log.getvalue()
    assert "大桥" not in text and "\\u5927" not in text and "%E5%A4%A7" not in text
    failed = next(one for one in lines(log) if number[1] in str(one["message"]))
    assert "ValueError" in str(failed["error"]) and "KeyError" in str(failed["error"])
    assert re.search(r"test_operation\.py:\d+ broken", str(failed["error"]))


def test_a_slow_question_is_logged_without_its_text(
    page: tuple[str, FakeLibrary], log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, library = page
    monkeypatch.setattr(library.meter, "slow", 1e-9)
    list(library.stages(QUESTION))
    slow = [one for one in lines(log) if one["message"] == "slow question"]
    assert len(slow) == 1 and slow[0]["level"] == "warning" and "大桥" not in log.getvalue()
    monkeypatch.setattr(library.meter, "slow", 0)
    list(library.stages(QUESTION))
    assert sum(one["message"] == "slow question" for one in lines(log)) == 1


def test_a_line_of_text_stays_one_line_whatever_it_holds() -> None:
    record = logging.LogRecord("rag.page", logging.WARNING, "", 0, "name %s", ("a\nb\x1b[31m",), None)
    record.fields = {"path": "/\r\n/x"}
    told = trace.Lines("text").format(record)
    assert "\n" not in told and "\x1b" not in told and "path=/\\u000d\\u000a/x" in told


def test_a_foreign_line_is_cut_before_it_quotes() -> None:
    words = "Task exception was never retrieved\nfuture: <Task exception=ValueError('云河大桥')>"
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, words, (), None)
    for form in trace.FORMS:
        assert "大桥" not in trace.Lines(form).format(record)


# ---- settings ----


def test_a_flag_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "wenbao.conf"
    file.write_text("[serve]\nport = 7001\nhost = 10.0.0.1\nmcp = yes\nslow = 2.5\n", encoding="utf-8")
    said = {"WENBAO_CONFIG": str(file), "WENBAO_PORT": "7002", "WENBAO_HOST": "10.0.0.2"}
    found = configuration.resolve({"port": 7003, "host": None}, environment=said)
    assert {name: found[name].value for name in ("port", "host", "mcp", "slow", "log-format")} == {
        "port": 7003,
        "host": "10.0.0.2",
        "mcp": True,
        "slow": 2.5,
        "log-format": "text",
    }
    assert [found[name].origin for name in ("port", "host", "mcp", "slow", "log-format")] == [
        "--port",
        "WENBAO_HOST",
        str(file),
        str(file),
        "",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[serve]\nprot = 7001\n", "prot.*port"),
        ("[server]\nport = 7001\n", r"\[server\]"),
        ("[serve]\nport = many\n", "port.*many"),
        ("[serve]\nslow = nan\n", "slow.*nan"),
        ("[serve]\nlog-format = xml\n", "log-format.*text json"),
        ("[serve]\nauth = anna:secret-password\n", "rag account add"),
        ("port = 7001\n", r"\[serve\]"),
    ],
)
def test_a_file_that_says_something_else_is_refused_by_name(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "wenbao.conf"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RagError, match=words) as refused:
        configuration.resolve(file=file, environment={})
    assert "wenbao.conf" in str(refused.value) and "secret-password" not in str(refused.value)


def test_a_wrong_variable_is_named_and_a_missing_file_too(tmp_path: Path) -> None:
    with pytest.raises(RagError, match=r"WENBAO_LOG_LEVEL.*loud"):
        configuration.resolve(environment={"WENBAO_LOG_LEVEL": "loud"})
    with pytest.raises(RagError, match=r"nowhere\.conf"):
        configuration.resolve(file=tmp_path / "nowhere.conf", environment={})


def test_the_doctor_tells_every_setting_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("rag.cli.doctor._models", lambda: iter(()))
    monkeypatch.setenv("WENBAO_AUTH", "anna:secret-password")
    monkeypatch.setenv("WENBAO_STORE_TOKEN", "secret-token")
    monkeypatch.setenv("WENBAO_LOG_FORMAT", "json")
    assert cli.main(["doctor", "--index", str(tmp_path / "none")]) == cli.NOT_FOUND
    told = capsys.readouterr().out
    for setting in configuration.SETTINGS:
        assert setting.name in told
    assert "json  (WENBAO_LOG_FORMAT)" in told and "WENBAO_STORE_TOKEN" in told and "secret" not in told


def test_what_is_set_reaches_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}
    monkeypatch.setattr("rag.page.serve", lambda _folder, **settings: given.update(settings))
    monkeypatch.setenv("WENBAO_SLOW", "3")
    monkeypatch.setenv("WENBAO_MCP", "1")
    assert cli.main(["serve", "--log-format", "json", "--no-mcp"]) == cli.FINE
    assert (given["slow"], given["log_format"], given["log_level"], given["mcp"]) == (
        3.0,
        "json",
        "warning",
        False,
    )

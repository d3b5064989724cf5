"""Files that were made to harm whoever reads them: their reader dies, they are named, the rest is read."""

import os
import signal
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.documents import Limits, Refusal, read, read_all, sandbox
from rag.documents.source import Refused, Source
from rag.errors import DocumentError

STORY = "本报讯 云河大桥昨日通车，大桥全长1280米。"
PAGE = f"<html><body><h1>云河大桥通车</h1><p>{STORY}</p></body></html>"
SMALL = Limits(memory_bytes=300_000_000, picture_memory_bytes=300_000_000)


@pytest.fixture(autouse=True)
def no_reader_before() -> Iterator[None]:
    sandbox._end_all()
    yield
    sandbox._end_all()


def twice_deflated(operators: int) -> bytes:
    """A PDF whose one page draws a letter so many times; a million take some 600 MB, and 722 bytes of disk."""
    drawn = zlib.compress(zlib.compress(b"BT /F1 12 Tf 10 10 Td\n" + b"(A) Tj\n" * operators + b"ET", 9), 9)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\n"
    return body + head + b"startxref\n%d\n%%%%EOF" % len(body)


def built(folder: Path, limits: Limits) -> tuple[list[str], dict[str, str]]:
    refused: list[Refusal] = []
    found = [one.name for _, one in read_all([folder], refused.append, limits=limits)]
    return found, {one.name: one.reason for one in refused}


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such limit")
def test_a_page_that_eats_memory_is_named_and_the_files_beside_it_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(twice_deflated(2_000_000))
    (tmp_path / "c.html").write_text(PAGE, encoding="utf-8")
    assert (tmp_path / "b.pdf").stat().st_size < 1_000
    found, refused = built(tmp_path, SMALL)
    assert found == ["a.html", "c.html"] and list(refused) == ["b.pdf"]
    assert "300 MB 内存" in refused["b.pdf"] and "memory" in refused["b.pdf"]


def test_a_page_that_never_ends_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(twice_deflated(5_000_000))
    (tmp_path / "c.html").write_text(PAGE, encoding="utf-8")
    found, refused = built(tmp_path, Limits(step_seconds=2.0))
    assert found == ["c.html"] and "2 秒" in refused["b.pdf"] and "Too slow" in refused["b.pdf"]


def test_plain_text_needs_no_process_and_other_kinds_share_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    plain = sandbox.subprocess.Popen

    def counted(*args: Any, **more: Any) -> Any:
        started.append(args)
        return plain(*args, **more)

    monkeypatch.setattr(sandbox.subprocess, "Popen", counted)
    for number in range(1000):
        (tmp_path / f"{number}.txt").write_text(STORY, encoding="utf-8")
    assert len(built(tmp_path, Limits())[0]) == 1000 and not started
    for number in range(20):
        (tmp_path / f"{number}.html").write_text(PAGE, encoding="utf-8")
    assert len(built(tmp_path, Limits())[0]) == 1020 and len(started) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
def test_a_reader_that_was_killed_between_two_files_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    first = list(read(tmp_path / "a.html", "a.html"))
    idle = sandbox._idle[0]
    os.kill(idle._process.pid, signal.SIGKILL)
    idle._process.wait()
    assert list(read(tmp_path / "a.html", "a.html")) == first and sandbox._idle[0] is not idle


def test_a_reader_that_dies_over_a_file_is_the_refusal_of_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setattr(sandbox, "_START", "import os; os._exit(3)")
        with pytest.raises(Refused, match=r"a\.html：.*中途退出.*Its reader died"):
            list(read(tmp_path / "a.html", "a.html"))
    assert len(list(read(tmp_path / "a.html", "a.html"))) == 1


def test_where_no_process_can_be_started_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*args: object, **more: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(sandbox.subprocess, "Popen", none)
    with pytest.raises(DocumentError, match="Resource temporarily unavailable"):
        list(read(tmp_path / "a.html", "a.html"))


def test_what_is_read_apart_is_what_would_be_read_here(tmp_path: Path) -> None:
    from rag.documents.formats import read_source

    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.html.json").write_text('{"date": "2024-05-01", "byline": "\\ud800"}', encoding="utf-8")
    (one,) = read(tmp_path / "a.html", "a.html")
    source = Source("a.html", PAGE.encode(), one.sha256, lambda part: None, 1e12, metadata=one.metadata)
    assert [one] == list(read_source(source)) and one.metadata["date"] == "2024-05-01"


GOOD: dict[str, object] = {
    "name": "a.html",
    "media_type": "text/html",
    "sha256": "0" * 64,
    "text": STORY,
    "encoding": "utf-8",
    "loader": "html",
    "metadata": {},
    "whole": False,
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "another.html"},
        {"text": 3},
        {"text": "字" * 101},
        {"metadata": {"date": 3}},
        {"whole": "yes"},
        {"more": ""},
    ],
)
def test_what_comes_back_is_checked_before_it_is_believed(wrong: dict[str, object]) -> None:
    source = Source("a.html", b"x", "0" * 64, lambda part: None, 1e12, Limits(characters=100))
    assert sandbox._document(source, GOOD).text == STORY
    with pytest.raises(Refused, match=r"a\.html"):
        sandbox._document(source, GOOD | wrong)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_does_not_speak_into_our_pipes(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    list(read(tmp_path / "a.html", "a.html"))
    assert sandbox._idle
    child = os.fork()
    if not child:
        os._exit(len(sandbox._idle))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 and sandbox._idle

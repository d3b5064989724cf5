"""Watching files: one signal for each change that came to rest, and none for anything else."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag import cli
from rag.cli.watch import State, look, settled


def state(text: str) -> State:
    return frozenset((name, 1, 1) for name in text)


def signals(seen: Iterable[str]) -> list[State]:
    looks = [state(text) for text in seen]
    coming = iter(looks)
    return list(settled(lambda: next(coming), lambda: None, looks=len(looks)))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (["a"], ["a"]),
        (["a", "a", "a"], ["a"]),
        (["a", "ab", "ab", "ab"], ["a", "ab"]),
        (["a", "ab"], ["a"]),  # not yet at rest
        (["a", "ab", "abc", "abcd", "abcd"], ["a", "abcd"]),  # still being copied
        (["a", "ab", "a", "a"], ["a"]),  # undone before it settled
        (["a", "ab", "ab", "a", "a"], ["a", "ab", "a"]),
        (["", "a", "a"], ["", "a"]),
    ],
)
def test_a_signal_for_each_change_that_came_to_rest(seen: list[str], expected: list[str]) -> None:
    assert signals(seen) == [state(text) for text in expected]


def test_a_change_while_the_caller_was_busy_is_seen_afterwards() -> None:
    now = ["a"]
    found = []
    for each in settled(lambda: state(now[0]), lambda: None, looks=4):
        found.append(each)
        now[0] = "ab"
    assert found == [state("a"), state("ab")]


def test_a_look_sees_size_and_time_of_what_stands_there(tmp_path: Path) -> None:
    folder, index = tmp_path / "pages", tmp_path / "pages" / "index"
    (folder / "deep").mkdir(parents=True)
    index.mkdir()
    paths = [folder, tmp_path / "alone.txt", tmp_path / "missing.txt"]
    for file in (folder / "a.txt", folder / "deep" / "b.txt", folder / ".hidden", index / "c", paths[1]):
        file.write_text("一", encoding="utf-8")
    before = look(paths, index)
    assert {Path(name).name for name, _, _ in before} == {"a.txt", "b.txt", "alone.txt"}
    (index / "c").write_text("索引写了东西", encoding="utf-8")
    assert look(paths, index) == before
    (folder / "a.txt").write_text("一二", encoding="utf-8")
    assert look(paths, index) != before


def test_build_watch_publishes_once_for_each_change_until_ctrl_c(
    newspaper_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    encoder: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for module in ("rag.index.builder", "rag.index.opened"):
        monkeypatch.setattr(f"{module}.open_encoder", lambda _name=None: encoder)

    def steps() -> Iterator[None]:
        yield
        (newspaper_folder / "03.txt").write_text("# 梨园\n\n梨树今年结果一百八十斤。\n", encoding="utf-8")
        yield
        yield
        for file in newspaper_folder.iterdir():
            file.unlink()
        yield
        yield
        raise KeyboardInterrupt

    waiting = steps()
    wait: Callable[[float], None] = lambda _seconds: next(waiting)  # noqa: E731
    monkeypatch.setattr("rag.cli.verbs.time.sleep", wait)
    where = tmp_path / "indexes"
    assert cli.main(["build", str(newspaper_folder), "--watch", "--index", str(where)]) == cli.FINE
    told = capsys.readouterr().out
    assert "version 1" in told and "version 2" in told and "version 3" not in told
    assert "更改 1 changed" in told
    assert told.count("Not built this time") == 1, "an emptied folder leaves the index as it was"
    assert "No longer watching" in told.splitlines()[-1]

"""Every regular expression over texts of any length: twice the text, twice the steps, whatever the text is made of."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from regex_steps import Engine, TooMany, hard

import rag.articles
import rag.documents
import rag.text

ROOMS = (rag.text, rag.documents, rag.articles)
SEARCHED = r"\b{0}\b[\w\[\].]*\.(?:search|finditer|sub|subn|split|findall)\("
SIZES = (24, 48, 96)
ENDS = ("\0", "\0" * 8)  # fits nothing; the longer one is too long for what a finite bound lets through


@pytest.fixture(autouse=True)
def _deep() -> Iterator[None]:
    """The count goes a few calls deeper for each repetition."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(6000)
    yield
    sys.setrecursionlimit(before)


def expressions() -> Iterator[tuple[str, "re.Pattern[str]", bool]]:
    """Yield name and expression of the rooms that read what others wrote, and whether it is looked for anywhere."""
    seen: set[tuple[str, int]] = set()
    for room in ROOMS:
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if module.name.endswith("__main__"):
                continue
            loaded = importlib.import_module(module.name)
            source = Path(str(loaded.__file__)).read_text(encoding="utf-8")
            for name, value in vars(loaded).items():
                for one in _patterns(value):
                    key = (one.pattern, one.flags)
                    if key not in seen:
                        seen.add(key)
                        plain = isinstance(value, re.Pattern)
                        anywhere = not plain or bool(re.search(SEARCHED.format(re.escape(name)), source))
                        yield f"{module.name}.{name}", one, anywhere


def _patterns(value: object) -> Iterator["re.Pattern[str]"]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, list | tuple | frozenset | set):
        for one in value:
            yield from _patterns(one)
    elif isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _patterns(one)


def grows(pattern: "re.Pattern[str]", piece: str, anywhere: bool) -> bool:
    """Say whether the steps grow faster than the text that a piece is repeated to."""
    return any(_grows(pattern, piece, end, anywhere) for end in ENDS)


def _grows(pattern: "re.Pattern[str]", piece: str, end: str, anywhere: bool) -> bool:
    counts = []
    for size in SIZES:
        engine = Engine(pattern, piece * (size // len(piece) + 1) + end)
        try:
            counts.append(engine.everywhere() if anywhere else engine.here())
        except TooMany:
            return True
    first, second, third = counts
    return third - second > 2.6 * max(second - first, SIZES[0])


EXPRESSIONS = list(expressions())


def test_there_are_expressions_to_look_at() -> None:
    assert len(EXPRESSIONS) > 100 and sum(anywhere for _, _, anywhere in EXPRESSIONS) > 30


@pytest.mark.parametrize(
    ("pattern", "fast"),
    [(r"a+b", False), (r"a{1,40}b", True), (r"(?:a+)+$", False), (r"\s*\n", False), (r"ab*c", True)],
)
def test_the_count_tells_what_grows(pattern: str, fast: bool) -> None:
    compiled = re.compile(pattern)
    assert fast != any(grows(compiled, piece, True) for piece in hard(compiled) or {"a"})


@pytest.mark.parametrize(("name", "pattern", "anywhere"), EXPRESSIONS, ids=[one[0] for one in EXPRESSIONS])
def test_no_text_makes_an_expression_slow(name: str, pattern: "re.Pattern[str]", anywhere: bool) -> None:
    slow = sorted(piece for piece in hard(pattern) if grows(pattern, piece, anywhere))
    assert not slow, f"{name} {pattern.pattern!r} grows with {slow}: bound its repetitions"

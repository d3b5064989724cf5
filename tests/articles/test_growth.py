"""Twice as long a page costs twice the work, not four times: counted in steps of the interpreter, never in time."""

import random
import sys
from types import FrameType
from typing import Any

import pytest

from rag.articles import find_articles
from rag.types import Document

# What a hostile page is made of: each repeats without end. The first held everybody for 34 seconds.
UNITS = {
    "headlines": "# 标题\n",
    "headlines and prose": "# 标题\n\n本报讯 正文一句话在这里。\n\n",
    "lines without an end": "正文一句话在这里，没有，\n\n",
    "sentences": "张三说，要做好。\n",
    "bylines": "本报记者 张三\n",
    "jumps": "（下转第二版）\n",
    "quotations": "“人生如此”\n",
    "one line": "字",
    "rules": "---\n",
}


def steps(text: str) -> int:
    """Count the lines that the interpreter runs, and the comparisons that it does for lists."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += 1
        return trace

    document = Document("a.txt", "text/plain", "0" * 64, text, "utf-8", "plain")
    sys.settrace(trace)
    try:
        find_articles(document)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_the_work_grows_with_the_page(unit: str) -> None:
    def page(size: int) -> str:
        return unit * (size // len(unit))

    steps(page(400))  # loads dictionaries
    first, second, third = (steps(page(size)) for size in (500, 1000, 2000))
    assert third - second <= 2.6 * max(second - first, 400)


def test_letter_pairs_of_a_headline_without_an_end_are_bounded() -> None:
    from rag.articles.segmentation.lines import find_lines
    from rag.articles.segmentation.neighbours import Surroundings
    from rag.articles.segmentation.paragraphs import find_units

    pick = random.Random(3)
    heads = "".join(
        "# " + "".join(chr(0x4E00 + pick.randrange(9000)) for _ in range(9)) + "\n" for _ in range(300)
    )
    page = Surroundings(find_units(find_lines(heads + "\n本报讯 云河大桥昨日通车。\n")))
    assert max(len(above) for above, _ in page.near_heads) < 500
    assert max(map(len, page.full_heads)) < 5000

"""A saved web page -> its story, with the headline, newspaper, date and byline that the page states.

Does not run scripts and loads nothing. ``stated`` reads what the page says of itself, ``story`` chooses the main text
by where the sentences stand: docs/formats.md tells how both compare with the libraries for it.
"""

import re
from collections.abc import Iterator

from lxml import etree

from rag.documents.file_kinds import cure_of
from rag.documents.formats.plain import decoded
from rag.documents.source import Source, add_warning, too_large
from rag.documents.web.blocks import DATELINE, Block, blocks, body_of, prune, render, tree
from rag.documents.web.head import Head, head_of
from rag.documents.web.stated import stated
from rag.documents.web.story import Story, has_sentence, story_of
from rag.types import Document

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)


def read(source: Source) -> Iterator[Document]:
    """Yield the one story (or the one page of stories) of the file."""
    if len(source.data) > 4 * source.limits.characters:  # most of a page is markup, but not all of it
        raise source.refused(too_large(len(source.data), 4 * source.limits.characters))
    if cure := cure_of(source.data, source.suffix):
        raise source.refused(cure)
    text, encoding, metadata = _text(source)
    root = tree(text)
    if root is None:
        raise source.refused("网页里没有内容。 There is nothing in this page.")
    head = head_of(root)
    waits = prune(root)
    body = body_of(root)
    if body is None:
        raise source.refused("网页里没有内容。 There is nothing in this page.")
    story = story_of(list(blocks(body)), body, head)
    found = stated(head, story.near if story.headline is not None else story.blocks[:8], story.below)
    if waits:
        words = "正文要等脚本才显示，已照读，请核对。 The story waits for a script: it was read all the same."
        add_warning(metadata, words)
    if not has_sentence(story.blocks):
        words = (
            "没有找到正文，可能要等脚本载入：请完全打开后再保存。 No story found: save it once it is loaded."
        )
        add_warning(metadata, words)
    title = _titled(story, head, body)
    yield source.document(
        render(story.blocks),
        media_type="text/html",
        loader="html",
        encoding=encoding,
        metadata={**({"title": title} if title else {}), **found, **metadata},
        whole=_is_one(root, story),
    )


def _text(source: Source) -> tuple[str, str, dict[str, str]]:
    """Decode by what the page declares when that is true, else as any text."""
    match = _CHARSET.search(source.data[:4096])
    if match:
        name = match.group(1).decode().lower().replace("gb2312", "gb18030").replace("gbk", "gb18030")
        try:
            return source.data.decode(name), name, {}
        except (UnicodeDecodeError, LookupError):
            pass
    return decoded(source)


def _titled(story: Story, head: Head, body: etree._Element) -> str:
    """Return the headline; set it above a story whose page has it only in its head."""
    if story.headline is not None:
        return story.headline.text
    title = next((block.text for block in story.blocks if block.level == 1), "") or head.title
    if title and not any(_same(title, block.text) for block in story.blocks):
        story.blocks.insert(0, Block(title, body, level=1))
    return title


def _is_one(root: etree._Element, story: Story) -> bool:
    """Tell a page of one story from a newspaper's page with several."""
    declared = story.headline is not None or len(root.findall(".//article")) == 1
    declared = declared or root.find(".//meta[@property='article:published_time']") is not None
    pairs = zip(story.blocks, story.blocks[1:], strict=False)
    stories = sum(1 for above, below in pairs if above.level and DATELINE.match(below.text))
    return declared and stories <= 1 and sum(block.level == 1 for block in story.blocks) <= 1


def _same(title: str, text: str) -> bool:
    plain = [re.sub(r"[\s\u3000]", "", words) for words in (title, text)]
    return plain[0] == plain[1] or (len(plain[1]) > 3 and plain[1] in plain[0])

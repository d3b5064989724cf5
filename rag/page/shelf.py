"""The components of browse and add -> what happens when articles are searched, added, removed, put back.

Knows nothing of answers. Uploaded files are copied out of Gradio's cache before anything reads them twice.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import QuestionError, RagError
from rag.page import find, render_lists, validate
from rag.page.events import data_of
from rag.page.guard import client_of, guarded, take
from rag.page.layout import Page
from rag.page.library import Library
from rag.page.limits import Bucket
from rag.page.translations import WORDS, say, text
from rag.types import Article, Filters

SHOWN = 30  # articles of a list drawn at once
FILES = 50  # uploaded together
ADDED = "added"  # folder beside the index versions that keeps what was added here


def connect(page: Page, library: Library, bucket: Bucket) -> None:
    """Attach the events of both tabs."""
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    _browse(page, library, private)
    if library.writable:
        _add(page, library, bucket, private)
    page.add.tab.select(guarded(lambda: documents(library)), None, page.add.documents, queue=False, **private)


def choices(
    articles: Sequence[Article], language: str
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the newspapers and the kinds that there are, each with "all" in front."""
    papers = [(text("every_paper", language), "")] + [
        (p, p) for p in sorted({a.newspaper for a in articles if a.newspaper})
    ]
    kinds = sorted({one.kind for one in articles})
    named = [(text(f"kind_{kind}", language) if f"kind_{kind}" in WORDS else kind, kind) for kind in kinds]
    return papers, [(text("every_kind", language), ""), *named]


def documents(library: Library, undo: str = "") -> str:
    """Return the list of the files in the index."""
    counts: dict[str, int] = {}
    for one in library.articles():
        counts[one.source] = counts.get(one.source, 0) + 1
    return render_lists.documents(sorted(counts.items()), library.writable, undo)


def _browse(page: Page, library: Library, private: dict[str, Any]) -> None:
    tab = page.browse
    inputs = [tab.query, tab.paper, tab.kind, tab.date_from, tab.date_to]

    def listed(query: object, paper: object, kind: object, first: object, last: object, shown: int) -> str:
        words = validate.text(query, name="query")
        filters = Filters(
            date_from=validate.date(first, name=WORDS["from_date"][0]),
            date_to=validate.date(last, name=WORDS["to_date"][0]),
            newspaper=validate.text(paper, name="newspaper"),
        )
        found = find.find(library.articles(), words, filters, validate.text(kind, name="kind"))
        return render_lists.browse(found, words, shown)

    @guarded
    def search(query: str, paper: object, kind: object, first: str, last: str) -> str:
        return listed(query, paper, kind, first, last, SHOWN)

    @guarded
    def more(query: str, paper: object, kind: object, first: str, last: str, event: gr.EventData) -> str:
        shown = data_of(event).get("shown")
        count = int(shown) if isinstance(shown, str) and shown.isdigit() and len(shown) < 6 else 0
        return listed(query, paper, kind, first, last, count + SHOWN)

    triggers = [
        tab.search.click,
        tab.query.submit,
        tab.paper.input,
        tab.kind.input,
        tab.date_from.submit,
        tab.date_to.submit,
        tab.tab.select,
    ]
    gr.on(triggers, search, inputs, tab.found, queue=False, **private)
    page.bus.more(more, inputs, tab.found, queue=False, **private)


def _add(page: Page, library: Library, bucket: Bucket, private: dict[str, Any]) -> None:
    tab = page.add
    inputs = [tab.files, tab.name, tab.paste]

    @guarded
    def preview(files: object, name: str, paste: str, request: gr.Request) -> tuple[str, Any]:
        take(bucket, client_of(request))
        found, refused = look(gather(library, files, name, paste, keep=False))
        return render_lists.preview(found, refused), gr.update(visible=True if found else "hidden")

    @guarded
    def confirm(files: object, name: str, paste: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        take(bucket, client_of(request))
        paths = [path for _, path in gather(library, files, name, paste, keep=True)]
        same = gr.skip()
        for stage, done, total in library.add(paths):
            yield (
                render_lists.notice(say("add_working", stage=stage, done=done, total=total)),
                gr.update(visible="hidden"),
                same,
                same,
                same,
                same,
            )
        line = render_lists.notice(say("add_done", count=len(paths), articles=len(library.articles())))
        yield line, gr.update(visible="hidden"), documents(library), None, "", ""

    @guarded
    def remove(event: gr.EventData) -> str:
        name = validate.text(data_of(event).get("name"), name="name", longest=1000)
        _keep(library, name)
        library.remove([name])
        return documents(library, undo=name)

    @guarded
    def restore(event: gr.EventData) -> str:
        name = validate.text(data_of(event).get("name"), name="name", longest=1000)
        for _ in library.add([_kept(library, name)]):
            pass
        return documents(library)

    one: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "change"}
    tab.preview.click(preview, inputs, [tab.found, tab.confirm], **private)
    tab.confirm.click(
        confirm,
        inputs,
        [tab.found, tab.confirm, tab.documents, tab.files, tab.name, tab.paste],
        **private,
        **one,
    )
    page.bus.remove(remove, None, tab.documents, **private, **one)
    page.bus.restore(restore, None, tab.documents, **private, **one)


def gather(
    library: Library, files: object, name: object, paste: object, *, keep: bool
) -> list[tuple[str, Path]]:
    """Return (name, path) of what was uploaded and pasted; ``keep`` copies it beside the index first."""
    uploads = [Path(one) for one in files if isinstance(one, str)] if isinstance(files, list) else []
    if len(uploads) > FILES:
        raise QuestionError(f"一次最多 {FILES} 个文件。 At most {FILES} files at once.")
    pasted = validate.text(paste, name=WORDS["add_paste"][0], longest=validate.PASTE_LENGTH)
    if not uploads and not pasted.strip():
        raise QuestionError(" ".join(WORDS["add_empty"]))
    folder = library.folder / ADDED
    folder.mkdir(exist_ok=True)
    found = []
    for path in uploads:
        plain = validate.file_name(path.name) or path.name
        found.append((plain, _copied(path, folder / plain) if keep else path))
    if pasted.strip():
        headline = pasted.strip().split("\n")[0][:40].strip("# ")
        plain = validate.file_name(name) or validate.file_name(headline) or "paste"
        plain = plain if plain.endswith((".txt", ".md")) else f"{plain}.txt"
        target = folder / (plain if keep else f".look-{plain}")
        target.write_text(pasted, encoding="utf-8")
        found.append((plain, target))
    return found


def _copied(path: Path, target: Path) -> Path:
    shutil.copyfile(path, target)
    return target


def look(paths: Sequence[tuple[str, Path]]) -> tuple[list[tuple[str, list[Article]]], list[tuple[str, str]]]:
    """Return the articles found in each file, and why each other file was refused."""
    from rag.articles import find_articles
    from rag.documents import read

    found: list[tuple[str, list[Article]]] = []
    refused = []
    for name, path in paths:
        try:
            for document in read(path, name):
                found.append((document.name, find_articles(document)))
        except RagError as error:
            refused.append((name, str(error)))
        finally:
            if path.name.startswith(".look-"):
                path.unlink(missing_ok=True)
    return found, refused


def _keep(library: Library, name: str) -> None:
    """Keep what a removal takes away, so that it can be put back."""
    if not (library.folder / ADDED / name).is_file() and Path(name).suffix in (".txt", ".md"):
        target = library.folder / ADDED / (validate.file_name(name) or "removed.txt")
        target.parent.mkdir(exist_ok=True)
        target.write_text(library.document(name).text, encoding="utf-8")


def _kept(library: Library, name: str) -> Path:
    path = library.folder / ADDED / (validate.file_name(name) or "removed.txt")
    if not path.is_file():
        raise QuestionError(
            "原文件不在这里，请重新添加。 The file is not here any more; please add it again."
        )
    return path

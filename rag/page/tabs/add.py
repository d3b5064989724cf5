"""The components of the add tab -> what happens when articles are looked over, added, removed, put back.

Knows nothing of answers. Uploaded files are copied out of Gradio's cache before anything reads them twice.
"""

import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import QuestionError, RagError
from rag.index import BuildReport
from rag.index.files import kept_in
from rag.page.render import addition as render_addition
from rag.page.render import drafts as render_drafts
from rag.page.render import lists as render_lists
from rag.page.security import validate
from rag.page.security.guard import client_of, editing, guarded, record, take
from rag.page.security.rate_limit import Bucket
from rag.page.security.safety import scratch
from rag.page.service import drafts, removed_files
from rag.page.service.drafts import Looked
from rag.page.service.removed_files import ADDED
from rag.page.service.shared_library import Library
from rag.page.tabs.ask import data_of
from rag.page.tabs.components import Page
from rag.page.words.translations import WORDS, say
from rag.types import Article

FILES = 50  # uploaded together
TICK = 1.0  # seconds between two words on how far looking has come
_PART = re.compile(
    r"(.+\.(?:zip|csv|tsv|json|jsonl|ndjson))[!#].*", re.IGNORECASE
)  # of a file of many articles
FIELDS = "(...all) => [...all.slice(0, -1), window.wenbao.fields()]"  # what was written in the preview
Refused = list[tuple[str, str]]
_LOOKED_AT = ".look-"  # how a pasted text is called while it is only looked at


def connect(page: Page, library: Library, bucket: Bucket) -> None:
    """Attach the events of the tab."""
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    if library.writable:
        _look(page, library, bucket, private)
        _add(page, library, bucket, private)
    page.add.tab.select(guarded(lambda: documents(library)), None, page.add.documents, queue=False, **private)


def documents(library: Library, told: str = "") -> str:
    """Return the list of the files in the index, under what is to be told of the last change."""
    counts: dict[str, int] = {}
    for one in library.articles():
        for source in (one.source, *one.copies):
            part = _PART.fullmatch(source)
            name = part[1] if part else source
            counts[name] = counts.get(name, 0) + 1
    return render_lists.documents(sorted(counts.items()), library.writable, told)


def reported(library: Library, report: BuildReport) -> str:
    """Return what an addition did, with the articles of every file that is new or was replaced."""
    names = {*report.added, *report.changed, *(new for _, new in report.renamed)}
    new = [one for one in library.articles() if names & {one.source, *one.copies}]
    return render_addition.addition(report, new, len(library.articles()), library.linked)


def _add(page: Page, library: Library, bucket: Bucket, private: dict[str, Any]) -> None:
    tab = page.add
    inputs = [tab.files, tab.name, tab.paste, tab.looked, tab.fields]

    @editing
    def confirm(
        files: object, name: str, paste: str, looked: object, fields: object, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        take(bucket, client_of(request))
        paths = chosen(library, (files, name, paste), looked, fields)
        same = gr.skip()
        hidden = gr.update(visible="hidden")
        for step in library.add(paths):
            if isinstance(step, tuple):
                stage, done, total = step
                line = render_lists.notice(say("add_working", stage=stage, done=done, total=total))
                yield line, hidden, same, same, same, same
            else:
                record(library.folder, "add", [path.name for path in paths], request)
                yield reported(library, step), hidden, documents(library), None, "", ""

    @editing
    def remove(event: gr.EventData, request: gr.Request) -> str:
        name = validate.text(data_of(event).get("name"), name="name", longest=1000)
        can_return = removed_files.keep(library, name)
        library.remove([name])
        record(library.folder, "remove", [name], request)
        return documents(library, render_addition.removed(name, can_return))

    @editing
    def restore(event: gr.EventData, request: gr.Request) -> str:
        name = validate.text(data_of(event).get("name"), name="name", longest=1000)
        told = ""
        for step in library.add([removed_files.again(library, name)]):
            told = "" if isinstance(step, tuple) else reported(library, step)
        record(library.folder, "restore", [name], request)
        return documents(library, told)

    one: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "change"}
    tab.confirm.click(
        confirm,
        inputs,
        [tab.found, tab.confirm, tab.documents, tab.files, tab.name, tab.paste],
        js=FIELDS,
        **private,
        **one,
    )
    page.bus.remove(remove, None, tab.documents, **private, **one)
    page.bus.restore(restore, None, tab.documents, **private, **one)


def _look(page: Page, library: Library, bucket: Bucket, private: dict[str, Any]) -> None:
    """Attach looking over what was chosen, with a bar that fills and a way to stop."""
    tab = page.add
    hide, shown = gr.update(visible="hidden"), gr.update(visible=True)

    @editing
    def preview(files: object, name: str, paste: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        take(bucket, client_of(request))
        try:
            paths = gather(library, files, name, paste, keep=False)
            found: list[Looked] = []
            refused: Refused = []
            for step in look_over(paths):
                if isinstance(step, str):
                    yield step, hide, hide, shown, None
                else:
                    found, refused = step
            much = sum(draft.length for one in found for draft in one.drafts) > drafts.CORRECTABLE
            html = render_drafts.drafts(found, refused, fixed=much)
            state = None if much else (tuple(found), refused)
            yield html, (shown if found else hide), shown, hide, state
        except RagError as error:
            yield render_lists.trouble(str(error)), hide, shown, hide, None

    @editing
    def correct(looked: object, event: gr.EventData) -> tuple[str, object]:
        return corrected(looked, data_of(event))

    @guarded
    def forget() -> tuple[str, Any, None]:
        return "", hide, None

    @guarded
    def stop() -> tuple[Any, ...]:
        return render_lists.notice(say("add_stopped")), hide, shown, hide, None

    page.bus.draft(correct, tab.looked, [tab.found, tab.looked], queue=False, **private)
    outputs = [tab.found, tab.confirm, tab.preview, tab.stop, tab.looked]
    looking = tab.preview.click(preview, [tab.files, tab.name, tab.paste], outputs, **private)
    tab.stop.click(stop, None, outputs, cancels=[looking], queue=False, **private)
    # what was looked over is not what would be put in any more
    gr.on(
        [tab.files.upload, tab.files.clear, tab.files.delete, tab.name.input, tab.paste.input],
        forget,
        None,
        [tab.found, tab.confirm, tab.looked],
        queue=False,
        **private,
    )


def _kept(looked: object) -> tuple[tuple[Looked, ...], Refused]:
    """Return what the session keeps of the last preview: nothing before there is one."""
    return looked if isinstance(looked, tuple) else ((), [])


def corrected(looked: object, data: Mapping[str, object]) -> tuple[str, object]:
    """Return the preview after an article was joined or parted, and what the session keeps of it."""
    files, refused = _kept(looked)
    file, number = drafts.place(data.get("at"), files)
    files = drafts.filled(files, data.get("fields"))
    if data.get("act") == "merge":
        files, number = drafts.merged(files, (file, number)), number - 1
    else:
        line = data.get("line")
        before = int(line) if isinstance(line, str) and line.isdigit() and len(line) < 6 else line
        files = drafts.parted(files, (file, number), before)
    return render_drafts.drafts(files, refused, f"{file}.{number}"), (files, refused)


def chosen(library: Library, given: tuple[object, str, str], looked: object, fields: object) -> list[Path]:
    """Return the files to put in, as they came or were corrected; nothing is written when a field is wrong."""
    files = drafts.filled(_kept(looked)[0], fields)
    if files and not any(draft.wanted for one in files for draft in one.drafts):
        raise QuestionError(" ".join(WORDS["draft_none"]))
    return drafts.put_in(files, gather(library, *given, keep=True))


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
    with kept_in(library.folder):
        return _gathered(library.folder / ADDED, uploads, name, pasted, keep)


def _gathered(
    folder: Path, uploads: Sequence[Path], name: object, pasted: str, keep: bool
) -> list[tuple[str, Path]]:
    if keep:
        folder.mkdir(exist_ok=True)
        for left in folder.glob(f"{_LOOKED_AT}*"):  # by an earlier version that was killed while it looked
            left.unlink(missing_ok=True)
    found = []
    for path in uploads:
        plain = validate.file_name(path.name) or path.name
        found.append((plain, _copied(path, folder / plain) if keep else path))
    if pasted.strip():
        headline = pasted.strip().split("\n")[0][:40].strip("# ")
        plain = validate.file_name(name) or validate.file_name(headline) or "paste"
        plain = plain if plain.endswith((".txt", ".md")) else f"{plain}.txt"
        # what is only looked at lies where the next start clears up after one that was killed
        target = folder / plain if keep else scratch() / f"{_LOOKED_AT}{secrets.token_hex(8)}-{plain}"
        target.write_text(pasted, encoding="utf-8")
        found.append((plain, target))
    return found


def _copied(path: Path, target: Path) -> Path:
    shutil.copyfile(path, target)
    return target


def look_over(paths: Sequence[tuple[str, Path]]) -> Iterator[str | tuple[list[Looked], Refused]]:
    """Yield how far looking has come, again and again within one long file too, and last what was found and refused."""
    found: list[Looked] = []
    refused: Refused = []
    sizes = [path.stat().st_size for _, path in paths]
    begun = time.monotonic()
    pool = ThreadPoolExecutor(1, "look")
    try:
        for number, one in enumerate(paths):
            work = pool.submit(look, [one])
            pause = 0.0
            while not wait([work], pause).done:
                pause = TICK
                yield _so_far([name for name, _ in paths], number, sizes, time.monotonic() - begun)
            each, not_taken = work.result()
            if each:
                found.append(drafts.looked(one[0], [article for _, some in each for article in some]))
            refused += not_taken
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # who stopped does not wait for the file under way
    yield found, refused


def _so_far(names: Sequence[str], number: int, sizes: Sequence[int], passed: float) -> str:
    """Return which file is looked at, for how long it has been going on and, from the sizes, how long it will."""
    behind = sum(sizes[:number])
    told = [say("add_looking", done=number + 1, total=len(names), name=names[number])]
    told.append(say("add_passed", seconds=round(passed)))
    if behind:
        told.append(say("add_left", seconds=round(passed * (sum(sizes) - behind) / behind)))
    return render_lists.bar(" ".join(told), behind, sum(sizes))


def look(paths: Sequence[tuple[str, Path]]) -> tuple[list[tuple[str, list[Article]]], list[tuple[str, str]]]:
    """Return the articles found in each file, and why each other file was refused."""
    from rag.articles import find_articles
    from rag.documents import Refusal, read

    found: list[tuple[str, list[Article]]] = []
    refused: list[tuple[str, str]] = []

    def refuse(part: Refusal) -> None:
        refused.append((part.name, part.reason))

    for name, path in paths:
        try:
            found.extend((document.name, find_articles(document)) for document in read(path, name, refuse))
        except RagError as error:
            refused.append((name, str(error)))
        finally:
            if path.name.startswith(_LOOKED_AT):
                path.unlink(missing_ok=True)
    return found, refused

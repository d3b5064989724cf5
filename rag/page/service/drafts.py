"""Articles found in new files -> the same as a reader corrects them, and the file that is put in for a corrected page.

Knows nothing of HTML. A page that nobody touched goes in as it is; of a corrected one the articles go in, one a row
of JSON Lines, each read whole, so that what was joined or parted stays so.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.page.security import validate
from rag.page.words.translations import WORDS
from rag.types import Article

CORRECTABLE = 3_000_000  # characters looked over at once; of more, nothing is kept here to be corrected
SHOWN = 100  # articles of one file that are shown to be corrected; the rest goes in as it is
HEADLINE = 200  # characters of a headline, of a newspaper's name
_LINE = 60  # characters: a longer line, or one that ends a sentence, is no headline
_STOPS = tuple("。！？；…：，”")
_HEAD = ("kicker", "title", "subtitle")
_PLACE = re.compile(r"(\d{1,4})\.(\d{1,5})\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """One article on its way into the index: what is known of it, and its lines below the headline."""

    title: str
    lines: tuple[str, ...]
    newspaper: str = ""
    date: str = ""
    page: str = ""
    kicker: str = ""
    subtitle: str = ""
    kind: str = "news"
    wanted: bool = True

    @property
    def length(self) -> int:
        """The characters of the article."""
        return sum(map(len, (self.kicker, self.title, self.subtitle, *self.lines)))


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in one file, and what the reader made of it."""

    name: str
    found: tuple[Draft, ...]
    drafts: tuple[Draft, ...]

    @property
    def corrected(self) -> bool:
        """Whether anything is to go in otherwise than it was found."""
        return self.found != self.drafts


def looked(name: str, articles: Sequence[Article]) -> Looked:
    """Return the articles of a file, as they were found."""
    drafts = tuple(map(_draft, articles))
    return Looked(name, drafts, drafts)


def _draft(one: Article) -> Draft:
    lines = tuple(one.text[part.start : part.end] for part in one.parts if part.role not in _HEAD)
    head = {role: one.role(role) for role in _HEAD}
    return Draft(
        head["title"], lines, one.newspaper, one.date, one.page, head["kicker"], head["subtitle"], one.kind
    )


def place(value: object, files: Sequence[Looked]) -> tuple[int, int]:
    """Return which file and which article a browser means; raises QuestionError where there is no such article."""
    found = _PLACE.match(value) if isinstance(value, str) else None
    file, number = map(int, found.groups()) if found else (-1, -1)
    if not (0 <= file < len(files) and 0 <= number < len(files[file].drafts)):
        validate.refuse(
            "没有这一篇，请再看一遍。", "There is no such article; please look over the files again."
        )
    return file, number


def filled(files: Sequence[Looked], fields: object) -> tuple[Looked, ...]:
    """Return the files with what the reader wrote: [{at, title, newspaper, date, wanted}]."""
    made = [list(one.drafts) for one in files]
    for field in fields if isinstance(fields, list) else ():
        if isinstance(field, Mapping):
            file, number = place(field.get("at"), files)
            made[file][number] = _filled(made[file][number], field)
    return tuple(replace(one, drafts=tuple(each)) for one, each in zip(files, made, strict=True))


def _filled(draft: Draft, field: Mapping[object, object]) -> Draft:
    told = {
        key: " ".join(validate.text(field.get(key), name=WORDS[f"draft_{key}"][0], longest=HEADLINE).split())
        for key in ("title", "newspaper")
        if key in field
    }
    date = validate.date(field["date"], name=WORDS["draft_date"][0]) if "date" in field else draft.date
    same = " ".join(draft.title.split()) == told.get("title", "")  # spaces within a printed headline stay
    title = draft.title if same else told.get("title", draft.title)
    return replace(
        draft,
        title=title,
        newspaper=told.get("newspaper", draft.newspaper),
        date=date,
        wanted=field.get("wanted") is not False,
    )


def merged(files: Sequence[Looked], at: tuple[int, int]) -> tuple[Looked, ...]:
    """Return the files with an article put behind the one before it."""
    file, number = at
    drafts = files[file].drafts
    if number == 0:
        validate.refuse("前面没有文章可以并入。", "There is no article before this one.")
    first, second = drafts[number - 1], drafts[number]
    head = tuple(line for line in (second.kicker, second.title, second.subtitle) if line)
    one = replace(first, lines=(*first.lines, *head, *second.lines), wanted=first.wanted or second.wanted)
    return _with(files, file, (*drafts[: number - 1], one, *drafts[number + 1 :]))


def parted(files: Sequence[Looked], at: tuple[int, int], line: object) -> tuple[Looked, ...]:
    """Return the files with an article parted before a line, its headline from then on if it looks like one."""
    file, number = at
    drafts = files[file].drafts
    one = drafts[number]
    if len(one.lines) < 2:
        validate.refuse("只有一段，拆不开。", "It has one paragraph only and cannot be parted.")
    before = validate.number(line, name="line", lowest=1, highest=len(one.lines) - 1)
    first, *rest = one.lines[before:]
    headed = bool(rest) and len(first) <= _LINE and not first.rstrip().endswith(_STOPS)
    second = replace(
        one,
        title=first if headed else "",
        lines=tuple(rest if headed else (first, *rest)),
        kicker="",
        subtitle="",
    )
    two = (replace(one, lines=one.lines[:before]), second)
    return _with(files, file, (*drafts[:number], *two, *drafts[number + 1 :]))


def _with(files: Sequence[Looked], file: int, drafts: Iterable[Draft]) -> tuple[Looked, ...]:
    changed = replace(files[file], drafts=tuple(drafts))
    return (*files[:file], changed, *files[file + 1 :])


def put_in(files: Sequence[Looked], paths: Sequence[tuple[str, Path]]) -> list[Path]:
    """Return the files to put in: each as it came or, where it was corrected, its articles written beside it.

    ``paths`` are copies of our own. A corrected page's copy goes: the index must not find it again.
    """
    known = {one.name: one for one in files}
    taken = []
    for name, path in paths:
        one = known.get(name)
        if one is None or not one.corrected:
            taken.append(path)
            continue
        wanted = [draft for draft in one.drafts if draft.wanted]
        path.unlink(missing_ok=True)
        if wanted:
            target = path.with_name(f"{path.name}.jsonl")
            target.write_text("".join(map(_row, wanted)), encoding="utf-8", newline="\n")
            taken.append(target)
    return taken


def _row(draft: Draft) -> str:
    facts = {key: getattr(draft, key) for key in (*_HEAD, "newspaper", "date", "page")}
    row = {key: value for key, value in facts.items() if value}
    return json.dumps({**row, "text": "\n\n".join(draft.lines)}, ensure_ascii=False) + "\n"

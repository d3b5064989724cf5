"""Answers, candidates and articles -> lines for a person at a terminal; work in progress -> one moving line.

Knows nothing of how any of them was found. Colours only where a terminal shows them.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from rag.language.values import meant_by
from rag.types import Alternative, Answer, Article, Candidate, Citation

if TYPE_CHECKING:
    from rag.index.entities import Name

BOLD, MARK, FAINT, PLAIN = "\x1b[1m", "\x1b[1;33m", "\x1b[2m", "\x1b[0m"
OURS = re.compile(r"(\x1b\[(?:1|1;33|2|0)m)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
STAGES = {
    "reading": "读文件 reading",
    "embedding": "算向量 embedding",
    "words": "分词 words",
    "predict": "回答 answering",
}
OTHER_STAGE = "发布 publishing"  # the small steps of a publish are one to a reader
BAR = 24  # cells of the progress bar
SHOWN = 3  # nearest passages under 没有找到
LEAD = 60  # characters of a passage shown in a list


def say(lines: Iterable[str] | str = "") -> None:
    """Write lines for the reader, control characters spelled out: a page must not steer the terminal."""
    for line in [lines] if isinstance(lines, str) else lines:
        sys.stdout.write(OURS.sub(lambda m: m[1] or repr(m[0])[1:-1], line) + "\n")


def confirmed(yes: bool, question: object) -> bool:
    """Return whether a person at the terminal said yes; where nobody can be asked, whether --yes was given."""
    if yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return yes
    shown = OURS.sub(lambda m: repr(m[0])[1:-1], str(question))
    sys.stderr.write(f"\n{shown}\n继续吗？ Go on? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def coloured(stream: TextIO) -> bool:
    """Return whether colours will be seen: a terminal, and nobody asked for none."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def answer_lines(answer: Answer) -> Iterator[str]:
    """Yield the answer first, then what it rests on; or 没有找到, why, and the nearest passages."""
    if answer.explanation.code == "talk":
        yield from (answer.explanation.zh, _style(FAINT, answer.explanation.en))
        return
    if not answer.answerable:
        yield from _not_found(answer)
        return
    verdict = f"{answer.verdict}。" if answer.verdict else ""
    yield _style(BOLD, verdict + _said(answer))
    if answer.computed:
        yield f"  计算 Computed: {answer.computed.text} ({answer.computed.formula})"
    for number, citation in enumerate(answer.citations, 1):
        yield f"  {_marked(citation)}"
        yield f"  {_style(FAINT, f'【{number}】{place(citation)}')}"
    meant = meant_by(answer.text, answer.value)
    value = f"，即 {meant}" if meant else ""
    yield _style(FAINT, f"  把握 {answer.confidence:.0%}{value}")
    if answer.understood != answer.question:
        yield _style(FAINT, f"  理解为：{answer.understood}")
    if answer.alternatives:
        yield "其他说法 Other values"
        for alternative in answer.alternatives:
            yield from _alternative(alternative)


def _said(answer: Answer) -> str:
    return "；".join(f"{part.name}：{part.text or '没有找到'}" for part in answer.parts) or answer.text


def _not_found(answer: Answer) -> Iterator[str]:
    yield _style(BOLD, "没有找到")
    yield f"  {answer.explanation.zh}"
    yield _style(FAINT, f"  {answer.explanation.en}")
    if answer.passages:
        yield "最接近的段落 Nearest passages"
        for candidate in answer.passages[:SHOWN]:
            yield f"  {_lead(candidate)}"
    for suggestion in answer.explanation.suggestions:
        yield f"  可以改问 Try: {suggestion}"


def _alternative(alternative: Alternative) -> Iterator[str]:
    relation = "（不同说法）" if alternative.relation == "conflict" else ""
    yield f"  {_style(BOLD, alternative.text)}{relation}"
    for citation in alternative.citations[:1]:
        yield f"    {_marked(citation)}"
        yield _style(FAINT, f"    {place(citation)}")


def _marked(citation: Citation) -> str:
    start = citation.start - citation.sentence_start
    end = citation.end - citation.sentence_start
    sentence = citation.sentence
    if sentence[start:end] != citation.quote:  # a quote longer than one sentence is shown whole
        return _style(MARK, citation.quote)
    return sentence[:start] + _style(MARK, citation.quote) + sentence[end:]


def place(citation: Citation) -> str:
    """Return where a quote stands in words: headline, newspaper, date, file and paragraph."""
    known = [citation.title or "无标题", citation.newspaper, citation.date or "日期不详", citation.source]
    paragraph = f"第{citation.paragraph}段" if citation.paragraph else "标题或图注"
    return " · ".join(part for part in known if part) + f" {paragraph}"


def candidate_lines(candidates: Iterable[Candidate]) -> Iterator[str]:
    """Yield two lines a candidate: its rank, scores and headline, then how it begins."""
    for rank, candidate in enumerate(candidates, 1):
        passage = candidate.passage
        scores = f"{candidate.score:.3f} = 向量 {candidate.dense:.3f}, 词 {candidate.term:.2f}"
        yield f"{rank:>2}  {_style(BOLD, passage.title or '无标题')}  {_style(FAINT, scores)}"
        yield f"    {_style(FAINT, f'{passage.article}[{passage.start}:{passage.end}]')} {_cut(passage.text)}"


def _lead(candidate: Candidate) -> str:
    return f"{candidate.passage.title or '无标题'}：{_cut(candidate.passage.text)}"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LEAD else text[: LEAD - 1] + "…"


def article_line(article: Article) -> str:
    """Return one line: id, date, kind, size, headline and file."""
    facts = [article.date or "日期不详", article.kind, f"{len(article.text)}字", article.source]
    facts += [f"{word} {number}" for word, number in _links(article)]
    return f"{article.id}  {_style(BOLD, article.title or '无标题')}  {_style(FAINT, ' · '.join(facts))}"


def _links(article: Article) -> list[tuple[str, str]]:
    """Return the other articles that this one belongs to, each with the word for how."""
    links = (("接", article.continues), ("续", article.continued_by), ("重复", article.repeats))
    return [(word, number) for word, number in links if number]


def article_lines(article: Article) -> Iterator[str]:
    """Yield the article whole: where it comes from, its parts, the repairs made and the misreadings suspected."""
    from rag.articles.facts.misreadings import suggest

    yield article_line(article)
    for name in ("newspaper", "date", "page"):
        evidence = article.evidence.get(name)
        if evidence:
            words = f"{evidence.reason}（{evidence.words}）" if evidence.words else evidence.reason
            yield _style(
                FAINT, f"  {name} {getattr(article, name) or '?'}: {words} {evidence.confidence:.0%}"
            )
    if article.jump:
        yield _style(FAINT, f"  jump {article.jump}")
    if article.copies:
        yield _style(FAINT, f"  也见于 also in {'、'.join(article.copies)}")
    yield ""
    for part in article.parts:
        text = article.text[part.start : part.end]
        yield text if part.role == "paragraph" else f"{_style(FAINT, f'[{part.role}]')} {_style(BOLD, text)}"
    if article.repairs:
        yield "\n修补 Repairs"
    for repair in article.repairs:
        where = f"原文 raw {repair.raw_start}-{repair.raw_end}"
        yield f"  {repair.kind:<12} {repair.before!r} -> {repair.after!r}  {where}"
    suspected = suggest(article)
    if suspected:
        yield "\n可能的误读（文字未改） Suspected misreadings (nothing was changed)"
    for repair in suspected:
        around = article.text[max(0, repair.start - 6) : repair.end + 6].replace("\n", " ")
        yield f"  {repair.before!r} -> {repair.after!r}  “…{around}…”  原文 raw {repair.raw_start}-{repair.raw_end}"


def name_lines(names: "Iterable[Name]") -> Iterator[str]:
    """Yield a line for each name with its posts or what it counts, then one for each article it stands in."""
    for name in names:
        beside = "；".join(name.roles) or (
            "（地名 place）" if name.kind == "place" else "（未注明 nothing beside it）"
        )
        yield f"{_style(BOLD, name.name)}  {beside}"
        for mention in {one.article: one for one in reversed(name.mentions)}.values():
            where = f"{mention.article} · {mention.date or '日期不详'} · {mention.title or '无标题'}"
            yield _style(FAINT, f"    {where}")


def _style(style: str, text: str) -> str:
    return f"{style}{text}{PLAIN}" if coloured(sys.stdout) else text


class Progress:
    """One line on stderr that fills as the work gets done; without a terminal, one plain line a stage."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps of a stage are behind us."""
        stage = STAGES.get(stage, OTHER_STAGE)
        if self._live:
            filled = BAR * done // total if total else BAR
            bar = "█" * filled + "░" * (BAR - filled)
            head = "" if stage == self._stage or not self._stage else "\n"
            self._stream.write(f"{head}\r\x1b[K{stage} {bar} {done}/{total}")
        elif total and done >= total and stage != self._stage:
            self._stream.write(f"{stage} {done}/{total}\n")
        if self._live or done >= total:
            self._stage = stage
        self._stream.flush()

    def close(self) -> None:
        """End the moving line, so that the next output begins on its own."""
        if self._live and self._stage:
            self._stream.write("\n")
        self._stage = ""

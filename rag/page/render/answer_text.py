"""One Answer -> the plain words of it: what a copy, an export and OpenAI's form carry, the same as the page shows.

Knows nothing of HTML, of files or of the page around it.
"""

from dataclasses import dataclass

from rag.language.values import meant_by
from rag.page.render.parts import NEAREST, date_of, level_of
from rag.page.words.translations import text
from rag.types import Answer, Candidate, Citation

LEAD = 80  # characters of a passage that is only near


@dataclass(frozen=True, slots=True)
class Told:
    """The answer in one line, what qualifies it, the other values, and the passages of a refusal."""

    said: str
    notes: tuple[str, ...] = ()  # how it was understood, how sure it is
    conflicts: tuple[tuple[str, Citation], ...] = ()  # values that contradict it, each with its place
    others: tuple[tuple[str, Citation], ...] = ()  # what it could also be
    nearest: tuple[str, ...] = ()


def talk(answer: Answer) -> bool:
    """Say whether nothing was asked: a greeting, thanks."""
    return answer.explanation.code == "talk"


def told(answer: Answer, language: str) -> Told:
    """Return an answer as plain words."""
    why = answer.explanation
    reason = (why.en if language == "en" else why.zh) or text("none_lead", language)
    if talk(answer):
        return Told(reason)
    notes = []
    if answer.understood and answer.understood != answer.question:
        notes.append(f"{text('understood', language)}{colon(language)}{answer.understood}")
    if not answer.answerable:
        stop = ". " if language == "en" else "。"
        near = tuple(passage(one, language) for one in answer.passages[:NEAREST])
        return Told(text("none", language) + stop + reason, tuple(notes), nearest=near)
    meant = meant_by(answer.text, answer.value)
    if meant:
        notes.append(text("value", language, value=meant))
    notes.append(sureness(answer, language))
    cited = [one for one in answer.alternatives if one.citations]
    conflicts = tuple((one.text, one.citations[0]) for one in cited if one.relation == "conflict")
    others = tuple((one.text, one.citations[0]) for one in cited if one.relation != "conflict")
    verdict = f"{answer.verdict}。" if answer.verdict else ""
    if answer.computed:
        sum_ = answer.computed
        notes.insert(0, f"{text('computed', language)}{colon(language)}{sum_.text} ({sum_.formula})")
    return Told(verdict + _said(answer, language), tuple(notes), conflicts, others)


def _said(answer: Answer, language: str) -> str:
    """Return the words of an answer; those of several things each behind its name."""
    if not answer.parts:
        return answer.text
    named = (
        f"{part.name}{colon(language)}{part.text or text('part_none', language)}" for part in answer.parts
    )
    return ("; " if language == "en" else "；").join(named)


def colon(language: str) -> str:
    """Return the colon of a language."""
    return ": " if language == "en" else "："


def sureness(answer: Answer, language: str) -> str:
    """Return how sure an answer is, in words and as a figure."""
    level, percent = level_of(answer.confidence)
    words = text(f"confidence_{level}", language)
    return f"{text('confidence', language)}{colon(language)}{words} ({percent}%)"


def passage(one: Candidate, language: str) -> str:
    """Return a passage that is only near: its headline and how it begins."""
    words = " ".join(one.passage.text.split())
    lead = words if len(words) <= LEAD else words[: LEAD - 1] + "…"
    return f"《{one.passage.title or text('untitled', language)}》{lead}"


def where(citation: Citation, language: str) -> str:
    """Return where a citation stands: headline, newspaper, date, paragraph, file."""
    zh, en = date_of(citation.date)
    key = "paragraph" if citation.paragraph else "outside_body"
    date = (en if language == "en" else zh) or text("date_unknown", language)
    facts = [citation.newspaper, date, text(key, language, number=citation.paragraph), citation.source]
    title = citation.title or text("untitled", language)
    return f"《{title}》" + " · ".join(fact for fact in facts if fact)


def lines(answer: Answer, language: str) -> list[str]:
    """Return an answer as plain lines: what was said, what qualifies it, what says otherwise, what stands near."""
    one = told(answer, language)
    found = [one.said, *one.notes]
    for key, values in (("conflict", one.conflicts), ("others", one.others)):
        if values:
            found.append(text(key, language) + colon(language).rstrip())
            found += [f"· {words} —— {where(citation, language)}" for words, citation in values]
    if one.nearest:
        found.append(text("nearest", language) + colon(language).rstrip())
        found += [f"· {words}" for words in one.nearest]
    return found

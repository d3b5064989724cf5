"""The values that cross from one file to the next: frozen, slotted, nothing else.

Knows nothing of how any of them is made. All offsets are counted in Unicode code points and
are half open: ``text[start:end]``. Dates are ISO 8601 strings cut to their precision
("2025-07-14", "2025-07", "2025", or "" when unknown).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """One source text as it was read: the raw text is kept exactly, never repaired."""

    name: str  # path below the folder that was built, "/" between parts; "pages.zip!a.txt" inside an archive
    media_type: str  # "text/plain", "application/pdf", ...
    sha256: str  # of the file's bytes (of the member's bytes inside an archive)
    text: str  # decoded text; what raw offsets count in
    encoding: str  # "utf-8", "gb18030", ... or "" where the format has none
    loader: str  # name of the module of rag.documents that read it
    metadata: Mapping[str, str] = field(
        default_factory=dict
    )  # the user's own: title, newspaper, date, page, byline
    whole: bool = (
        False  # the text is one article already (a CSV row, a web article): do not look for boundaries
    )


@dataclass(frozen=True, slots=True)
class Run:
    """``length`` characters copied without change: article.text[start:] equals document.text[raw_start:]."""

    start: int
    raw_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Repair:
    """One place where the article's text differs from the raw text, beyond dropped white space and what cannot be seen.

    article.text[start:end] == after, document.text[raw_start:raw_end] == before.
    """

    kind: str  # "character", "punctuation", "doubled", "inserted", ...
    start: int
    end: int
    raw_start: int
    raw_end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Part:
    r"""A piece of an article with one role; parts are in order, disjoint, and separated by one "\n" in the text."""

    role: str  # kicker title subtitle byline heading paragraph caption credit dateline jump signature
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a piece of metadata was inferred from, and how sure that is (0 to 1)."""

    words: str
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Article:
    """One story of one page. ``text`` holds all its parts, headline first, each on its own line."""

    id: str  # 16 hex digits of sha256(text): from content, not from position
    source: str  # Document.name
    text: str
    parts: tuple[Part, ...]
    runs: tuple[Run, ...]  # sorted by start; text between two runs is a repair or a "\n" of ours
    repairs: tuple[Repair, ...] = ()
    kind: str = "news"  # news commentary editors_note photo_news notice pull_quote digest
    newspaper: str = ""
    date: str = ""
    date_precision: str = ""  # day, month, year, or "" when unknown
    page: str = ""
    evidence: Mapping[str, Evidence] = field(
        default_factory=dict
    )  # by field name: "date", "newspaper", "page"
    repeats: str = ""  # id of the article that this one (a pull-quote, a near copy) repeats
    copies: tuple[str, ...] = ()  # other sources with the very same text
    jump: str = ""  # the printed jump line, "下转第二版"
    sha256: str = ""  # of text, utf-8
    continues: str = ""  # id of the article, on an earlier page, whose second half this is (上接)
    continued_by: str = ""  # id of the article, on a later page, that is this one's second half (下转)

    def role(self, role: str) -> str:
        """Return the text of all parts with this role, joined by one space; "" if there are none."""
        return " ".join(self.text[p.start : p.end] for p in self.parts if p.role == role)

    @property
    def title(self) -> str:
        """The headline as printed, or ""."""
        return self.role("title")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence-true window of one article: ``article.text[start:end] == text``."""

    id: int  # 63-bit, from article id and offsets
    article: str
    start: int
    end: int
    text: str
    title: str  # headline of the article, for encoding and terms; not in the text
    section: str = ""  # the section heading it stands under
    sentences: tuple[tuple[int, int], ...] = ()  # offsets in the article of each sentence


Terms = dict[int, float]  # term id (crc32 of the word) -> weight


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that a store found: higher scores are better."""

    passage: int
    score: float


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrictions on the articles that may answer; "" and () mean no restriction."""

    date_from: str = ""  # inclusive, ISO
    date_to: str = ""  # inclusive, ISO
    newspaper: str = ""
    articles: tuple[str, ...] = ()  # article ids
    source: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that search proposes, with the score of each list and of their fusion."""

    passage: Passage
    score: float  # fused; orders the list
    dense: float = 0.0  # inner product of unit vectors
    term: float = 0.0  # BM25
    sentence: float = 0.0  # of its best sentence, with what that one has beyond the passage
    dense_rank: int = 0  # from 1; 0 = not in that list
    term_rank: int = 0
    sentences: tuple[float, ...] = ()  # inner product of each of the passage's sentences, in their order


@dataclass(frozen=True, slots=True)
class Reading:
    """A span that the reader proposes in one passage; offsets are those of the article."""

    passage: int
    article: str
    start: int
    end: int
    text: str
    score: float  # log-odds-like, comparable between passages of one question
    relevance: float = 0.0  # how sure the reader is that this passage answers the question at all
    null: float = 0.0  # score of "no answer here"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands; ``article.text[start:end] == quote`` can be checked by anyone."""

    article: str
    title: str
    newspaper: str
    date: str
    source: str
    paragraph: int  # of the body, from 1; 0 in a headline, a caption or the like
    start: int
    end: int
    quote: str
    sentence: str
    sentence_start: int
    sentence_end: int
    raw_start: int  # in the source document's text
    raw_end: int
    permalink: str  # "?article=ID&start=S&end=E"
    sha256: str  # of the article's text
    date_precision: str = ""
    newspaper_evidence: str = ""
    date_evidence: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What a quote means as a value: 三十五座 -> 35 座; 1.2万 -> 12000; 昨日 -> 2025-07-13."""

    kind: str  # number date percent money duration
    value: str  # "35", "12000", "2025-07-13"
    unit: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value that the articles give, with its own citations."""

    text: str
    confidence: float
    citations: tuple[Citation, ...]
    date: str = ""
    value: Value | None = None
    relation: str = "other"  # "other": also possible; "conflict": a different value for the same thing


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why this answer, or why none: a code for programs and sentences for people."""

    code: str  # found, several, not_found, empty_index, filtered_out, ...
    zh: str
    en: str
    missing_words: tuple[str, ...] = ()  # words of the question that occur in no article
    suggestions: tuple[str, ...] = ()  # reworded questions


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """What the articles say of one of several things that a question asks of; ``text`` is "" when they do not."""

    name: str  # of the thing, as the question has it
    question: str  # about it alone
    text: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """What no article prints and follows from what is quoted: 13.9个百分点, with the sum that makes it."""

    text: str
    formula: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page, the command line and the API all show."""

    question: str
    understood: str  # the question as it was searched (follow-ups made full, slips of spelling made right)
    answerable: bool
    text: str  # "" when not answerable
    best_guess: str  # what would have been said; equals text when answerable
    type: str  # number person organisation place time title_role definition list reason method quote yes_no title other
    confidence: float  # calibrated probability that the articles answer, and this is it
    citations: tuple[Citation, ...]
    alternatives: tuple[Alternative, ...] = ()
    value: Value | None = None
    verdict: str = ""  # 是, 否 or "" (only for yes/no questions, only when certain)
    passages: tuple[Candidate, ...] = ()  # the ten best, best first, after re-ranking
    explanation: Explanation = Explanation("", "", "")
    timings: Mapping[str, float] = field(default_factory=dict)  # seconds by stage
    index_version: str = ""
    models: Mapping[str, str] = field(default_factory=dict)  # encoder, reader
    sources: Mapping[str, str] = field(
        default_factory=dict
    )  # article id -> Document.name, of the passages' articles
    guess_citations: tuple[Citation, ...] = ()  # where best_guess stands when it is not said
    parts: tuple[
        AnswerPart, ...
    ] = ()  # one for each thing, where a question asks of several; text joins theirs
    computed: Computed | None = None  # from quoted operands only

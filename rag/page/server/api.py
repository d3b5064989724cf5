"""Named endpoints -> checked arguments, the library, typed JSON: what gradio_client, curl and MCP call.

Knows nothing of HTML. Names and shapes are stable; docs/api.md tells them.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import QuestionError
from rag.page.security import validate
from rag.page.security.guard import client_of, editing, guarded, need, record, take
from rag.page.security.rate_limit import Bucket
from rag.page.security.safety import scratch
from rag.page.service import feedback as corrections
from rag.page.service.article_search import find, narrowed
from rag.page.service.shared_library import Library, Progress
from rag.page.tabs import verify
from rag.page.tabs.add import look
from rag.settings import READ

ARTICLES = 1000  # listed by one call at most
EVALUATED = 500  # questions of one call of /evaluate
Json = dict[str, Any]


def connect(library: Library, bucket: Bucket) -> None:
    """Register every endpoint; must be called inside a Blocks context."""
    for name, endpoint, shared in (
        _asking(library, bucket)
        + _reading(library, bucket)
        + verify.endpoints(library, bucket)
        + _changing(library, bucket)
    ):
        gr.events.api(
            endpoint, api_name=name, concurrency_id=shared, concurrency_limit=2 if shared == "ask" else 1
        )


Endpoints = list[tuple[str, Callable[..., Any], str]]


def _asking(library: Library, bucket: Bucket) -> Endpoints:
    from rag.answer.as_json import passage_to_json, to_json
    from rag.question.followup import read_history

    @guarded
    def ask(question: str, request: gr.Request, top_k: int = READ, filters: Json | None = None) -> Json:
        """Answer a question with words cut verbatim from the newspaper articles, with citations.

        Args:
            question: the question, in any language; 512 characters at most
            top_k: passages to read, 1 to 50
            filters: {"date_from", "date_to", "newspaper", "articles", "source", "person", "kind"}, each optional

        Returns:
            the Answer as JSON; "answerable" is false when the articles do not say
        """
        take(bucket, client_of(request))
        depth = validate.number(top_k, name="top_k", lowest=1, highest=validate.TOP_K)
        return to_json(
            library.ask(
                validate.question(question), top_k=depth, filters=narrowed(library.articles(), filters)
            )
        )

    @guarded
    def search(
        question: str, request: gr.Request, top_k: int = 10, filters: Json | None = None
    ) -> list[Json]:
        """Find the newspaper passages nearest to a question, best first.

        Args:
            question: a question or keywords
            top_k: passages to return, 1 to 50
            filters: as for ask

        Returns:
            passages with article id, offsets, text and scores
        """
        take(bucket, client_of(request))
        depth = validate.number(top_k, name="top_k", lowest=1, highest=validate.TOP_K)
        found = library.search(
            validate.question(question), top_k=depth, filters=narrowed(library.articles(), filters)
        )
        sources = {one.id: one.source for one in library.articles()}
        return [passage_to_json(candidate, sources) for candidate in found]

    @guarded
    def chat(
        message: str, request: gr.Request, history: list[Json] | None = None, filters: Json | None = None
    ) -> Iterator[Json]:
        """Answer a question that may refer to earlier ones; stages are streamed before the answer.

        Args:
            message: the question
            history: earlier turns: [{"question", "answer", "understood", "title"}]; only question is needed
            filters: as for ask

        Returns:
            {"stage": "found", "count": 8} while working, then {"stage": "answer", "answer": Answer}
        """
        take(bucket, client_of(request))
        question, restrictions = validate.question(message), narrowed(library.articles(), filters)
        for step in library.stages(question, filters=restrictions, history=read_history(history)):
            if isinstance(step, Progress):
                yield {"stage": step.stage, "count": step.count}
            else:
                yield {"stage": "answer", "answer": to_json(step)}

    return [("ask", ask, "ask"), ("search", search, "ask"), ("chat", chat, "ask")]


def _reading(library: Library, bucket: Bucket) -> Endpoints:
    from rag.index.as_json import listed, named
    from rag.page.tabs.browse import having

    @guarded
    def articles(
        request: gr.Request, query: str = "", filters: Json | None = None, limit: int = 100
    ) -> list[Json]:
        """List the newspaper articles, those that hold every word of the query.

        Args:
            query: words to look for; empty lists all
            filters: as for ask
            limit: articles to return, 1 to 1000

        Returns:
            id, title, kind, newspaper, date and source of each article
        """
        take(bucket, client_of(request))
        count = validate.number(limit, name="limit", lowest=1, highest=ARTICLES)
        found = find(
            library.articles(), validate.text(query, name="query"), narrowed(library.articles(), filters)
        )
        names = ("id", "title", "kind", "newspaper", "date", "date_precision", "source")
        return [{name: listed(one)[name] for name in names} for one, _ in found[:count]]

    @guarded
    def article(id: str, request: gr.Request) -> Json:
        """Return one newspaper article whole, with its parts and what is known of it.

        Args:
            id: the article's id: 16 hexadecimal digits

        Returns:
            the article; every citation is a slice of its "text"
        """
        take(bucket, client_of(request))
        return listed(library.article(validate.article_id(id)))

    @guarded
    def names(request: gr.Request, query: str = "", kind: str = "", limit: int = 100) -> list[Json]:
        """List the people in the newspaper articles with their posts, and the numbers with what they count.

        Args:
            query: words of a name, a post, an organisation or what is counted; empty lists all
            kind: "person" or "number"; empty for both
            limit: names to return, 1 to 1000

        Returns:
            each name with its posts, organisations, dates and every place where it stands
        """
        take(bucket, client_of(request))
        count = validate.number(limit, name="limit", lowest=1, highest=ARTICLES)
        wanted = validate.text(kind, name="kind")
        if wanted not in ("", "person", "number"):
            validate.refuse("kind 要是 person 或 number。", "kind must be person or number.")
        every = {one.id for one in library.articles()}
        known = [one for one in library.names() or () if wanted in ("", one.kind)]
        return [named(one) for one in having(known, validate.text(query, name="query"), every)[:count]]

    return [("articles", articles, "read"), ("article", article, "read"), ("names", names, "names")]


def _changing(library: Library, bucket: Bucket) -> Endpoints:
    @guarded
    def feedback(
        question: str,
        request: gr.Request,
        article: str = "",
        start: int = 0,
        end: int = 0,
        good: bool | None = None,
        reason: str = "",
    ) -> Json:
        """Say that an answer was right or wrong, or store the right words of an article as a test case.

        Args:
            question: the question it is about
            article: id of the article that holds the right answer; empty when no article does
            start: offset of the first character of the right words
            end: offset behind their last character
            good: true or false to judge only
            reason: why, in a few words

        Returns:
            what was stored
        """
        take(bucket, client_of(request))
        asked, why = validate.question(question), validate.text(reason, name="reason")
        if good is not None:
            if not isinstance(good, bool):
                validate.refuse("good 要是 true 或 false。", "good must be true or false.")
            line: Json = {"kind": "judgement", "question": asked, "good": good, "reason": why}
        else:
            need("editor")
            one = library.article(validate.article_id(article)) if article else None
            length = len(one.text) if one else 0
            first = validate.number(start, name="start", lowest=0, highest=length)
            last = validate.number(end, name="end", lowest=0, highest=length)
            line = corrections.correction(asked, one, first, last, library.version())
        corrections.store(library.folder, line)
        if good is None:
            record(library.folder, "correct", [str(line["id"])], request)
        return line

    @editing
    def evaluate(questions: list[Json], request: gr.Request) -> Json:
        """Score the answers to a QA test set.

        Args:
            questions: [{"id", "question", "answers", "answerable", "evidence"}], 500 at most

        Returns:
            figures with their 95% intervals, by type and by style, and every prediction
        """
        take(bucket, client_of(request))
        return _evaluate(library, questions)

    @editing
    def add(name: str, text: str, request: gr.Request, dry_run: bool = False) -> Json:
        """Add one text to the index, or see with dry_run which articles would be found in it.

        Args:
            name: a file name; .txt is put behind it where it has no ending
            text: the text; 500,000 characters at most
            dry_run: true to look only

        Returns:
            the articles that were found
        """
        take(bucket, client_of(request))
        made = _add(library, name, text, dry_run)
        if made["added"]:
            record(library.folder, "add", [str(name)], request)
        return made

    return [("feedback", feedback, "read"), ("evaluate", evaluate, "evaluate"), ("add", add, "change")]


def _evaluate(library: Library, questions: object) -> Json:
    from rag.evaluate import to_json
    from rag.page.service.evaluation import Examined, examine

    if not isinstance(questions, list) or not 0 < len(questions) <= EVALUATED:
        validate.refuse(
            f"questions 要是 1 到 {EVALUATED} 个问题的列表。",
            f"questions must be a list of 1 to {EVALUATED} questions.",
        )
    with tempfile.TemporaryDirectory(dir=scratch()) as folder:
        path = Path(folder) / "questions.jsonl"
        path.write_text(
            "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions),
            encoding="utf-8",
            errors="replace",
        )
        *_, found = examine(library, path)
    assert isinstance(found, Examined)
    return {"report": to_json(found.report), "predictions": list(found.lines)}


def _add(library: Library, name: object, text: object, dry_run: object) -> Json:
    from rag.index.as_json import listed
    from rag.page.tabs.add import gather

    if not library.writable:
        raise QuestionError("这里只能看，不能改。 This index can only be read.")
    paths = gather(library, [], name, text, keep=dry_run is not True)
    found, refused = look(paths)
    if refused:
        raise QuestionError(refused[0][1])
    if dry_run is not True:
        for _ in library.add([path for _, path in paths]):
            pass
    return {"added": dry_run is not True, "articles": [listed(one) for _, each in found for one in each]}

"""POST /v1/chat/completions -> an answer in the shape that OpenAI clients read: the message is the extract.

Knows nothing of Gradio. The annotations are the citations; nothing is generated, so most settings have no effect.
"""

import asyncio
import hashlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from rag.errors import QuestionError
from rag.page.render import answer_text
from rag.page.security import validate
from rag.page.security.gate import asker_of
from rag.page.security.guard import sentence
from rag.page.security.rate_limit import Bucket
from rag.page.security.waiting_line import Full, Gone, Line
from rag.page.service.shared_library import Library
from rag.question.followup import Turn
from rag.types import Answer

MODEL = "wenbao"
LATER = 5  # seconds after which a program may come again
OWN = "您的问题还在排队，请等它们答完再问。 Your questions are still in line: wait until they are answered."
FULL = "现在问的人太多，请稍后再问。 Too many questions at once; please try again later."
Json = dict[str, Any]


def routes(library: Library, bucket: Bucket, line: Line | None = None) -> list[Route]:
    """Return the routes to hand to launch(); the gate has asked who comes before any of them is reached."""
    waiting = line or Line()

    async def complete(request: Request) -> Response:
        asker = _asker(request)
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return _error(415, "请发送 application/json。 Please send application/json.")
        if not bucket.take(asker):
            return _error(429, "问得太快，请歇一会儿再问。 Too many requests; please wait a moment.")
        try:
            body = _object(await request.body())
            asked = _questions(body)
            async with waiting.place(asker, request.is_disconnected):
                answer = await _worked(library, asked, request)
        except Full as full:
            return _error(429, OWN) if full.own else _error(503, FULL)
        except (Gone, ClientDisconnect):
            return Response(status_code=499)  # nobody reads it
        except Exception as error:
            return _error(400 if isinstance(error, QuestionError) else 503, sentence(error))
        base = str(request.base_url)
        if body.get("stream") is True:
            return StreamingResponse(_stream(answer, base), media_type="text/event-stream")
        return JSONResponse(completion(answer, base))

    async def models(request: Request) -> Response:
        only = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        return JSONResponse({"object": "list", "data": [only]})

    return [
        Route("/v1/chat/completions", complete, methods=["POST"]),
        Route("/v1/models", models, methods=["GET"]),
    ]


def _asker(request: Request) -> str:
    """Return whom the request counts for."""
    known = asker_of(request)
    return (known.name if known else "") or (request.client.host if request.client else "unknown")


async def _worked(library: Library, asked: Sequence[str], request: Request) -> Answer:
    """Answer in a thread; once the asker has gone, no further turn of the conversation is begun."""
    left = threading.Event()
    work = asyncio.ensure_future(run_in_threadpool(_answer, library, asked, left))
    try:
        while not (await asyncio.wait({work}, timeout=0.5))[0]:
            if await request.is_disconnected():
                left.set()
    finally:
        left.set()
    return await work


def _object(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        validate.refuse("请求要是一个 JSON 对象。", "The request must be a JSON object.")
    return value


def _questions(body: Json) -> list[str]:
    """Return the last questions of the conversation, the one to answer last."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not 0 < len(messages) <= 2 * validate.HISTORY:
        validate.refuse("messages 要是一列消息。", "messages must be a list of messages.")
    asked = [_content(one) for one in messages if isinstance(one, dict) and one.get("role") == "user"]
    if not asked:
        validate.refuse("messages 里没有 user 的消息。", "messages holds no message of the user.")
    return asked[-3:]


def _answer(library: Library, asked: Sequence[str], left: threading.Event) -> Answer:
    turns: list[Turn] = []
    for question in asked[:-1]:
        if left.is_set():
            raise Gone
        before = library.ask(question, history=turns)
        title = before.citations[0].title if before.citations else ""
        turns.append(Turn(question, before.text, before.understood, title))
    if left.is_set():
        raise Gone
    return library.ask(asked[-1], history=turns)


def _content(message: Json) -> str:
    content = message.get("content")
    if isinstance(content, list):
        content = " ".join(str(one.get("text", "")) for one in content if isinstance(one, dict))
    return validate.question(content)


def content_of(answer: Answer) -> str:
    """Return the message: the extract, or that it was not found, and below it what the page shows around it."""
    return "\n".join(answer_text.lines(answer, "zh"))


def completion(answer: Answer, base: str = "") -> Json:
    """Return the whole answer in OpenAI's shape; ``wenbao`` holds our own form beside it."""
    from rag.answer.as_json import to_json

    return {
        **_head(answer, "chat.completion"),
        "choices": [{"index": 0, "message": _message(answer, base), "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
        "wenbao": to_json(answer),
    }


def _head(answer: Answer, kind: str) -> Json:
    return {
        "id": f"wenbao-{_digest(answer)}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
    }


def _digest(answer: Answer) -> str:
    asked = f"{answer.index_version}\n{answer.question}".encode("utf-8", "replace")
    return hashlib.sha256(asked).hexdigest()[:24]


def _message(answer: Answer, base: str) -> Json:
    return {"role": "assistant", "content": content_of(answer), "annotations": annotations(answer, base)}


def annotations(answer: Answer, base: str = "") -> list[Json]:
    """Return the citations as url_citation annotations: the link opens the article with the words marked.

    ``base`` is the address that the request came to: other programs show the link, so it must be whole.
    """
    length = len(answer_text.told(answer, "zh").said)
    cited = answer.citations if answer.answerable else ()
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": 0,
                "end_index": length,
                "title": one.title,
                "url": base + one.permalink,
                "quote": one.quote,
                "sentence": one.sentence,
                "article": one.article,
                "start": one.start,
                "end": one.end,
                "source": one.source,
                "newspaper": one.newspaper,
                "date": one.date,
            },
        }
        for one in cited
    ]


def _stream(answer: Answer, base: str) -> Iterator[str]:
    head = _head(answer, "chat.completion.chunk")
    for delta, reason in ((_message(answer, base), None), ({}, "stop")):
        chunk = {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
        yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"


def _error(status: int, message: str) -> Response:
    told = {"message": message, "type": "invalid_request_error", "code": status}
    later = {"retry-after": str(LATER)} if status in (429, 503) else None
    return JSONResponse({"error": told}, status, later)

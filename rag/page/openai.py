"""POST /v1/chat/completions -> an answer in the shape that OpenAI clients read: the message is the extract.

Knows nothing of Gradio. The annotations are the citations; nothing is generated, so most settings have no effect.
"""

import base64
import binascii
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from rag.conversation import Turn
from rag.errors import QuestionError, RagError
from rag.page import told, validate
from rag.page.guard import sentence
from rag.page.library import Library
from rag.page.limits import Bucket
from rag.types import Answer

MODEL = "wenbao"
AT_ONCE = threading.BoundedSemaphore(2)
WAIT = 60.0  # seconds that a request waits for its turn
LOGIN = "请先登录。 Please log in: Authorization: Bearer NAME:PASSWORD."
Json = dict[str, Any]


def routes(library: Library, bucket: Bucket, door: Callable[[str, str], bool] | None) -> list[Route]:
    """Return the routes to hand to launch(); ``door`` checks names and passwords where there are any."""

    async def complete(request: Request) -> Response:
        name = _allowed(request, door)
        if name is None:
            return _error(401, LOGIN)
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return _error(415, "请发送 application/json。 Please send application/json.")
        if not bucket.take(name):
            return _error(429, "问得太快，请歇一会儿再问。 Too many requests; please wait a moment.")
        try:
            body = _object(await request.body())
            answer = await run_in_threadpool(_answer, library, body)
        except Exception as error:
            return _error(400 if isinstance(error, QuestionError) else 503, sentence(error))
        base = str(request.base_url)
        if body.get("stream") is True:
            return StreamingResponse(_stream(answer, base), media_type="text/event-stream")
        return JSONResponse(completion(answer, base))

    async def models(request: Request) -> Response:
        if _allowed(request, door) is None:
            return _error(401, LOGIN)
        only = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        return JSONResponse({"object": "list", "data": [only]})

    return [
        Route("/v1/chat/completions", complete, methods=["POST"]),
        Route("/v1/models", models, methods=["GET"]),
    ]


def _object(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        validate.refuse("请求要是一个 JSON 对象。", "The request must be a JSON object.")
    return value


def _allowed(request: Request, door: Callable[[str, str], bool] | None) -> str | None:
    """Return whom the request counts for, or None when it must log in first."""
    if door is None:
        return request.client.host if request.client else "unknown"
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            value = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return None
    name, _, password = value.partition(":")
    return name if door(name, password) else None


def _answer(library: Library, body: Json) -> Answer:
    messages = body.get("messages")
    if not isinstance(messages, list) or not 0 < len(messages) <= 2 * validate.HISTORY:
        validate.refuse("messages 要是一列消息。", "messages must be a list of messages.")
    asked = [_content(one) for one in messages if isinstance(one, dict) and one.get("role") == "user"]
    if not asked:
        validate.refuse("messages 里没有 user 的消息。", "messages holds no message of the user.")
    if not AT_ONCE.acquire(timeout=WAIT):
        raise RagError("现在问的人太多，请稍后再问。 Too many questions at once; please try again later.")
    try:
        turns: list[Turn] = []
        for question in asked[-3:-1]:
            before = library.ask(question, history=turns)
            title = before.citations[0].title if before.citations else ""
            turns.append(Turn(question, before.text, before.understood, title))
        return library.ask(asked[-1], history=turns)
    finally:
        AT_ONCE.release()


def _content(message: Json) -> str:
    content = message.get("content")
    if isinstance(content, list):
        content = " ".join(str(one.get("text", "")) for one in content if isinstance(one, dict))
    return validate.question(content)


def content_of(answer: Answer) -> str:
    """Return the message: the extract, or that it was not found, and below it what the page shows around it."""
    return "\n".join(told.lines(answer, "zh"))


def completion(answer: Answer, base: str = "") -> Json:
    """Return the whole answer in OpenAI's shape; ``wenbao`` holds our own form beside it."""
    from rag.form import to_json

    return {
        **_head(answer, "chat.completion"),
        "choices": [{"index": 0, "message": _message(answer, base), "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
        "wenbao": to_json(answer),
    }


def _head(answer: Answer, kind: str) -> Json:
    return {
        "id": f"wenbao-{abs(hash(answer.question)):x}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
    }


def _message(answer: Answer, base: str) -> Json:
    return {"role": "assistant", "content": content_of(answer), "annotations": annotations(answer, base)}


def annotations(answer: Answer, base: str = "") -> list[Json]:
    """Return the citations as url_citation annotations: the link opens the article with the words marked.

    ``base`` is the address that the request came to: other programs show the link, so it must be whole.
    """
    length = len(told.told(answer, "zh").said)
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
    later = {"retry-after": "1"} if status in (429, 503) else None
    return JSONResponse({"error": told}, status, later)

"""GET /healthz, /readyz, /metrics and /audit -> what those who run the page want to know.

Knows nothing of questions. The first two say nothing of the collection and wait behind no login.
"""

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rag.access import audit
from rag.errors import RagError
from rag.page.service.shared_library import Library


def routes(library: Library) -> list[Route]:
    """Return the routes to hand to launch()."""

    async def alive(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(request: Request) -> Response:
        fine = library.ready
        return JSONResponse({"ready": fine}, 200 if fine else 503, None if fine else {"retry-after": "5"})

    def numbers(request: Request) -> Response:
        return Response(generate_latest(library.meter.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    def changes(request: Request) -> Response:
        try:
            return JSONResponse({"changes": audit.read(library.folder)})
        except RagError as error:
            return JSONResponse({"error": str(error)}, 503)

    return [
        Route("/healthz", alive, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
        Route("/metrics", numbers, methods=["GET"]),
        Route("/audit", changes, methods=["GET"]),
    ]

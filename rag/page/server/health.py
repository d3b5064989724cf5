"""GET /healthz, /readyz and /audit -> what those who run the page want to know, as JSON.

Knows nothing of questions. The first two say nothing of the collection and wait behind no login.
"""

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

    def changes(request: Request) -> Response:
        try:
            return JSONResponse({"changes": audit.read(library.folder)})
        except RagError as error:
            return JSONResponse({"error": str(error)}, 503)

    return [
        Route("/healthz", alive, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
        Route("/audit", changes, methods=["GET"]),
    ]

"""GET /manifest.json and the icons -> what a browser needs to put the page on a home screen like a program.

Knows nothing of the page itself. Nothing secret is in here, so none of it waits behind a login.
"""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rag.page.words.translations import WORDS

SIZES = (192, 512)
PAPER, NIGHT = "#faf8f3", "#171512"  # as in static/frame.css; a manifest cannot read it
HEAD = f"""
<meta name="theme-color" content="{PAPER}" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="{NIGHT}" media="(prefers-color-scheme: dark)">
<meta name="apple-mobile-web-app-title" content="{WORDS["name"][0]}">
<link rel="icon" type="image/png" href="icon-{SIZES[0]}.png">
<link rel="apple-touch-icon" href="icon-{SIZES[0]}.png">
"""


def icon(size: int) -> bytes:
    """Return the seal as a PNG picture of one of the sizes."""
    return (files("rag.page") / "static" / f"icon-{size}.png").read_bytes()


def manifest() -> dict[str, object]:
    """Return the web application manifest; its addresses are relative, so that it works behind a prefix."""
    icons = [
        {"src": f"icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES
        for purpose in ("any", "maskable")
    ]
    return {
        "name": " ".join(WORDS["name"]),
        "short_name": WORDS["name"][0],
        "description": " ".join(WORDS["tagline"]),
        "lang": "zh-Hans",
        "start_url": "./",
        "scope": "./",
        "id": "wenbao",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["news", "reference"],
        "icons": icons,
    }


def routes() -> list[Route]:
    """Return the routes to hand to launch(); they come before Gradio's own of the same name."""

    async def described(request: Request) -> Response:
        return JSONResponse(manifest(), media_type="application/manifest+json")

    def pictured(size: int) -> Route:
        async def picture(request: Request) -> Response:
            return Response(icon(size), media_type="image/png", headers={"cache-control": "max-age=86400"})

        return Route(f"/icon-{size}.png", picture, methods=["GET"])

    return [Route("/manifest.json", described, methods=["GET"]), *map(pictured, SIZES)]

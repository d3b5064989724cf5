"""Every address that the page answers -> the role it needs; an address that is not here is not answered.

Knows nothing of what stands behind them. What a function of the page needs is said where it is made: ``guarded``.
"""

import re

OPEN = ""  # no login: says nothing of the collection
# (method, pattern of the path, role). Gradio's own addresses are listed too: a new one is closed until somebody
# writes it down here.
ROUTES: tuple[tuple[str, str, str], ...] = (
    ("GET", r"/login/?", OPEN),
    ("POST", r"/login/?", OPEN),
    ("GET", r"/manifest\.json|/icon-\d+\.png|/favicon\.ico|/robots\.txt", OPEN),
    ("GET", r"/healthz|/readyz", OPEN),
    # Gradio asks this of itself as it starts; it answers "true"
    ("GET", r"/gradio_api/startup-events", OPEN),
    ("POST", r"/logout", "reader"),
    ("GET", r"/|/config/?|/theme\.css|/(?:static|assets)/.*", "reader"),
    ("GET", r"/gradio_api/(?:info|openapi\.json|app_id)/?|/gradio_api/mcp/schema", "reader"),
    ("GET", r"/gradio_api/(?:user|login_check|token)/?|/(?:user|login_check)/?", "reader"),
    ("GET", r"/gradio_api/(?:heartbeat|call|queue)/.*|/gradio_api/file=.*", "reader"),
    ("POST", r"/gradio_api/(?:call|run|api|queue)/.*|/gradio_api/(?:reset|cancel)/?", "reader"),
    ("POST", r"/gradio_api/upload/?", "editor"),
    ("GET", r"/gradio_api/upload_progress", "editor"),
    ("GET", r"/gradio_api/mcp(?:/.*)?", "reader"),
    ("POST", r"/gradio_api/mcp(?:/.*)?", "reader"),
    ("DELETE", r"/gradio_api/mcp(?:/.*)?", "reader"),
    ("GET", r"/v1/models", "reader"),
    ("POST", r"/v1/chat/completions", "reader"),
    # numbers without a word of any question; a monitor's token should be able to do as little as may be
    ("GET", r"/metrics", "reader"),
    ("GET", r"/audit", "admin"),
)
_COMPILED = tuple((method, re.compile(pattern), role) for method, pattern, role in ROUTES)


def role_of(method: str, path: str) -> str | None:
    """Return the role that an address needs, None when it is not answered at all."""
    method = "GET" if method == "HEAD" else method
    found = (role for known, pattern, role in _COMPILED if known == method and pattern.fullmatch(path))
    return next(found, None)

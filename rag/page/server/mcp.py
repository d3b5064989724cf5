"""Gradio's MCP server -> the same, made to answer with JSON; or a sentence that says why it cannot be had.

Knows nothing of what the tools do: they are the endpoints of api.py, described by their docstrings.
"""

import json
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from rag.errors import RagError
from rag.page.security.gate import OWN


class Server(Protocol):
    """What this needs of Gradio's MCP server."""

    def postprocess_output_data(self, data: Sequence[object], root_url: str) -> list[Any]:
        """Return results as what is sent to an assistant."""
        ...


def check() -> None:
    """Raise when the tools cannot be offered because the extra is missing."""
    if find_spec("mcp") is None:
        raise RagError(
            "--mcp 需要先安装附加包：.venv/bin/pip install -e '.[mcp]' 。 "
            "--mcp needs the extra: .venv/bin/pip install -e '.[mcp]'"
        )


def come_in(server: Any, token: str) -> None:  # noqa: ANN401 - Gradio's server, of which this replaces a part
    """Let Gradio's MCP server through our own gate: it asks the page over HTTP, for itself and for each caller.

    The token opens what a reader may see. It stands in a header of its own: each call carries the caller's own
    Authorization besides, which the gate asks for first, so that a tool may do just what whoever calls it may.
    In the place of that it would win, since Gradio's client prefers its own headers to those of a call.
    """
    from gradio_client import Client

    def client() -> Client:
        if server._client_instance is None:
            server._client_instance = Client(
                server.local_url,
                download_files=False,
                verbose=False,
                analytics_enabled=False,
                ssl_verify=False,
                _skip_components=False,
                headers={"x-gradio-user": "mcp", OWN.decode("ascii"): token},
            )
        return server._client_instance

    server._get_or_create_client = client


def speak_json(server: Server) -> None:
    """Make every result of a tool JSON; Gradio would write objects in Python's notation, which no program reads."""
    plain = server.postprocess_output_data

    def told(data: Sequence[object], root_url: str) -> list[Any]:
        texts = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in data]
        return plain(texts, root_url)

    setattr(server, "postprocess_output_data", told)  # noqa: B010 - mypy lets nobody assign to a method

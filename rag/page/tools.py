"""Gradio's MCP server -> the same, made to answer with JSON; or a sentence that says why it cannot be had.

Knows nothing of what the tools do: they are the endpoints of api.py, described by their docstrings.
"""

import json
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from rag.errors import RagError


class Server(Protocol):
    """What this needs of Gradio's MCP server."""

    def postprocess_output_data(self, data: Sequence[object], root_url: str) -> list[Any]:
        """Return results as what is sent to an assistant."""
        ...


def check(locked: bool) -> None:
    """Raise when the tools cannot be offered: the extra is missing, or there is a login."""
    if locked:  # measured: Gradio lists the tools to anybody and then fails each call for want of credentials
        raise RagError(
            "--mcp 和 --auth 不能同用：MCP 工具不会登录。请只在本机用 --mcp。 "
            "--mcp cannot be combined with --auth: the tools cannot log in. Use --mcp on this machine alone."
        )
    if find_spec("mcp") is None:
        raise RagError(
            "--mcp 需要先安装附加包：.venv/bin/pip install -e '.[mcp]' 。 "
            "--mcp needs the extra: .venv/bin/pip install -e '.[mcp]'"
        )


def speak_json(server: Server) -> None:
    """Make every result of a tool JSON; Gradio would write objects in Python's notation, which no program reads."""
    plain = server.postprocess_output_data

    def told(data: Sequence[object], root_url: str) -> list[Any]:
        texts = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in data]
        return plain(texts, root_url)

    setattr(server, "postprocess_output_data", told)

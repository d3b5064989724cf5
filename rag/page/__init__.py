"""An index folder -> the page people use, and its API, served on this machine.

Loads nothing heavy: Gradio comes in when a page is built.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

    from rag.page.service.shared_library import Library


def build_page(index_folder: str | Path, *, library: "Library | None" = None) -> "gr.Blocks":
    """Return the page over an index folder, ready to be launched by serve()."""
    from rag.page.server.whole_page import build

    return build(Path(index_folder), library).page


def serve(
    index_folder: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    auth: str = "",
    mcp: bool = False,
    open_browser: bool = False,
    proxy: str = "",
    reader: str = "",
    reranker: str = "",
    log_format: str = "text",
    log_level: str = "warning",
    slow: float = 10.0,
) -> None:
    """Serve the page and its API until it is stopped, and print the address when it is ready."""
    from rag.page.server import trace
    from rag.page.server.serving import serve

    trace.set_up(log_format, log_level)
    serve(
        Path(index_folder),
        host=host,
        port=port,
        auth=auth,
        mcp=mcp,
        open_browser=open_browser,
        proxy=proxy,
        models={name: value for name, value in (("reader", reader), ("reranker", reranker)) if value},
        slow=slow,
    )

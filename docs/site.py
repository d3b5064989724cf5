"""What stands beside docs/ -> pages of the site too, and a page of the public names; called by mkdocs.

Knows nothing of what the pages say: links are turned from the repository's paths into the site's.
"""

import ast
import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
BESIDE = (
    "README.md",
    "README.zh-CN.md",
    "CHANGELOG.md",
    "LOG.md",
    "LICENSE",
    "pyproject.toml",
    "benchmarks/README.md",
)
_LINK = re.compile(
    r"(?P<before>(?<!!)\[(?P<words>[^\[\]]*)\]\(|!\[[^\]]*\]\()(?P<target>(?![a-z]+:|#)[^()\s]+)(?P<after>\))"
)
_REFERENCE = """# In Python

Whatever `import rag` offers; every other name may change. An [answer](answer.schema.json) has the same fields in JSON.

"""


def on_files(files: Files, config: Any, **_: object) -> Files:  # noqa: ANN401 - mkdocs calls it with its own
    """Add the files beside docs/ and the reference."""
    for name in BESIDE:
        files.append(File.generated(config, name, content=(ROOT / name).read_text(encoding="utf-8")))
    tree = ast.parse((ROOT / "rag" / "__init__.py").read_text(encoding="utf-8"))
    homes = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_HOME"
    )
    offered = "".join(f"## {name}\n\n::: {home}.{name}\n\n" for name, home in sorted(homes.items()))
    files.append(File.generated(config, "reference.md", content=_REFERENCE + offered))
    return files


def on_page_markdown(markdown: str, page: Any, files: Files, **_: object) -> str:  # noqa: ANN401
    """Turn links of the repository into links of the site; what is only in the repository becomes plain words."""
    own = page.file.src_uri
    folder = posixpath.dirname(own if own in BESIDE else f"docs/{own}")

    def turned(link: re.Match[str]) -> str:
        target, _, place = link["target"].partition("#")
        path = posixpath.normpath(posixpath.join(folder, target))
        known = files.get_file_from_path(path.removeprefix("docs/"))
        if known is not None:
            target = posixpath.relpath(known.src_uri, posixpath.dirname(own) or ".")
            return f"{link['before']}{target}{'#' + place if place else ''}{link['after']}"
        there = (ROOT / path).exists()  # a link to what is nowhere stays, and the build fails over it
        return link["words"] if there and link["words"] else link[0]

    return _LINK.sub(turned, markdown)

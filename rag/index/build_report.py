"""What was there before and what is there now -> the summary of a build, fit to be shown to a person.

Knows nothing of how an index is made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.settings import REMOVED_UNASKED

Named = tuple[tuple[str, str], ...]  # name of a file and something about it


@dataclass(frozen=True, slots=True)
class Sources:
    """Which documents a build found new, other, gone, or only under another name."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: Named  # old name and new name
    unchanged: int


def compared(
    before: Mapping[str, str], now: Mapping[str, str], described: frozenset[str] = frozenset()
) -> Sources:
    """Compare the documents of two versions, each the sha256 by name.

    ``described`` names those whose bytes are the same but not what is known of them (a side file changed).
    """
    removed = [name for name in before if name not in now]
    added = [name for name in now if name not in before]
    waiting: dict[str, list[str]] = {}
    for name in added:
        waiting.setdefault(now[name], []).append(name)
    renamed = [(name, waiting[before[name]].pop(0)) for name in removed if waiting.get(before[name])]
    old, new = {name for name, _ in renamed}, {name for _, name in renamed}
    return Sources(
        added=tuple(name for name in added if name not in new),
        changed=tuple(
            name for name in now if name in before and (before[name] != now[name] or name in described)
        ),
        removed=tuple(name for name in removed if name not in old),
        renamed=tuple(renamed),
        unchanged=sum(before.get(name) == sha256 and name not in described for name, sha256 in now.items()),
    )


@dataclass(frozen=True, slots=True)
class Removal:
    """The documents that a build is about to take out of an index of so many."""

    names: tuple[str, ...]
    before: int

    @property
    def needs_confirming(self) -> bool:
        """Whether so much would go that it is more likely a mistake than meant: a wrong folder, an unmounted disk."""
        return len(self.names) > max(REMOVED_UNASKED, self.before / 2)

    def __str__(self) -> str:
        shown = "、".join(self.names[:3]) + ("…" if len(self.names) > 3 else "")
        return (
            f"索引里的 {self.before} 个文件将移除 {len(self.names)} 个（{shown}）。 "
            f"{len(self.names)} of the {self.before} documents in the index would be removed."
        )


Confirm = Callable[[Removal], bool]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; its text is fit to be shown."""

    version: str
    published: bool  # False: everything was as before
    documents: int
    articles: int
    passages: int
    embedded: int  # texts the encoder had to see
    added: tuple[str, ...] = ()  # names of documents
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: Named = ()  # name and reason
    warnings: tuple[str, ...] = ()
    renamed: Named = ()  # old name and new name, with the same content
    unchanged: int = 0
    remarks: Named = ()  # name and what to know about a file that was read
    store: str = ""  # the engine that has a copy and is asked

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Sequence[str]:
        state = "已建立 built" if self.published else "没有变化 nothing changed"
        counts = (
            f"新增 {len(self.added)} added，更改 {len(self.changed)} changed，改名 {len(self.renamed)} renamed，"
            f"移除 {len(self.removed)} removed，未变 {self.unchanged} unchanged。"
        )
        lines = [
            f"版本 version {self.version}：{state}。 {self.documents} 个文件 documents，"
            f"{self.articles} 篇文章 articles，{self.passages} 个段落 passages。",
            f"文件 Documents：{counts} 新算 {self.embedded} 个向量 embedded。",
            *self.warnings,
        ]
        if self.store:
            lines.append(f"在这个检索引擎里找 Searched in: {self.store}")
        if self.remarks:
            lines.append(f"读了但请留意 {len(self.remarks)} 个 read, with a remark:")
            lines.extend(f"  {name}：{words}" for name, words in self.remarks)
        if self.refused:
            lines.append(f"没有收下 {len(self.refused)} 个 refused:")
            lines.extend(f"  {name}：{reason}" for name, reason in self.refused)
        return lines

"""The words of a command that looks after an index, already read -> its work, its output and its exit code.

Knows nothing of questions. Each verb imports what it needs when it runs.
"""

from argparse import Namespace

from rag.access.audit import note
from rag.cli.terminal import say


def check(arguments: Namespace) -> int:
    """Prove that the index is whole and that every citation is verbatim."""
    from rag.index.inspection import check

    faults = [*check(arguments.index), *_reader()]
    say(faults or f"{arguments.index}: 完好，逐字无误。 Whole, and verbatim in every article.")
    return 1 if faults else 0


def rollback(arguments: Namespace) -> int:
    """Publish an earlier version again as the newest."""
    from rag.index.rollback import kept, rollback

    made = rollback(arguments.index, arguments.number)
    note(arguments.index, "rollback", [str(arguments.number or "")])
    others = "、".join(str(one.version) for one in kept(arguments.index))
    say(
        f"现在是版本 {made.version}，{made.documents} 个文件。 Now version {made.version}, {made.documents} documents."
    )
    say(f"还留着版本 Also kept: {others}；rag rollback 撤销 undoes this")
    return 0


def upgrade(arguments: Namespace) -> int:
    """Bring an index of an older format up to date."""
    from contextlib import closing

    from rag.cli.terminal import Progress
    from rag.index.upgrade import upgrade

    with closing(Progress()) as progress:
        report = upgrade(arguments.index, progress=progress)
    if report is None:
        say(f"{arguments.index}: 已是这一版的格式，没有改动。 Up to date already; nothing was changed.")
        return 0
    note(arguments.index, "upgrade", [report.version])
    say(str(report))
    return 0


def backup(arguments: Namespace) -> int:
    """Write the index and what the page keeps beside it to one file."""
    from rag.index.backup import backup

    made = backup(arguments.index, arguments.file)
    say(
        f"{arguments.file}: 版本 version {made.version}，{made.documents} 个文件 documents，{made.size / 1e6:.1f} MB"
    )
    return 0


def restore(arguments: Namespace) -> int:
    """Make an index of a backup."""
    from rag.index.backup import restore

    made = restore(arguments.file, arguments.index)
    note(arguments.index, "restore", [str(arguments.file)])
    say(f"{arguments.index}: 已恢复版本 restored, version {made.version}，{made.documents} 个文件 documents")
    return 0


def doctor(arguments: Namespace) -> int:
    """Tell what is installed and what is missing."""
    from rag.cli.doctor import examine, offline, unpack

    if arguments.unpack:
        say(unpack())
        return 0
    findings = offline(arguments.index) if arguments.offline else examine(arguments.index, arguments.config)
    say(finding.line for finding in findings)
    return 0 if all(finding.fine for finding in findings) else 1


def _reader() -> list[str]:
    """Return what is wrong with the reader's weights: an answer is no better than they are."""
    from rag.errors import ModelError
    from rag.model.integrity import check_sum
    from rag.reader import WEIGHTS

    try:
        check_sum(WEIGHTS)
    except (ModelError, OSError) as error:
        return [str(error)]
    return []

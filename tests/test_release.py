"""What is released fits together: the lock is that of the pins, and the site leaves no page out."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def pinned() -> dict[str, set[str]]:
    """Return name -> versions of what is always installed, as pyproject.toml pins it."""
    written = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    needed = written.partition("\ndependencies = [")[2].partition("\n]")[0]
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r'^ +"([\w.-]+)==([\w.]+)', needed, re.M):
        found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(version)
    return found


def locked() -> dict[str, tuple[set[str], int]]:
    """Return name -> (versions, smallest number of hashes) of the lock."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, tuple[set[str], int]] = {}
    for line in text.splitlines():
        if match := re.match(r"([\w.-]+)==([\w.]+)", line):
            versions, least = found.get(match[1], (set(), 1000))
            found[match[1]] = (versions | {match[2]}, min(least, line.count("--hash=sha256:")))
        else:
            assert not line.strip() or line.startswith("#"), f"not locked: {line}"
    return found


def test_the_lock_is_that_of_the_pins_and_every_file_has_a_hash() -> None:
    lock = locked()
    for name, versions in pinned().items():
        assert lock[name][0] == versions, f"{name}: run `make lock`"
    assert len(lock) > 60 and all(hashes > 0 for _, hashes in lock.values())


def test_the_site_has_every_page() -> None:
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = set(re.findall(r": ([\w./-]+\.md)$", site, re.M))
    there = {path.name for path in (ROOT / "docs").glob("*.md")}
    beside = {"README.md", "README.zh-CN.md", "CHANGELOG.md", "LOG.md", "benchmarks/README.md"}
    assert nav == there | beside | {"reference.md"}  # the last is made of the docstrings

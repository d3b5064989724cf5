"""How many faults does an index survive? Kills, failing calls and damage at random, against a model of what must hold.

Run as ``python benchmarks/faults.py [--faults 10000] [--seed 1]``. Each fault gets a fresh copy of a small world: a
user's pages, an index of three versions, and files of the user's inside the index folder. A child process changes the
index (build, add, remove, rollback) and is killed, or has a call fail, or a file of the index is damaged. Then:

* the index answers as before or as after the change; after damage it may be refused instead, in one sentence;
* no file of the user's is another than before;
* the same change, made again without a fault, comes out right, and every check passes.

What breaks a rule is printed with its number, which ``--only NUMBER`` repeats. The encoder is a toy without weights.
"""

import argparse
import errno
import hashlib
import logging
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import RagError
from rag.index import add, build, open_index, remove
from rag.index.backup import backup
from rag.index.inspection import check
from rag.index.rollback import rollback

DAMAGE = ("flipped byte", "cut off", "removed")
KINDS = ("kill at a call", "kill at a moment", "failing call", *DAMAGE)
CALLS = (
    (os, "open"),
    (os, "fsync"),
    (os, "rename"),
    (os, "replace"),
    (os, "unlink"),
    (os, "mkdir"),
    (np, "save"),
)
MOST = 90  # calls that a change makes, about
FINE, REFUSED, BROKEN = 0, 3, 70
State = tuple[object, ...]


class Toy:
    """Characters hashed to eight numbers: enough to tell one text from another."""

    name, dimension, fingerprint = "toy", 8, "0" * 64

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row a text."""
        rows = [
            np.frombuffer(hashlib.sha256(text.encode()).digest()[:8], dtype=np.uint8) + 1.0 for text in texts
        ]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32).reshape(-1, 8)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one unit row a text."""
        return self.encode_queries(texts)

    def encode_sentences(
        self, texts: Sequence[str], sentences: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Return one unit row a text, and for each text one a sentence."""
        parts = [[text[a:b] for a, b in spans] for text, spans in zip(texts, sentences, strict=True)]
        return self.encode_queries(texts), [self.encode_queries(each) for each in parts]


@dataclass(frozen=True, slots=True)
class World:
    """A user's folder with pages, an index, and files in the index folder that are not ours."""

    root: Path

    @property
    def pages(self) -> Path:
        """The user's pages."""
        return self.root / "pages"

    @property
    def index(self) -> Path:
        """The index."""
        return self.root / "index"

    def users(self) -> dict[Path, bytes]:
        """Return every file that is the user's."""
        own = [
            *self.pages.rglob("*"),
            *(self.index / "2019").rglob("*"),
            self.index / ".building-website" / "a.npy.txt",
        ]
        own += [self.index / "feedback.jsonl", self.root / "backup.tar"]
        return {path: path.read_bytes() for path in own if path.is_file()}

    def ask(self) -> State:
        """Return what a reader is given; raises RagError where that is a refusal."""
        with closing(open_index(self.index, encoder=Toy())) as index:
            articles = index.articles()
            hits = index.store.nearest(Toy().encode_queries(["桥"])[0], 9)
            found = [passage.text for passage in index.store.get([hit.passage for hit in hits])]
            return tuple(sorted(article.text for article in articles)), tuple(found), tuple(index.sources())


def page(number: int) -> str:
    """Return a page of its own."""
    return f"# 第{number}座桥通车\n\n本报讯\n\n第{number}座桥昨日通车，全长{number * 100}米，共有{number}条车道。\n"


def make(root: Path) -> World:
    """Return a world with an index of three versions."""
    world = World(root)
    world.pages.mkdir(parents=True)
    for last in (1, 2, 3):
        (world.pages / f"{last}.txt").write_text(page(last), encoding="utf-8")
        build([world.pages], world.index, encoder=Toy())
    for name in ("2019/diary.txt", ".building-website/a.npy.txt", "feedback.jsonl"):
        (world.index / name).parent.mkdir(exist_ok=True)
        (world.index / name).write_text('{"mine": 1}\n', encoding="utf-8")
    backup(world.index, root / "backup.tar")
    (world.pages / "1.txt").write_text(page(4), encoding="utf-8")  # what the changes below are about
    (world.pages / "new.txt").write_text(page(5), encoding="utf-8")
    return world


CHANGES: dict[str, Callable[[World], object]] = {
    "build": lambda world: build([world.pages], world.index, encoder=Toy()),
    "add": lambda world: add([world.pages / "new.txt"], world.index, encoder=Toy()),
    "remove": lambda world: remove(["2.txt"], world.index, encoder=Toy()),
    "rollback": lambda world: rollback(world.index, 2),
}


def in_a_child(work: Callable[[], object], kill_after: float | None = None) -> int:
    """Run work in a forked process, killed after so many seconds; return its exit code, negative for a signal."""
    child = os.fork()
    if child == 0:
        code = FINE
        try:
            work()
        except RagError:
            code = REFUSED
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            code = BROKEN
        os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)  # our own child, not yet waited for: the number is still its own
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def troubled(
    work: Callable[[], object], at: int, what: Callable[[], object], pages: Path
) -> Callable[[], object]:
    """Return the same work with something happening in the place of the ``at``-th call to the disk.

    A page that cannot be read is not among them: it is named in the report and left out, as it should be.
    """

    def run() -> object:
        calls = 0

        def wrap(real: Callable[..., object]) -> Callable[..., object]:
            def call(*arguments: object, **named: object) -> object:
                nonlocal calls
                mine = (
                    arguments and isinstance(arguments[0], str | Path) and pages in Path(arguments[0]).parents
                )
                calls += not mine
                if calls == at and not mine:
                    what()
                return real(*arguments, **named)

            return call

        for module, name in CALLS:
            setattr(module, name, wrap(getattr(module, name)))
        return work()

    return run


def fail(dice: random.Random) -> Callable[[], object]:
    """Return what raises one of the errors that disks give."""
    number = dice.choice((errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS))

    def what() -> None:
        raise OSError(number, os.strerror(number))

    return what


def damage(path: Path, kind: str, dice: random.Random) -> None:
    """Flip a bit of a file, cut it off, or remove it."""
    data = path.read_bytes()
    if kind == "removed":
        path.unlink()
    elif kind == "cut off" or not data:
        os.truncate(path, dice.randrange(len(data) + 1))
    else:
        at = dice.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :])


def one(
    template: World, dice: random.Random, outcomes: dict[str, State], span: float
) -> tuple[str, str, list[str]]:
    """Return the kind of one fault, what came of it, and the rules it broke; a change takes about ``span`` seconds."""
    kind, change = dice.choice(KINDS), dice.choice(sorted(CHANGES))
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        world = World(Path(folder) / "world")
        shutil.copytree(template.root, world.root)
        users, broken = world.users(), []
        work = lambda: CHANGES[change](world)  # noqa: E731 - what the child does
        if kind not in DAMAGE:
            at = dice.randrange(1, MOST)
            kill = lambda: os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731
            after = dice.uniform(0.0, span) if kind == "kill at a moment" else None
            what = fail(dice) if kind == "failing call" else kill
            code = in_a_child(work if after is not None else troubled(work, at, what, world.pages), after)
            if code == BROKEN:
                broken.append("an error that is no sentence")
        else:
            ours = [path for path in world.index.rglob("*") if path.is_file() and path not in users]
            damage(dice.choice(sorted(ours)), kind, dice)
        came, said = _outcome(world, kind, change, outcomes)
        broken += said + _after(world, users, change, outcomes, kind)
        return f"{kind}: {change}" if kind not in DAMAGE else kind, came, broken


def _outcome(world: World, kind: str, change: str, outcomes: dict[str, State]) -> tuple[str, list[str]]:
    """Return which answer the index gives now, and whether it may."""
    try:
        state = world.ask()
    except RagError as error:
        return "refused", [] if kind in DAMAGE else [f"refused without damage: {error}"]
    except Exception as error:
        return "broken", [f"asking: {type(error).__name__}: {error}"]
    if state == outcomes["before"]:
        return "as before", []
    if kind not in DAMAGE and state == outcomes[change]:
        return "as after", []
    return "wrong", ["an answer that is neither that of before nor that of after"]


def _after(
    world: World, users: dict[Path, bytes], change: str, outcomes: dict[str, State], kind: str
) -> list[str]:
    """Return the rules that do not hold afterwards: the user's files, and the change made again."""
    broken = [f"{path.name} is not as it was" for path, data in users.items() if _read(path) != data]
    try:
        change = "build" if kind in DAMAGE else change  # what a damaged index is told to do
        if kind in DAMAGE or world.ask() == outcomes["before"]:
            CHANGES[change](world)
        if world.ask() != outcomes[change]:
            broken.append(f"{change}, made again, gives another index")
        broken += check(world.index, encoder=Toy())
    except Exception as error:
        broken.append(f"{change} again: {type(error).__name__}: {error}")
    return broken + [f"{path.name} is not as it was" for path, data in users.items() if _read(path) != data]


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def expected(template: World, folder: Path) -> dict[str, State]:
    """Return what must be answered before and after each change."""
    found = {"before": template.ask()}
    for name, change in CHANGES.items():
        world = World(folder / name)
        shutil.copytree(template.root, world.root)
        change(world)
        found[name] = world.ask()
    return found


def run(
    faults: Sequence[int], seed: int, tell: Callable[[str], object] = lambda line: None
) -> tuple[Counter[tuple[str, str]], int]:
    """Return how often each kind of fault came to which outcome, and how many rules were broken."""
    counted: Counter[tuple[str, str]] = Counter()
    violations = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        template = make(Path(folder) / "template")
        began = time.monotonic()
        outcomes = expected(template, Path(folder))
        span = (time.monotonic() - began) / len(CHANGES)
        with suppress(KeyboardInterrupt):
            for number in faults:
                kind, came, broken = one(template, random.Random(f"{seed} {number}"), outcomes, span)
                counted[kind, came] += 1
                violations += bool(broken)
                for rule in broken:
                    tell(f"fault {number}, {kind}, {came}: {rule}")
                if number % 100 == 99:
                    tell(f"{number + 1} faults, {violations} with a rule broken")
    return counted, violations


def main() -> int:
    """Run the faults and print the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--faults", type=int, default=10_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--only", type=int, help="repeat one fault by its number")
    asked = words.parse_args()
    logging.disable(logging.WARNING)  # that CURRENT was lost is what was done to it
    numbers = range(asked.faults) if asked.only is None else [asked.only]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped early, it still shows the table
    counted, violations = run(numbers, asked.seed, lambda line: print(line, file=sys.stderr))
    columns = ("as before", "as after", "refused", "wrong", "broken")
    print(f"{'fault':<30}{'injected':>10}" + "".join(f"{name:>11}" for name in columns))
    for kind in sorted({kind for kind, _ in counted}):
        row = [counted[kind, name] for name in columns]
        print(f"{kind:<30}{sum(row):>10}" + "".join(f"{each:>11}" for each in row))
    print(f"{sum(counted.values())} faults, {violations} with a rule broken")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())

"""A running page -> questions in a row over /v1: whether answers stay the same, and memory, files and threads flat.

Knows nothing of whether the answers are right. It asks at the pace that one asker is allowed and waits when told to.

    python benchmarks/endurance.py                       200 questions over indexes/
    python benchmarks/endurance.py --questions 100000 --questions-from tests/data/seed_qa_dev.jsonl
"""

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
from served import served

ROOT = Path(__file__).resolve().parent.parent
TENTHS = 10
GROWTH = 1.05  # of memory, between the second tenth and the last: what caches hold is there by then
ROOM = 40  # megabytes that it may grow by besides: the allocator's, not ours
SPREAD = 8  # files and threads that may be open more at one look than at another


def main(words: Sequence[str] | None = None) -> int:
    """Ask, print a Markdown table, and return 1 when something changed, failed or grew."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, default=ROOT / "indexes")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument(
        "--questions-from", type=Path, default=ROOT / "tests" / "data" / "seed_qa_dev.jsonl", metavar="FILE"
    )
    given = parser.parse_args(words)
    lines = given.questions_from.read_text(encoding="utf-8").splitlines()
    asked = list(dict.fromkeys(json.loads(line)["question"] for line in lines if line.strip()))
    with served(given.index.resolve()) as (address, _):
        return _told(list(_tenths(address, asked, max(given.questions, TENTHS))))


Look = dict[str, float]


def _tenths(address: str, asked: Sequence[str], questions: int) -> Iterator[Look]:
    """Ask, and yield what the process holds after each tenth of the way."""
    first: dict[str, str] = {}
    counts = {"other answers": 0.0, "failed": 0.0, "waited": 0.0}
    with httpx.Client(base_url=address, timeout=300.0) as client:
        for number in range(1, questions + 1):
            question = asked[(number - 1) % len(asked)]
            reply = _asked(client, question, counts)
            if reply.status_code != 200:
                counts["failed"] += 1
            elif first.setdefault(question, _digest(reply)) != _digest(reply):
                counts["other answers"] += 1
            if number * TENTHS // questions != (number - 1) * TENTHS // questions:
                yield {"questions": float(number), **_held(client), **counts}


def _asked(client: httpx.Client, question: str, counts: dict[str, float]) -> httpx.Response:
    body = {"messages": [{"role": "user", "content": question}]}
    while True:
        reply = client.post("/v1/chat/completions", json=body)
        if reply.status_code != 429:
            return reply
        counts["waited"] += 1
        time.sleep(float(reply.headers.get("retry-after", 1)))


def _digest(reply: httpx.Response) -> str:
    """Return what stays the same of an answer: the seconds that it took do not."""
    answer = reply.json()["wenbao"]
    answer.pop("timings", None)
    return hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()


def _held(client: httpx.Client) -> Look:
    """Return what the process says of itself at /metrics."""
    lines = (line.rpartition(" ") for line in client.get("/metrics").text.splitlines())
    numbers = {name: float(value) for name, _, value in lines if name and not name.startswith("#")}
    return {
        "resident MB": numbers.get("process_resident_memory_bytes", 0.0) / 1e6,
        "open files": numbers.get("process_open_fds", 0.0),
        "waiting": sum(value for name, value in numbers.items() if name.startswith("wenbao_queue_length")),
        "threads": float(_threads()),
    }


def _threads() -> int:
    """Return the threads of every process that this one started, 0 where that cannot be seen."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            told = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        if told.get("PPid", "").strip() == str(os.getpid()):
            total += int(told["Threads"])
    return total


def _told(looks: Sequence[Look]) -> int:
    names = list(looks[0])
    print(f"| {' | '.join(names)} |\n|{'---|' * len(names)}")
    for look in looks:
        print(f"| {' | '.join(f'{look[name]:.0f}' for name in names)} |")
    early, last = looks[1], looks[-1]
    faults = [name for name in ("other answers", "failed") if last[name]]
    if last["resident MB"] > early["resident MB"] * GROWTH + ROOM:
        faults.append("memory grows")
    faults += [f"{name} grow" for name in ("open files", "threads") if last[name] > early[name] + SPREAD]
    print("; ".join(faults) or "flat, and the same answers")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

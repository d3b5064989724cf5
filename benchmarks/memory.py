"""A running page -> the memory it holds before the first question and after some, for one checkout or for two.

Knows nothing of speed. Linux alone says what of a process is resident; the figures of two checkouts of one machine
compare, those of two machines hardly.

    python benchmarks/memory.py                      the page of this checkout over the index in indexes/
    python benchmarks/memory.py --against ../before  and that of an older checkout, over the same index
"""

import argparse
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ("长治公厕有多少座？", "潞州区委书记是谁？", "How many public toilets are there in Changzhi?")
WAIT = 300  # seconds for the page to come up, or for an answer
MEASURES = ("VmRSS", "VmHWM", "RssAnon", "RssFile")


def resident(process: int) -> dict[str, int]:
    """Return megabytes of a process: resident now, at most so far, its own, of mapped files."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.startswith(MEASURES)}
    return {name: found[name] for name in MEASURES}


def measured(checkout: Path, index: Path) -> dict[str, dict[str, int]]:
    """Return what the page of a checkout holds when it is up, after one question and after all."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "rag", "serve", "--index", str(index.resolve()), "--port", str(port)]
    page = subprocess.Popen(words, cwd=checkout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/", page)
        found = {"up": resident(page.pid)}
        for number, question in enumerate(QUESTIONS, 1):
            ask(port, question)
            found[f"after {number}"] = resident(page.pid)
        return found
    finally:
        page.terminate()
        page.wait()


def wait_for(address: str, page: "subprocess.Popen[bytes]") -> None:
    """Return when a page answers; raises RuntimeError when it has ended or does not come."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until and page.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answered:
                answered.read()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError("The page did not come up. Try rag serve by hand.")


def ask(port: int, question: str) -> None:
    """Ask one question, as a program would."""
    body = json.dumps({"messages": [{"role": "user", "content": question}]}).encode()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/chat/completions", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=WAIT) as answered:
        answered.read()


def main() -> None:
    """Measure and print a Markdown table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--index", type=Path, default=ROOT / "indexes")
    words.add_argument("--against", type=Path, help="the folder of another checkout")
    given = words.parse_args()
    print("| checkout | when | resident MB | at most | its own | of files |\n|---|---|---|---|---|---|")
    for name, checkout in (("other", given.against), ("this", ROOT)):
        if checkout is not None:
            for when, megabytes in measured(checkout, given.index).items():
                print(
                    f"| {name} | {when} | {' | '.join(str(megabytes[one]) for one in MEASURES)} |", flush=True
                )


if __name__ == "__main__":
    main()

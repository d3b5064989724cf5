"""An index and a number of people -> what happens when all of them ask at once: counts and ratios, as a table.

Run as ``python benchmarks/crowd.py [--index indexes] [--people 30]``. Everybody is a client of gradio_client with a
session and a question of their own, made from the articles; latencies are ratios to one person asking alone.
"""

import argparse
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.served import quantile, served

if TYPE_CHECKING:
    from gradio_client import Client

LOOK = 0.05  # seconds between two looks at a job
ALONE = 5  # questions of the single person; the median counts


@dataclass(frozen=True, slots=True)
class Told:
    """What one person got for one question."""

    question: str
    answer: dict[str, Any] | None  # None when there was none
    message: str  # why there was none
    first: float  # seconds until the first stage was streamed
    whole: float
    place: int  # the highest place in the queue that was told; 0 when none was

    @property
    def own(self) -> bool:
        """Whether the answer is that to this question, its words cut from the article it cites."""
        return self.answer is not None and self.answer["question"] == self.question


def questions(index: Path, count: int) -> list[str]:
    """Return different questions that the articles themselves suggest."""
    from rag.index import open_index
    from rag.page.service import question_suggestions

    opened = open_index(index)
    made = [one.question for article in opened.articles() for one in question_suggestions.questions(article)]
    opened.close()
    different = list(dict.fromkeys(made))
    if not different:
        raise SystemExit("No question could be made from these articles.")
    # too few articles for so many people: the same question, told apart by its wording
    return ["请问，" * (n // len(different)) + different[n % len(different)] for n in range(count)]


def ask(client: "Client", question: str, gate: threading.Barrier | None = None) -> Told:
    """Ask as the page does, by the streaming endpoint, and watch what comes."""
    if gate is not None:
        gate.wait()
    begun = time.perf_counter()
    job = client.submit(question, api_name="/chat")
    first, place = 0.0, 0
    while not job.done():
        if not first and job.outputs():
            first = time.perf_counter() - begun
        rank = job.status().rank
        if rank is not None and not first:
            place = max(place, rank + 1)
        time.sleep(LOOK)
    whole = time.perf_counter() - begun
    error = job.exception()
    outputs = job.outputs()
    answer = outputs[-1].get("answer") if outputs and error is None else None
    return Told(question, answer, str(error or ""), first or whole, whole, place)


def crowd(address: str, asked: list[str]) -> list[Told]:
    """Return what each person got when all asked at the same moment."""
    from gradio_client import Client

    people = [Client(address, verbose=False, download_files=False) for _ in asked]
    gate = threading.Barrier(len(asked))
    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(lambda pair: ask(*pair, gate), zip(people, asked, strict=True)))


def report(alone: list[Told], together: list[Told]) -> list[str]:
    """Return the lines of the table."""
    whole, first = (quantile([getattr(one, name) for one in alone], 0.5) for name in ("whole", "first"))
    answered = [one for one in together if one.own]
    wrong = [one for one in together if one.answer is not None and not one.own]
    refused = [one for one in together if one.answer is None]
    lines = [
        f"{len(together)} people asked {len({one.question for one in together})} questions at once",
        f"  their own answer   {len(answered):4}",
        f"  somebody else's    {len(wrong):4}",
        f"  a polite refusal   {len(refused):4}",
        f"  told their place   {sum(one.place > 0 for one in together):4}",
        "",
        f"one person alone: answer {whole * 1000:.0f} ms, first stage {first * 1000:.0f} ms (medians of {len(alone)})",
        f"{'times that of one alone':<26}{'median':>8}{'90 %':>8}{'last':>8}",
    ]
    for name, one in (("whole", whole), ("first", first)):
        values = [getattr(told, name) / one for told in answered] or [float("nan")]
        shares = "".join(f"{quantile(values, share):>8.1f}" for share in (0.5, 0.9, 1.0))
        lines.append(f"{'the answer' if name == 'whole' else 'the first stage':<26}{shares}")
    return [*lines, *sorted({f"  refused: {one.message}" for one in refused})]


def main() -> int:
    """Measure and print; 1 when anybody got another's answer or nothing at all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--index", type=Path, default=Path("indexes"))
    parser.add_argument("--people", type=int, default=30)
    arguments = parser.parse_args()
    from gradio_client import Client

    asked = questions(arguments.index, arguments.people)
    with served(arguments.index) as (address, _):
        single = Client(address, verbose=False, download_files=False)
        ask(single, asked[0])  # wakes the models
        alone = [ask(single, asked[n % len(asked)]) for n in range(ALONE)]
        time.sleep(ALONE)  # a client may ask forty times at once, then twice a second
        together = crowd(address, asked)
    print("\n".join(report(alone, together)))
    return (
        0
        if all(one.own or one.message for one in together)
        and not any(one.answer is not None and not one.own for one in together)
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())

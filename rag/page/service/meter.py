"""What the page does -> numbers that a monitor collects: counters and histograms, never a word of a question.

Knows nothing of how an answer is made. Each page that is served has numbers of its own.
"""

import logging
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from rag.errors import QuestionError
from rag.settings import VERSION
from rag.types import Answer

LOG = logging.getLogger("rag.page")
SLOW = 10.0  # seconds after which a question is logged as slow; an ordinary one takes about one
# From a question that finds its answer in memory to one that waits for the models to be loaded.
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
disable_created_metrics()  # type: ignore[no-untyped-call]  # when each number was first counted: twice the lines, and nobody asks for it
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
Numbers = Callable[[], Mapping[str, int]]
_NONE: Mapping[str, float] = MappingProxyType({})


class Watched(Protocol):
    """What is read of an open index."""

    @property
    def standing(self) -> tuple[int, int]:
        """Number of the open version and of its articles."""

    @property
    def ready(self) -> bool:
        """Whether questions can be answered."""


@dataclass
class Asked:
    """One question on its way, for as long as it is worked on."""

    meter: "Meter"
    length: int
    began: float = field(default_factory=time.perf_counter)
    done: bool = False

    def answered(self, answer: Answer) -> None:
        """Note the answer, with the seconds of its stages."""
        talk = answer.explanation is not None and answer.explanation.code == "talk"
        outcome = "talk" if talk else "answered" if answer.answerable else "not_found"
        self.end(outcome, answer.timings, answer.index_version)

    def end(self, outcome: str, timings: Mapping[str, float] = _NONE, version: str = "") -> None:
        """Note how the question ended; only its first end counts."""
        if self.done:
            return
        self.done = True
        self.meter.ended(self, outcome, timings, version)


class Meter:
    """Every number of one page."""

    def __init__(self, slow: float = SLOW) -> None:
        """Start at nothing; ``slow``: seconds from which a question is logged as slow, 0 for never."""
        self.slow = slow
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "wenbao_questions", "Questions by how they ended", ["outcome"], registry=self.registry
        )
        self._whole = Histogram(
            "wenbao_question_seconds",
            "Seconds from a question's turn to its end",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._stages = Histogram(
            "wenbao_stage_seconds",
            "Seconds of each stage of an answer",
            ["stage"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._requests = Counter(
            "wenbao_http_requests", "HTTP requests by method and status", ["method", "status"],
            registry=self.registry,
        )  # fmt: skip
        ProcessCollector(registry=self.registry)

    @contextmanager
    def question(self, question: object) -> Iterator[Asked]:
        """Measure one question; whatever is raised ends it and goes on."""
        asked = Asked(self, len(question) if isinstance(question, str) else 0)
        try:
            yield asked
        except QuestionError:
            asked.end("refused")
            raise
        except Exception:
            asked.end("failed")
            raise
        finally:
            asked.end("left")  # its asker did not wait

    def ended(self, asked: Asked, outcome: str, timings: Mapping[str, float], version: str) -> None:
        """Count a question and log it without its text."""
        seconds = time.perf_counter() - asked.began
        self._questions.labels(outcome).inc()
        self._whole.observe(seconds)
        for stage, took in timings.items():
            self._stages.labels(stage).observe(took)
        fields: dict[str, object] = {"outcome": outcome, "seconds": round(seconds, 3), "length": asked.length}
        fields |= {"index_version": version} if version else {}
        fields |= {f"{stage}_seconds": round(took, 3) for stage, took in timings.items()}
        if self.slow and seconds >= self.slow:
            LOG.warning("slow question", extra={"fields": fields})
        else:
            LOG.info("question", extra={"fields": fields})

    def requested(self, method: str, status: int) -> None:
        """Count one HTTP request."""
        self._requests.labels(method if method in METHODS else "other", str(status)).inc()

    def watch(self, library: Watched, queues: Numbers, refused: Numbers) -> None:
        """Have what stands elsewhere read whenever the numbers are asked for."""
        self.registry.register(_Standing(library, queues, refused))


class _Standing(Collector):
    """What is read at the moment it is asked for: the index, the queues, who was turned away."""

    def __init__(self, library: Watched, queues: Numbers, refused: Numbers) -> None:
        self._library, self._queues, self._refused = library, queues, refused

    def describe(self) -> Iterable[Metric]:
        """Name nothing beforehand: reading would wait for the index."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Read everything; opens and waits for nothing."""
        version, articles = self._library.standing
        yield GaugeMetricFamily("wenbao_ready", "1 when questions can be answered", int(self._library.ready))
        yield GaugeMetricFamily("wenbao_index_version", "Number of the open version, 0 for none", version)
        yield GaugeMetricFamily("wenbao_index_articles", "Articles in the open version", articles)
        lengths = GaugeMetricFamily(
            "wenbao_queue_length", "Who waits or is being worked for", labels=["queue"]
        )
        for queue, length in self._queues().items():
            lengths.add_metric([queue], length)
        yield lengths
        refused = CounterMetricFamily("wenbao_refused", "Who was turned away", labels=["why"])
        for why, number in self._refused().items():
            refused.add_metric([why], number)
        yield refused
        build = InfoMetricFamily("wenbao_build", "What is running")
        build.add_metric([], {"version": VERSION, "python": platform.python_version()})
        yield build

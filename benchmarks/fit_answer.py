"""Held-out reading questions -> coefficients for rag/answer/weights.py, and how well they do on a QA test set.

Each held-out question is asked of an index of its own and foreign articles twice: as it is, and with the article
that answers it taken away. ``rank`` is fitted to put right spans before wrong ones of the same question, ``sure`` to
tell right answers from all others. Nothing of the QA test set is fitted; its figures help to choose between fits.

    python benchmarks/fit_answer.py DATA WORK --seeds indexes --questions tests/data/seed_qa_dev.jsonl
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag.answer.choose import choose
from rag.answer.features import look_at
from rag.answer.merge import grouped
from rag.answer.weights import TRAINED
from rag.ask import the_reader
from rag.evaluate import load_questions
from rag.index import Index, build, open_index
from rag.reader.training.__main__ import questions_of
from rag.search import search

DEPTH = 12  # passages read for one question
RANK = ("score", "relevance", "fused", "agreement", "overlap", "near", "echo", "sentence", "post", "headline")
SURE = (
    "score", "relevance", "agreement", "overlap", "near", "unknown", "lead", "support", "fused", "sentence", "post",
    "english", "keyword", "term",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One asking: features of each option, how right it is (F1 with the best reference), and the group it fell in."""

    name: str
    answerable: bool
    options: tuple[dict[str, float], ...]
    right: tuple[float, ...]


def articles_file(data: Path, folder: Path, distractors: int) -> list[tuple[str, str, str]]:
    """Write the articles to index as JSON lines; return (question, answer, context) of the held-out questions."""
    training, held = questions_of(data, 0)
    contexts = {q.context: q.title for q in held}
    foreign = random.Random(3).sample(sorted({(q.context, q.title) for q in training}), distractors)
    with gzip.open(data / "news" / "docs_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        news = [json.loads(line)["text"] for _, line in zip(range(distractors), lines, strict=False)]
    rows = [*contexts.items(), *foreign, *((text, "") for text in news)]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as out:
        for text, title in rows:
            out.write(json.dumps({"title": title, "text": text}, ensure_ascii=False) + "\n")
    return [(q.question, q.context[q.start : q.end], q.context) for q in held]


def bag_f1(gold: str, found: str) -> float:
    """Return F1 over characters without punctuation."""
    one, two = (Counter(re.sub(r"\W", "", text)) for text in (gold, found))
    same = sum((one & two).values())
    return 2 * same / (one.total() + two.total()) if same else 0.0


def cases_of(index: Index, asked: list[tuple[str, list[str], str]]) -> Iterator[Case]:
    """Yield two cases a question: with its gold article and without; asked = (question, answers, evidence)."""
    texts = {article.id: re.sub(r"\s", "", article.text) for article in index.articles()}
    reader = the_reader()
    for number, (question, answers, evidence) in enumerate(asked, 1):
        wide = search(index, question, top_k=40)
        probe = re.sub(r"\s", "", evidence)[:60]
        gold = {id for id, text in texts.items() if evidence and probe in text}
        ways = [(True, wide[:DEPTH])] if answers else [(False, wide[:DEPTH])]
        if gold:
            ways.append((False, [c for c in wide if c.passage.article not in gold][:DEPTH]))
        for answerable, candidates in ways:
            readings = reader.read(question, candidates)
            query = look_at(question, candidates, index)
            options = list(choose(query, candidates, readings, index, TRAINED).options)[:60]
            groups = grouped(options, query.asked.type)
            support = {id(option): len(group) - 1.0 for group in groups for option in group}
            features = tuple({**o.features, "support": min(3.0, support[id(o)])} for o in options)
            right = tuple(max((bag_f1(a, o.reading.text) for a in answers), default=0.0) for o in options)
            # With the gold article gone a span may still be right: another article says the same.
            yield Case(question, answerable, features, right)
        if number % 20 == 0:
            print(f"{number}/{len(asked)}", file=sys.stderr, flush=True)


def cached(path: Path, make: Iterator[Case]) -> list[Case]:
    """Return the cases of a file, making it first when it is absent."""
    if not path.is_file():
        rows = [[c.name, c.answerable, list(c.options), list(c.right)] for c in make]
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return [Case(n, a, tuple(o), tuple(r)) for n, a, o, r in json.loads(path.read_text(encoding="utf-8"))]


def fit_rank(cases: list[Case]) -> dict[str, float]:
    """Fit weights by differences between a right and a wrong span of one question."""
    rows = []
    for case in cases:
        table = [[o.get(n, 0.0) for n in RANK] for o in case.options]
        good = [i for i, r in enumerate(case.right) if r >= 0.8 and r >= max(case.right) - 1e-6]
        bad = sorted((i for i, r in enumerate(case.right) if r < 0.5), key=lambda i: -case.options[i]["score"])[:8]
        if case.answerable and good and bad:
            best = max(good, key=lambda i: case.options[i]["score"])
            rows += [np.subtract(table[best], table[i]) for i in bad]
    differences = np.array(rows)
    x, y = np.concatenate([differences, -differences]), np.repeat([1, 0], len(rows))
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=2000).fit(x, y)
    weights = model.coef_[0] / max(abs(model.coef_[0][0]), 1e-6)
    return {name: round(float(w), 3) for name, w in zip(RANK, weights, strict=True)}


def best_of(case: Case, rank: dict[str, float]) -> tuple[dict[str, float], float]:
    """Return the features of the best option with its lead, and how right it is."""
    if not case.options:
        return dict.fromkeys(SURE, 0.0), 0.0
    scores = [sum(w * o.get(n, 0.0) for n, w in rank.items()) for o in case.options]
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    others = (scores[i] for i in order[1:] if abs(case.right[i] - case.right[order[0]]) > 0.3)
    rival = next(others, scores[order[0]] - 2)
    lead = max(-3.0, min(3.0, scores[order[0]] - rival))
    return {**case.options[order[0]], "lead": lead}, case.right[order[0]]


def table_of(cases: list[Case], rank: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the features of the best options (n, len(SURE)) and whether each is right (n,)."""
    best = [best_of(case, rank) for case in cases]
    return np.array([[f.get(n, 0.0) for n in SURE] for f, _ in best]), np.array([r >= 0.6 for _, r in best])


def report(name: str, cases: list[Case], rank: dict[str, float], sure: np.ndarray | None) -> None:
    """Print F1 of the best option and, where there is one, how well the confidence does."""
    x, right = table_of(cases, rank)
    known = np.array([case.answerable for case in cases])
    f1 = np.mean([best_of(case, rank)[1] for case in cases if case.answerable])
    reach = np.mean([max(case.right, default=0.0) for case in cases if case.answerable])
    line = f"{name}: F1 {f1:.3f} (best option {reach:.3f})"
    if sure is not None and 0 < known.sum() < len(known):
        chance = 1 / (1 + np.exp(-(x @ sure[:-1] + sure[-1])))
        line += f" AUROC answerable {roc_auc_score(known, chance):.3f} right {roc_auc_score(right, chance):.3f}"
        for point in (0.3, 0.4, 0.5, 0.6):
            said = chance >= point
            wrongly = (said & ~known).sum() / (~known).sum()
            line += f" | {point}: answers {said[known].mean():.2f}, of unanswerable {wrongly:.2f}"
    print(line)


def main() -> None:
    """Make the cases, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--seeds", type=Path, default=Path("indexes"))
    parser.add_argument("--questions", type=Path, default=Path("tests/data/seed_qa_dev.jsonl"))
    parser.add_argument("--most", type=int, default=400)
    parser.add_argument("--distractors", type=int, default=300)
    options = parser.parse_args()
    held = articles_file(options.data, options.work / "articles", options.distractors)
    random.Random(5).shuffle(held)
    where = options.work / "index"
    if not where.is_dir():
        build([options.work / "articles"], where)
    fitted = cached(
        options.work / "held.json",
        cases_of(open_index(where), [(q, [a], c) for q, a, c in held[: options.most]]),
    )
    dev = load_questions(options.questions)
    chosen = cached(
        options.work / "dev.json",
        cases_of(open_index(options.seeds), [(q.question, list(q.answers), q.evidence or "") for q in dev]),
    )
    rank = fit_rank(fitted)
    x, right = table_of(fitted, rank)
    model = LogisticRegression(C=0.3, max_iter=5000).fit(x, right)
    sure = np.array([*model.coef_[0], model.intercept_[0]])
    print("rank =", json.dumps(rank))
    print("sure =", json.dumps({n: round(float(w), 3) for n, w in zip((*SURE, "bias"), sure, strict=True)}))
    report("held out", fitted, rank, sure)
    report("QA test set", chosen, rank, sure)
    now = np.array([*(TRAINED.sure.get(n, 0.0) for n in SURE), TRAINED.bias])
    report("QA test set, weights of now", chosen, dict(TRAINED.rank), now)


if __name__ == "__main__":
    main()

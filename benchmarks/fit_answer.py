"""Held-out reading questions -> coefficients for rag/answer/weights.py, and how well they do on a QA test set.

Each held-out question is asked of an index of its own and foreign articles up to four times: as it is, with the article
that answers it taken away, with the passages that hold the answer taken away, and about another name or figure.
``rank`` is fitted to put right spans before wrong ones of the same question, ``sure`` to tell right answers from all
others. Nothing of the QA test set is fitted; its figures help to choose between fits.

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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from rag.answer.choose import choose
from rag.answer.features import logistic, look_at, weigh
from rag.answer.fitting import fit_rank, fit_sure
from rag.answer.merge import grouped
from rag.answer.weights import TRAINED, Weights
from rag.ask import the_reader
from rag.evaluate import load_questions
from rag.evaluate.relevance import overlaps
from rag.index import Index, build, open_index
from rag.reader.training.__main__ import SEED, questions_of
from rag.reader.training.examples import Example, Question, restyled
from rag.reader.training.made import made_questions
from rag.reader.training.swaps import with_another_name
from rag.search import search

MADE = 3500  # questions made by rule that the reader was trained on; others are asked here
MADE_ASKED = 150
RECURRING = 6500  # questions from facts told twice, as the reader was trained with: others are held out
DEPTH = 12  # passages read for one question
RESTYLED = 0.5  # of the questions: readers seldom use the words of the article
RIGHT = 0.6  # F1 from which an answer counts as right, as in rag.evaluate
RANK = ("score", "fused", "agreement", "echo", "meaning", "foreign")
PASSAGE = ("score", "fused", "agreement", "meaning")
SURE = ("score", "agreement", "lead", "foreign", "english", "keyword", "term")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers, the text around them, and the same question about something else ("" = none)."""

    question: str
    answers: tuple[str, ...]
    evidence: str
    misleading: str = ""
    harder: bool = False  # asked without the passages that hold the answer, too


@dataclass(frozen=True, slots=True)
class Case:
    """One asking: for each option its features, how right it is (F1 with the best reference), its passage."""

    question: str
    answerable: bool
    options: tuple[dict[str, float], ...]
    right: tuple[float, ...]
    passages: tuple[int, ...]  # the passage that each option stands in
    gold: tuple[int, ...]  # passages that hold the answer and its evidence


def articles_file(data: Path, folder: Path, distractors: int) -> list[Asked]:
    """Write the articles to index as JSON lines; return the held-out questions."""
    training, held = questions_of(data, 0, RECURRING)
    contexts = {q.context: q.title for q in held}  # before questions made from news join them
    foreign = random.Random(3).sample(sorted({(q.context, q.title) for q in training}), distractors // 2)
    path = data / "news" / "docs_20k.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        news = [json.loads(line)["text"] for _, line in zip(range(distractors), lines, strict=False)]
    seen = {(q.id, q.question) for q in made_questions(path, MADE, SEED)}
    made = [q for q in made_questions(path, 10**6, SEED + 1) if int(q.id.split("-")[1]) < distractors]
    held += [q for q in made if (q.id, q.question) not in seen][:MADE_ASKED]
    rows = [*contexts.items(), *foreign, *((text, "") for text in news)]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as out:
        for text, title in rows:
            out.write(json.dumps({"title": title, "text": text}, ensure_ascii=False) + "\n")
    chance = random.Random(11)
    return [
        Asked(
            as_readers_ask(q, chance),
            (q.context[q.start : q.end],),
            around(q),
            misleading(q, held, chance),
            harder=True,
        )
        for q in held
    ]


def misleading(question: Question, others: Sequence[Question], chance: random.Random) -> str:
    """Return the question about another name or figure of the same kind, which its article does not mention."""
    example = Example(question.question, question.title, question.context, question.start, question.end)
    other = with_another_name(example, others, chance)
    return other.question if other else ""


def as_readers_ask(question: Question, chance: random.Random) -> str:
    """Return half of the questions as they are, half as they are typed by others: in other words, in English."""
    asked = Example(question.question, "", "", -1, -1)
    return (restyled(asked, chance) if chance.random() < RESTYLED else asked).question


def around(question: Question) -> str:
    """Return the text near the answer, by which the article that holds it is known."""
    return question.context[max(0, question.start - 40) : question.end + 40]


def bag_f1(gold: str, found: str) -> float:
    """Return F1 over characters without punctuation."""
    one, two = (Counter(re.sub(r"\W", "", text)) for text in (gold, found))
    same = sum((one & two).values())
    return 2 * same / (one.total() + two.total()) if same else 0.0


def cases_of(index: Index, questions: Sequence[Asked]) -> Iterator[Case]:
    """Yield the cases of each question: with its gold articles, without, and what else there is of it."""
    texts = {article.id: article.text for article in index.articles()}
    reader = the_reader()
    for number, one in enumerate(questions, 1):
        answers, evidence = one.answers, one.evidence
        wide = search(index, one.question, top_k=40)
        gold = {id for id, text in texts.items() if evidence and overlaps(evidence, text)}
        ways = [(one.question, bool(answers), wide[:DEPTH])]
        if gold:
            ways.append((one.question, False, [c for c in wide if c.passage.article not in gold][:DEPTH]))
        if gold and one.harder:
            plain_text = {c.passage.id: plain(c.passage.text) for c in wide}
            rest = [c for c in wide if not any(plain(a) in plain_text[c.passage.id] for a in answers)]
            ways.append((one.question, False, rest[:DEPTH]))
        if one.misleading:
            ways.append((one.misleading, False, search(index, one.misleading, top_k=DEPTH)))
        for question, answerable, candidates in ways:
            query = look_at(question, candidates, index)
            options = choose(query, candidates, reader.read(question, candidates), index, TRAINED).options[
                :90
            ]
            support = {id(o): len(group) - 1.0 for group in grouped(options, query.asked.type) for o in group}
            holding = [
                c.passage.id
                for c in candidates
                if c.passage.article in gold
                and overlaps(evidence, c.passage.text)
                and any(plain(a) in plain(c.passage.text) for a in answers)
            ]
            yield Case(
                question,
                answerable,
                tuple({**o.features, "support": min(3.0, support[id(o)])} for o in options),
                tuple(max((bag_f1(a, o.reading.text) for a in answers), default=0.0) for o in options),
                tuple(o.candidate.passage.id for o in options),
                tuple(holding),
            )
        if number % 20 == 0:
            print(f"{number}/{len(questions)}", file=sys.stderr, flush=True)


def plain(text: str) -> str:
    """Return the text without white space."""
    return re.sub(r"\s", "", text)


def cached(path: Path, make: Iterator[Case]) -> list[Case]:
    """Return the cases of a file, making it first when it is absent."""
    if not path.is_file():
        path.write_text(json.dumps([asdict(case) for case in make], ensure_ascii=False), encoding="utf-8")
    return [Case(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def ranked(case: Case, rank: Mapping[str, float]) -> list[int]:
    """Return the numbers of the options, best first."""
    scores = [weigh(rank, option) for option in case.options]
    return sorted(range(len(scores)), key=lambda i: -scores[i])


def best_of(case: Case, rank: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Return the features of the best option with its lead over another answer, and how right it is."""
    order = ranked(case, rank)
    if not order:
        return dict.fromkeys(SURE, 0.0), 0.0
    first = order[0]
    scores = [weigh(rank, option) for option in case.options]
    others = [scores[i] for i in order[1:] if case.passages[i] != case.passages[first]]
    lead = max(-3.0, min(3.0, scores[first] - (others[0] if others else scores[first] - 2.0)))
    return {**case.options[first], "lead": lead}, case.right[first]


def by_passage(case: Case, rank: Mapping[str, float]) -> dict[int, dict[str, float]]:
    """Return the features of the best option of each passage."""
    found: dict[int, dict[str, float]] = {}
    for i in ranked(case, rank):
        found.setdefault(case.passages[i], case.options[i])
    return found


def report(name: str, cases: list[Case], weights: Weights) -> None:
    """Print how the weights do: F1 of the best option, passages in order, and how well confidence tells."""
    best = [best_of(case, weights.rank) for case in cases]
    chance = [logistic(weights.bias + weigh(weights.sure, features)) for features, _ in best]
    known = [case.answerable for case in cases]
    can = [case for case in cases if case.answerable]
    reach = np.mean([max(case.right, default=0.0) for case in can])
    first = five = 0
    for case in can:
        shown = by_passage(case, weights.rank)
        order = sorted(shown, key=lambda id: -weigh(weights.passage, shown[id]))
        first += bool(set(order[:1]) & set(case.gold))
        five += bool(set(order[:5]) & set(case.gold))
    right = [r >= RIGHT and k for (_, r), k in zip(best, known, strict=True)]
    print(
        f"{name}: F1 {np.mean([r for (_, r), k in zip(best, known, strict=True) if k]):.3f} (best option {reach:.3f}) "
        f"R@1 {first / len(can):.3f} R@5 {five / len(can):.3f} AUROC answerable {roc_auc_score(known, chance):.3f} "
        f"right {roc_auc_score(right, chance):.3f}"
    )
    for point in (0.2, 0.3, 0.4, 0.5, 0.6):
        said = np.array(chance) >= point
        truth, good = np.array(known), np.array(right)
        print(
            f"  at {point}: answers {said[truth].mean():.2f} of answerable, right {good[said & truth].mean():.2f};"
            f" answers {said[~truth].mean():.3f} of unanswerable"
        )


def main() -> None:
    """Make the cases, fit, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--seeds", type=Path, default=Path("indexes"))
    parser.add_argument("--questions", type=Path, default=Path("tests/data/seed_qa_dev.jsonl"))
    parser.add_argument("--most", type=int, default=300, help="questions asked")
    parser.add_argument("--distractors", type=int, default=300)
    options = parser.parse_args()
    held = articles_file(options.data, options.work / "articles", options.distractors)
    random.Random(5).shuffle(held)
    where = options.work / "index"
    if not (where / "CURRENT").is_file():
        build([options.work / "articles"], where)
    fitted = cached(
        options.work / "held.json",
        cases_of(open_index(where), held[: options.most]),
    )
    dev = load_questions(options.questions)
    chosen = cached(
        options.work / "dev.json",
        cases_of(
            open_index(options.seeds), [Asked(q.question, tuple(q.answers), q.evidence or "") for q in dev]
        ),
    )
    rank = fit_rank(
        [list(zip(c.options, (float(r >= RIGHT) * r for r in c.right), strict=True)) for c in fitted], RANK
    )
    tables = [[(named, float(id in c.gold)) for id, named in by_passage(c, rank).items()] for c in fitted]
    passage = fit_rank(tables, PASSAGE)
    best = [(f, float(r >= RIGHT and c.answerable)) for c, (f, r) in ((c, best_of(c, rank)) for c in fitted)]
    sure, bias = fit_sure(best, SURE, decay=3e-3)
    found = Weights(rank, passage, sure, bias, 0.5)
    print(found)
    report("held out", fitted, found)
    report("QA test set", chosen, found)
    report("QA test set, weights of now", chosen, TRAINED)


if __name__ == "__main__":
    main()

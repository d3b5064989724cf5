"""A test set -> how surely to answer: choice and confidence fitted to an index, a reader and a kind of question."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import EvaluationError

if TYPE_CHECKING:
    from rag.calibrate.collect import Case
    from rag.evaluate.asking import Progress
    from rag.evaluate.loading.questions import Question
    from rag.index import Index
    from rag.reader import Reader

LEAST = 100  # questions; fewer say more about chance than about the reader
LEAST_EACH = 20  # answerable ones, and ones without an answer


def calibrate(
    index: "Index",
    questions: "Sequence[Question] | str | Path",
    *,
    reader: "Reader | str" = "",
    reranker: str = "",
    output: str | Path | None = None,
    cases: str | Path | None = None,
    progress: "Progress | None" = None,
) -> list[str]:
    """Fit choice and confidence to the questions, keep them (beside the index, or in ``output``); return what to say.

    ``cases`` names a file that keeps what was read: the same command goes on from it after a stop, and fits again
    without reading when nothing is left to ask. Raises EvaluationError for too few questions or when scikit-learn is
    not installed, ModelError for a model.
    """
    from rag.answer.judgement import FILE, save
    from rag.evaluate import load_questions
    from rag.reader import open_reader

    try:
        from rag.calibrate.fit import fit
    except ImportError as error:
        raise EvaluationError(
            "校准需要 scikit-learn：pip install 'wenbao[calibrate]'。 Calibrating needs scikit-learn: "
            "pip install 'wenbao[calibrate]'."
        ) from error
    asked = load_questions(questions) if isinstance(questions, str | Path) else list(questions)
    _enough(asked)
    chosen = open_reader(reader) if isinstance(reader, str) else reader
    told = (lambda done, total: progress("calibrate", done, total)) if progress else None
    known = _cases(index, asked, chosen, told, reranker=reranker, keep=Path(cases) if cases else None)
    name = Path(questions).name if isinstance(questions, str | Path) else "questions"
    judgement, held = fit(
        known, chosen.name, reranker=reranker, made=f"rag calibrate {name}, {len(asked)} questions"
    )
    target = Path(output) if output else index.root / FILE
    save(judgement, target)
    shown = "  ".join(f"{key} {100 * value:.1f}" for key, value in asdict(held).items())
    return [
        f"{target}: 已校准，{len(asked)} 道题。 Calibrated on {len(asked)} questions.",
        f"在未学过的文章上 On texts that were held out (%): {shown}",
    ]


def _cases(
    index: "Index",
    asked: "Sequence[Question]",
    reader: "Reader",
    told: "Callable[[int, int], None] | None",
    *,
    reranker: str,
    keep: Path | None,
) -> "list[Case]":
    """Return the cases of all questions, those of an earlier run read from its file."""
    from rag.calibrate import stored_cases
    from rag.calibrate.collect import collect

    if keep is None:
        return list(collect(index, asked, reader, told, reranker=reranker))
    before = stored_cases.read(keep)
    whole = {case.question for case in before} - ({before[-1].question} if before else set())
    ids = {question.id for question in asked}
    before = [case for case in before if case.question in whole & ids]
    stored_cases.write(keep, before)
    left = [question for question in asked if question.id not in whole]
    return before + list(stored_cases.add(keep, collect(index, left, reader, told, reranker=reranker)))


def _enough(asked: "Sequence[Question]") -> None:
    can = sum(question.answerable for question in asked)
    if len(asked) < LEAST or can < LEAST_EACH:
        raise EvaluationError(
            f"题目太少：至少 {LEAST} 道，其中至少 {LEAST_EACH} 道能回答；现有 {len(asked)} 道，{can} 道能回答。 "
            f"Too few questions: {LEAST} at least, {LEAST_EACH} of them answerable; these are {len(asked)} and {can}."
        )

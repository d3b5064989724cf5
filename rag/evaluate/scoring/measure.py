"""Turn one question and its prediction into a Result: every figure that applies to this pair.

Knows nothing of other questions or of averages. A figure that does not apply is absent, never 0.
"""

from collections.abc import Callable

from rag.evaluate.loading.predictions import Cited, Prediction
from rag.evaluate.loading.questions import Question
from rag.evaluate.scoring import retrieval
from rag.evaluate.scoring.relevance import facts, first_ranks, holds_answer
from rag.evaluate.scoring.results import Result
from rag.evaluate.scoring.scorer import exact_match, f1, is_right, squeeze, token_f1, value_equal

ArticleText = Callable[[str], str | None]  # article id -> its text, None when there is no such article


def measure(
    question: Question, prediction: Prediction, article_text: ArticleText | None = None, ranked: bool = True
) -> Result:
    """Return all figures of one question; ``ranked`` tells whether the system names passages at all."""
    values: dict[str, float] = {}
    right: bool | None = None if question.relevant else False
    if question.answerable and question.answers:
        values |= _answer(question, prediction.answer, "")
        guess = _answer(question, prediction.best_guess, "guess_")
        values |= {key: guess[key] for key in ("guess_exact", "guess_f1")}
        right = bool(guess["guess_right"])
        values["guess_cited"] = _cited(question, prediction)
        values["cited"] = values["guess_cited"] if prediction.answerable else 0.0
        if prediction.answerable and prediction.citations:
            values["citation"] = values["cited"]
    ranks = _retrieval(question, prediction, values) if ranked else ()
    values["decision"] = float(prediction.answerable == question.answerable)
    values["false_refusal" if question.answerable else "false_answer"] = 1 - values["decision"]
    verbatim = [_verbatim(cited, prediction, article_text) for cited in prediction.citations]
    known = [one for one in verbatim if one is not None]
    if known:
        values["verbatim"] = float(all(known))
    return Result(question, prediction, values, right, min((rank for rank in ranks if rank), default=0))


def _answer(question: Question, said: str, prefix: str) -> dict[str, float]:
    clean = (lambda text: text) if question.white_space else squeeze
    gold, answer = [clean(one) for one in question.answers], clean(said)
    exact = exact_match(gold, answer)
    equal = exact or (bool(answer) and value_equal(gold, answer, question.type))
    return {  # an answer equal but for punctuation is equal in value, whatever can be read from it
        f"{prefix}exact": float(exact),
        f"{prefix}f1": f1(gold, answer),
        f"{prefix}token_f1": token_f1(gold, answer),
        f"{prefix}value": float(equal),
        f"{prefix}right": float(is_right(gold, answer, equal)),
    }


def _cited(question: Question, prediction: Prediction) -> float:
    """Return 1 when the sentence of the first citation, of the answer or of the guess, holds a gold answer."""
    if not prediction.citations:
        return 0.0
    return float(holds_answer(question, prediction.citations[0].sentence))


def _retrieval(question: Question, prediction: Prediction, values: dict[str, float]) -> tuple[int, ...]:
    """Add the retrieval figures and return the ranks; they apply where there is something to be found."""
    grades = facts(question)
    if not grades:
        return ()
    ranks = first_ranks(question, [found.text for found in prediction.passages])
    for depth in (1, 5, 10):
        values[f"recall_{depth}"] = retrieval.recall(ranks, depth)
    values["mrr"] = retrieval.reciprocal_rank(ranks)
    values["ndcg_10"] = retrieval.ndcg(ranks, grades)
    return ranks


def _verbatim(cited: Cited, prediction: Prediction, article_text: ArticleText | None) -> bool | None:
    """Return whether the quote is the slice it says it is; None when the article cannot be seen.

    Without the index a passage of the prediction that covers the span serves as the article.
    """
    if not cited.quote or cited.end - cited.start != len(cited.quote):
        return False
    if article_text is not None:
        text = article_text(cited.article)
        return text is not None and text[cited.start : cited.end] == cited.quote
    for found in prediction.passages:
        if found.article == cited.article and found.start <= cited.start and cited.end <= found.end:
            return found.text[cited.start - found.start : cited.end - found.start] == cited.quote
    return None

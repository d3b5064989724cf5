"""QA test sets and predictions -> figures, comparisons and reports.

Knows nothing of how answers are found; docs/evaluation.md defines every figure.
"""

from rag.evaluate.asking import predict
from rag.evaluate.counterfactual import counterfactual
from rag.evaluate.earlier import compare_with, load_older
from rag.evaluate.loading.forms import load_questions
from rag.evaluate.loading.predictions import Prediction, load_predictions
from rag.evaluate.loading.questions import Question
from rag.evaluate.reporting.as_json import to_json
from rag.evaluate.reporting.html import to_html
from rag.evaluate.reporting.write import write_report
from rag.evaluate.runner import evaluate, evaluate_reader
from rag.evaluate.scoring.compare import compare
from rag.evaluate.scoring.results import Comparison, Counterfactual, Report, Result
from rag.evaluate.scoring.score import score
from rag.evaluate.scoring.table import to_text

__all__ = [
    "Comparison",
    "Counterfactual",
    "Prediction",
    "Question",
    "Report",
    "Result",
    "compare",
    "compare_with",
    "counterfactual",
    "evaluate",
    "evaluate_reader",
    "load_older",
    "load_predictions",
    "load_questions",
    "predict",
    "score",
    "to_html",
    "to_json",
    "to_text",
    "write_report",
]

"""QA test sets and predictions -> figures, comparisons and reports.

Knows nothing of how answers are found; docs/evaluation.md defines every figure.
"""

from rag.evaluate.compare import compare
from rag.evaluate.counterfactual import counterfactual
from rag.evaluate.html import to_html
from rag.evaluate.machine import to_json
from rag.evaluate.older import compare_with, load_older
from rag.evaluate.predict import predict
from rag.evaluate.predictions import Prediction, load_predictions
from rag.evaluate.questions import Question, load_questions
from rag.evaluate.results import Comparison, Counterfactual, Report, Result
from rag.evaluate.run import evaluate, evaluate_reader
from rag.evaluate.score import score
from rag.evaluate.table import to_text
from rag.evaluate.write import write_report

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

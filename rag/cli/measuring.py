"""The words of a command that measures answers, already read -> its work, its output and its exit code.

Knows nothing of how the words were typed. Each verb imports what it needs when it runs.
"""

from argparse import Namespace
from contextlib import closing
from functools import partial

from rag.cli.terminal import Progress, say


def evaluate(arguments: Namespace) -> int:
    """Score a file of questions and answers; 1 when --compare finds this run significantly worse."""
    from rag.answer.pipeline import ask
    from rag.evaluate import evaluate, to_text
    from rag.index import open_index

    with closing(open_index(arguments.index)) as index, closing(Progress()) as progress:
        report = evaluate(
            index,
            arguments.file,
            report=arguments.report,
            compare=arguments.compare,
            without_gold=arguments.without_gold,
            progress=progress,
            ask=partial(ask, reader=arguments.reader, reranker=arguments.reranker),
        )
    say(to_text(report))
    return report.exit_status


def calibrate(arguments: Namespace) -> int:
    """Fit choice and confidence to a test set, and keep them beside the index."""
    from rag.calibrate import calibrate
    from rag.index import open_index

    with closing(open_index(arguments.index)) as index, closing(Progress()) as progress:
        said = calibrate(
            index,
            arguments.file,
            output=arguments.output,
            cases=arguments.cases,
            progress=progress,
            reader=arguments.reader,
            reranker=arguments.reranker,
        )
    say(said)
    return 0

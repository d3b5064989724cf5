"""The words that one verb takes, or several share -> what reads them.

Knows nothing of the other verbs; loads nothing heavy.
"""

import argparse
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from rag.settings import READ


def confirmation(parser: argparse.ArgumentParser) -> None:
    """Let a removal of most files go unasked."""
    parser.add_argument("--yes", action="store_true", help="移除大半文件也不再问 remove most files unasked")


def filters(parser: argparse.ArgumentParser) -> None:
    """Add what restricts the passages that are looked at."""
    parser.add_argument(
        "--top-k", type=count, default=READ, metavar="N", help=f"看多少段落 passages to look at ({READ})"
    )
    parser.add_argument(
        "--from", dest="date_from", type=date, default="", metavar="DATE", help="起始日期 2025-07-01"
    )
    parser.add_argument(
        "--to", dest="date_to", type=date, default="", metavar="DATE", help="截止日期 2025-07-31"
    )
    parser.add_argument("--paper", default="", metavar="NAME", help="报纸 only this newspaper")
    parser.add_argument("--source", default="", metavar="FILE", help="来源文件 only this source file")
    parser.add_argument("--json", action="store_true", help="输出 JSON the whole answer, for programs")


def asking(parser: argparse.ArgumentParser) -> None:
    """Add the words of a question, or of a file of them."""
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="问题 in any language; quote it")
    parser.add_argument("--input", type=Path, metavar="FILE", help="问题文件 questions, JSON Lines")
    parser.add_argument("--output", type=Path, metavar="FILE", help="结果文件 predictions, JSON Lines")
    filters(parser)
    models(parser)


def evaluating(parser: argparse.ArgumentParser) -> None:
    """Add the words of a measurement."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="JSON Lines, SQuAD/CMRC JSON, CSV, BEIR folder"
    )
    parser.add_argument("--report", type=Path, metavar="DIR", help="写出报告 write the report here")
    parser.add_argument(
        "--compare", type=Path, metavar="OLD", help="与上次的报告比较 an earlier report's folder"
    )
    parser.add_argument(
        "--without-gold",
        action="store_true",
        help="再问一遍，但拿掉有答案的文章 ask again with the articles that hold the answer put out of reach",
    )
    models(parser)


def calibrating(parser: argparse.ArgumentParser) -> None:
    """Add the words of a calibration."""
    parser.add_argument("file", type=Path, metavar="FILE", help="JSON Lines, SQuAD/CMRC JSON, CSV")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="写到别处 write here, not beside the index (judgement.json)",
    )
    parser.add_argument(
        "--cases",
        type=Path,
        metavar="FILE",
        help="边读边存，中断后接着做 keep what was read, to go on after a stop",
    )
    models(parser)


def serving(parser: argparse.ArgumentParser) -> None:
    """Add where the page is served, and to whom; what is not typed is looked for elsewhere afterwards."""
    from rag.cli.configuration import SETTINGS

    for setting in SETTINGS:
        default = "" if setting.default in ("", False) else f" ({setting.default})"
        if isinstance(setting.default, bool):
            parser.add_argument(
                setting.flag, action=argparse.BooleanOptionalAction, default=None, help=setting.words
            )
            continue
        parser.add_argument(
            setting.flag,
            type=type(setting.default),
            choices=setting.allowed or None,
            metavar=setting.metavar,
            help=setting.words + default,
        )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="配置文件 a file of these settings, [serve]"
    )


def models(parser: argparse.ArgumentParser) -> None:
    """Add the models that may be named instead of ours."""
    parser.add_argument(
        "--reader", default="", metavar="FOLDER_OR_NAME",
        help="换一个阅读模型 another question-answering model of transformers",
    )  # fmt: skip
    parser.add_argument(
        "--reranker", default="", metavar="FOLDER_OR_NAME",
        help="重排段落的模型 a cross-encoder that orders the passages",
    )  # fmt: skip


def count(text: str) -> int:
    """Return a number of passages; argparse tells what is wrong with it."""
    number = int(text)
    if not 1 <= number <= 100:
        raise argparse.ArgumentTypeError("请用 1 到 100 between 1 and 100")
    return number


def date(text: str) -> str:
    """Return an ISO date cut to its precision, or nothing; argparse tells what is wrong with it."""
    if not text:
        return ""
    for form in ("%Y", "%Y-%m", "%Y-%m-%d"):
        with suppress(ValueError):
            if datetime.strptime(text, form).strftime(form) == text:
                return text
    raise argparse.ArgumentTypeError(f"日期写成 2025-07-14、2025-07 或 2025 write the date so, not {text}")

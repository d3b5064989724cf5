"""Words typed after ``rag`` -> one verb, its output and an exit code.

Knows nothing of articles or models: it reads the words, calls the verb and turns errors into one sentence.
Loads nothing heavy, so that ``rag --help`` is there at once.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from rag.errors import RagError
from rag.examples import (
    ARTICLES_EPILOG,
    ASK_EPILOG,
    BUILD_EPILOG,
    CALIBRATE_EPILOG,
    DESCRIPTION,
    EPILOG,
    EVALUATE_EPILOG,
    NAMES_EPILOG,
    VERIFY_EPILOG,
)
from rag.settings import READ

FINE, NOT_FOUND, USAGE, REFUSED, BROKEN, STOPPED = 0, 1, 2, 3, 70, 130


def parser() -> argparse.ArgumentParser:
    """Return what reads the command's words; its help is what `rag --help` shows."""
    from rag.account_verbs import words as account_words

    made = argparse.ArgumentParser(
        "rag", description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--version", action="store_true", help="显示版本 print the version and stop")
    _common(made, Path("indexes"), False)
    verbs = made.add_subparsers(dest="verb", metavar="VERB", title="命令 verbs")

    def verb(name: str, line: str, epilog: str = "") -> argparse.ArgumentParser:
        added = verbs.add_parser(
            name,
            help=line,
            description=line,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _common(added, argparse.SUPPRESS, argparse.SUPPRESS)
        return added

    build = verb("build", "建索引 index files and folders (default: seeds/)", BUILD_EPILOG)
    build.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="文件或文件夹 files or folders")
    build.add_argument(
        "--encoder", metavar="FOLDER_OR_NAME", help="换一个向量模型 another sentence-transformers model"
    )
    build.add_argument(
        "--store",
        metavar="ADDRESS",
        help="在别的检索引擎里找 search in Milvus: file.db, http://host:port; local",
    )
    build.add_argument(
        "--watch", action="store_true", help="文件一改就重建，到 Ctrl-C 为止 build again after each change"
    )
    _yes(build)
    add = verb("add", "添加或替换文件 add files to the index, or replace them")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹 files or folders")
    remove = verb("remove", "从索引移除文件（不删原文件） take files out of the index, never off the disk")
    remove.add_argument(
        "names", nargs="+", metavar="NAME", help="文件名，见 rag articles as `rag articles` names it"
    )
    _yes(remove)
    _ask(verb("ask", "提问 ask a question, or a file of them", ASK_EPILOG))
    search = verb("search", "查找段落 the passages nearest to a question")
    search.add_argument("question", metavar="QUESTION", help="问题或关键词 a question or keywords")
    _filters(search)
    articles = verb("articles", "列出文章 what articles were found on the pages", ARTICLES_EPILOG)
    articles.add_argument("--json", action="store_true", help="输出 JSON 数组 a JSON array")
    articles.add_argument("--show", metavar="ID", help="显示一篇 one article, whole, with its repairs")
    names = verb(
        "names",
        "列出人名、地名和数字 who is named with which posts, which places, which numbers count what",
        NAMES_EPILOG,
    )
    names.add_argument(
        "query", nargs="?", default="", metavar="QUERY", help="人名、地名、职务、单位或所数之物 any words"
    )
    names.add_argument("--json", action="store_true", help="输出 JSON 数组 a JSON array, with every place")
    verify = verb(
        "verify", "核对稿子 compare the figures, names, dates and quotations of a draft", VERIFY_EPILOG
    )
    verify.add_argument("file", type=Path, metavar="FILE", help="稿子 the draft: text, Word, PDF, HTML …")
    verify.add_argument("--json", action="store_true", help="输出 JSON for programs")
    verify.add_argument("--output", type=Path, metavar="FILE", help="写入文件 write to .md, .docx or .json")
    _evaluate(verb("evaluate", "用带答案的问题打分 score a file of questions and answers", EVALUATE_EPILOG))
    _calibrate(
        verb("calibrate", "用带答案的问题校准 fit choice and confidence to a test set", CALIBRATE_EPILOG)
    )
    verb("check", "逐字核对索引和引文 prove that the index is whole and every citation verbatim")
    _keeping(verb)
    _serve(verb("serve", "打开网页和接口 open the page and its API"))
    account_words(verb("account", "管理谁能用网页 who may use the page: readers, editors, administrators"))
    audit = verb("audit", "谁在何时改过什么 who changed the collection, when, and what")
    audit.add_argument("--json", action="store_true", help="输出 JSON 数组 a JSON array")
    doctor = verb("doctor", "检查安装 what is installed, which weights, what is missing")
    doctor.add_argument(
        "--offline", action="store_true", help="断网自证 refuse every connection, then answer"
    )
    doctor.add_argument(
        "--unpack", action="store_true", help="只展开权重 only unpack the weights into the cache"
    )
    return made


def _keeping(verb: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the verbs that go back, put aside and bring back."""
    rollback = verb(
        "rollback", "退回上一个版本，再运行一次就是撤销 go back to the version before; again undoes it"
    )
    rollback.add_argument(
        "number",
        nargs="?",
        type=int,
        metavar="VERSION",
        help="要退回的版本 which one (default: the last before)",
    )
    backup = verb("backup", "把索引备份成一个文件，建索引时也可以 write the index to one file, at any moment")
    backup.add_argument("file", type=Path, metavar="FILE", help="新文件，如 monday.tar a new file")
    restore = verb("restore", "从备份恢复到一个新的索引文件夹 make an index folder of a backup")
    restore.add_argument("file", type=Path, metavar="FILE", help="备份文件 what rag backup wrote")


def _common(parser: argparse.ArgumentParser, index: object, traceback: object) -> None:
    parser.add_argument(
        "--index",
        type=Path,
        metavar="DIR",
        default=index,
        help="索引文件夹 the index folder (default: indexes)",
    )
    parser.add_argument(
        "--traceback", action="store_true", default=traceback, help="出错时显示细节 show where an error arose"
    )


def _yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="移除大半文件也不再问 remove most files unasked")


def _filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--top-k", type=_count, default=READ, metavar="N", help=f"看多少段落 passages to look at ({READ})"
    )
    parser.add_argument(
        "--from", dest="date_from", type=_date, default="", metavar="DATE", help="起始日期 2025-07-01"
    )
    parser.add_argument(
        "--to", dest="date_to", type=_date, default="", metavar="DATE", help="截止日期 2025-07-31"
    )
    parser.add_argument("--paper", default="", metavar="NAME", help="报纸 only this newspaper")
    parser.add_argument("--source", default="", metavar="FILE", help="来源文件 only this source file")
    parser.add_argument("--json", action="store_true", help="输出 JSON the whole answer, for programs")


def _ask(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="问题 in any language; quote it")
    parser.add_argument("--input", type=Path, metavar="FILE", help="问题文件 questions, JSON Lines")
    parser.add_argument("--output", type=Path, metavar="FILE", help="结果文件 predictions, JSON Lines")
    _filters(parser)
    _models(parser)


def _evaluate(parser: argparse.ArgumentParser) -> None:
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
    _models(parser)


def _calibrate(parser: argparse.ArgumentParser) -> None:
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
    _models(parser)


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址 address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=7860, help="端口 port (7860)")
    parser.add_argument(
        "--auth", default="", metavar="NAME:PASSWORD", help="一个管理员登录 one login; for more, rag account add"
    )
    parser.add_argument(
        "--proxy", default="", metavar="ADDRESS", help="反向代理的地址 believe X-Forwarded-For from this proxy alone"
    )
    parser.add_argument("--mcp", action="store_true", help="同时作为 MCP 工具 offer the verbs as MCP tools")
    _models(parser)


def _models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reader", default="", metavar="FOLDER_OR_NAME",
        help="换一个阅读模型 another question-answering model of transformers",
    )  # fmt: skip
    parser.add_argument(
        "--reranker", default="", metavar="FOLDER_OR_NAME",
        help="重排段落的模型 a cross-encoder that orders the passages",
    )  # fmt: skip


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 100:
        raise argparse.ArgumentTypeError("请用 1 到 100 between 1 and 100")
    return number


def _date(text: str) -> str:
    if not text:
        return ""
    for form in ("%Y", "%Y-%m", "%Y-%m-%d"):
        with suppress(ValueError):
            if datetime.strptime(text, form).strftime(form) == text:
                return text
    raise argparse.ArgumentTypeError(f"日期写成 2025-07-14、2025-07 或 2025 write the date so, not {text}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing is raised but by argparse for wrong usage."""
    for stream in (sys.stdout, sys.stderr):  # Chinese must come out whatever the terminal's own encoding is
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = parser()
    arguments = words.parse_args(argv)
    if arguments.version:
        from rag.settings import VERSION

        sys.stdout.write(f"wenbao {VERSION}\n")
        return FINE
    if not arguments.verb:
        words.print_help()
        return USAGE
    try:
        return _run(arguments, words)
    except RagError as error:
        return _refuse(arguments, str(error), REFUSED)
    except KeyboardInterrupt:
        return _refuse(arguments, "已中断。 Stopped.", STOPPED)
    except BrokenPipeError:  # `rag articles | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except Exception as error:  # the last line of defence: a sentence instead of a traceback
        text = f"程序自身的错误，加 --traceback 看细节。 A defect of ours: {type(error).__name__}: {error}"
        return _refuse(arguments, text, BROKEN)


def _run(arguments: argparse.Namespace, words: argparse.ArgumentParser) -> int:
    if arguments.verb == "ask" and (arguments.question is None) == (arguments.input is None):
        words.error("ask: 请给一个问题，或 --input FILE --output FILE。 Give one question, or both files.")
    if arguments.verb == "ask" and (arguments.input is None) != (arguments.output is None):
        words.error("ask: --input 和 --output 要一起用。 --input and --output go together.")
    from rag.verbs import VERBS

    return VERBS[arguments.verb](arguments)


def _refuse(arguments: argparse.Namespace, text: str, code: int) -> int:
    if arguments.traceback:
        import traceback

        traceback.print_exc()
    sys.stderr.write(f"rag {arguments.verb}: {' '.join(text.split())}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

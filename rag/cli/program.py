"""Words typed after ``rag`` -> one verb, its output and an exit code.

Knows nothing of articles or models: it reads the words, calls the verb and turns errors into one sentence.
Loads nothing heavy, so that ``rag --help`` is there at once.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rag.cli.arguments import asking, calibrating, confirmation, evaluating, filters, serving
from rag.cli.examples import (
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
from rag.errors import RagError

FINE, NOT_FOUND, USAGE, REFUSED, BROKEN, STOPPED = 0, 1, 2, 3, 70, 130


def parser() -> argparse.ArgumentParser:
    """Return what reads the command's words; its help is what `rag --help` shows."""
    from rag.cli.account_verbs import words as account_words

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

    _build(verb("build", "建索引 index files and folders (default: seeds/)", BUILD_EPILOG))
    add = verb("add", "添加或替换文件 add files to the index, or replace them")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹 files or folders")
    remove = verb("remove", "从索引移除文件（不删原文件） take files out of the index, never off the disk")
    remove.add_argument(
        "names", nargs="+", metavar="NAME", help="文件名，见 rag articles as `rag articles` names it"
    )
    confirmation(remove)
    asking(verb("ask", "提问 ask a question, or a file of them", ASK_EPILOG))
    search = verb("search", "查找段落 the passages nearest to a question")
    search.add_argument("question", metavar="QUESTION", help="问题或关键词 a question or keywords")
    filters(search)
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
    evaluating(verb("evaluate", "用带答案的问题打分 score a file of questions and answers", EVALUATE_EPILOG))
    calibrating(
        verb("calibrate", "用带答案的问题校准 fit choice and confidence to a test set", CALIBRATE_EPILOG)
    )
    verb("check", "逐字核对索引和引文 prove that the index is whole and every citation verbatim")
    _keeping(verb)
    serving(verb("serve", "打开网页和接口 open the page and its API"))
    account_words(verb("account", "管理谁能用网页 who may use the page: readers, editors, administrators"))
    audit = verb("audit", "谁在何时改过什么 who changed the collection, when, and what")
    audit.add_argument("--json", action="store_true", help="输出 JSON 数组 a JSON array")
    doctor = verb("doctor", "检查安装 what is installed, which weights, what is missing")
    doctor.add_argument(
        "--offline", action="store_true", help="断网自证 refuse every connection, then answer"
    )
    doctor.add_argument(
        "--config", type=Path, metavar="FILE", help="rag serve 的配置文件 the file of settings to look at"
    )
    doctor.add_argument(
        "--unpack", action="store_true", help="只展开权重 only unpack the weights into the cache"
    )
    return made


def _build(build: argparse.ArgumentParser) -> None:
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
    confirmation(build)


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
    verb("upgrade", "就地升级旧格式的索引，不需原文件 bring an index of an older format up to date in place")
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
    from rag.cli.verbs import VERBS

    return VERBS[arguments.verb](arguments)


def _refuse(arguments: argparse.Namespace, text: str, code: int) -> int:
    if arguments.traceback:
        import traceback

        traceback.print_exc()
    sys.stderr.write(f"rag {arguments.verb}: {' '.join(text.split())}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

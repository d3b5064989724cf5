"""Words typed after ``rag`` -> one verb, its output and an exit code.

Knows nothing of articles or models: it reads the words, calls the verb and turns errors into one sentence.
Loads nothing heavy, so that ``rag --help`` is there at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from rag.errors import RagError
from rag.settings import READ

FINE, NOT_FOUND, USAGE, REFUSED, BROKEN, STOPPED = 0, 1, 2, 3, 70, 130

DESCRIPTION = """\
问报 Wenbao：向报纸提问，答案是文章里的原话，并注明出处；文章没说的，回答“没有找到”。
Ask a newspaper a question: the answer is its own words, with the citation, or 没有找到 (not found)."""

EPILOG = """\
先试试 Start here:
  rag build                         把 seeds/ 里的版面建成索引   index the pages in seeds/
  rag ask 长治公厕有多少座？        提问                         ask
  rag serve                         打开网页                     open the page

另建一套 Another collection:
  rag build some/folder --index elsewhere
  rag ask --index elsewhere 谁是区长？

退出码 Exit codes:
  0 成功 fine   1 没有找到，或检查未通过 not found, or a check failed   2 用法有误 wrong usage
  3 做不了，原因见提示 refused, with the reason   70 程序自身的错误 a defect of ours   130 中断 interrupted"""

ASK_EPILOG = """\
例子 Examples:
  rag ask 长治公厕有多少座？
  rag ask 潞州区委书记是谁？ --from 2024-01-01 --paper 长治日报
  rag ask "How many public toilets are there in Changzhi?" --json
  rag ask --input questions.jsonl --output predictions.jsonl

questions.jsonl 每行一个 {"id": "1", "question": "…"}；中断后再运行同一命令会接着做。
One object a line; run the same command again after an interruption and it goes on where it stopped."""

BUILD_EPILOG = """\
例子 Examples:
  rag build                             seeds/ -> indexes/
  rag build pages/ extra.pdf more.zip   文件、文件夹、压缩包都可以  files, folders and archives
  rag build pages/ --encoder models/my-encoder --index elsewhere
  rag build pages/ --watch              留意文件夹，改了就重建  build again whenever a file changes
  rag build pages/ --store http://milvus:19530   一台机器不够时（见 docs/scale.md）  beyond one machine

没有变化时什么也不做；有变化时只重算变了的文章。原始文件从不改动。
Does nothing when nothing changed, embeds only what did, and never writes to your files."""

ARTICLES_EPILOG = """\
例子 Examples:
  rag articles                    列出全部文章  list every article
  rag articles --json             同上，含全文和在原文件中的位置  with text and offsets in the source file
  rag articles --show 6e83b754    显示一篇，含修补记录  one article, by the start of its id"""

NAMES_EPILOG = """\
例子 Examples:
  rag names                       全部人名、地名和数字  every person, place and number
  rag names 区委书记              谁任此职  who holds this post
  rag names 公厕 --json           数的是什么  what is counted, with offsets"""

EVALUATE_EPILOG = """\
例子 Examples:
  rag evaluate tests/data/seed_qa_dev.jsonl
  rag evaluate questions.jsonl --report runs/monday
  rag evaluate questions.jsonl --report runs/tuesday --compare runs/monday
  rag evaluate questions.jsonl --without-gold

比较时若明显变差，退出码为 1。 With --compare, the exit code is 1 when this run is significantly worse."""


def parser() -> argparse.ArgumentParser:
    """Return what reads the command's words; its help is what `rag --help` shows."""
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
    add = verb("add", "添加或替换文件 add files to the index, or replace them")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹 files or folders")
    remove = verb("remove", "从索引移除文件（不删原文件） take files out of the index, never off the disk")
    remove.add_argument(
        "names", nargs="+", metavar="NAME", help="文件名，见 rag articles as `rag articles` names it"
    )
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
    _evaluate(verb("evaluate", "用带答案的问题打分 score a file of questions and answers", EVALUATE_EPILOG))
    verb("check", "逐字核对索引和引文 prove that the index is whole and every citation verbatim")
    _serve(verb("serve", "打开网页和接口 open the page and its API"))
    doctor = verb("doctor", "检查安装 what is installed, which weights, what is missing")
    doctor.add_argument(
        "--offline", action="store_true", help="断网自证 refuse every connection, then answer"
    )
    doctor.add_argument(
        "--unpack", action="store_true", help="只展开权重 only unpack the weights into the cache"
    )
    return made


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


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址 address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=7860, help="端口 port (7860)")
    parser.add_argument(
        "--auth", default="", metavar="NAME:PASSWORD", help="登录，或 @文件 a login, or @FILE of them"
    )
    parser.add_argument("--mcp", action="store_true", help="同时作为 MCP 工具 offer the verbs as MCP tools")


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

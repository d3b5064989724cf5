"""The words of one command, already read -> its work, its output and its exit code.

Knows nothing of how the words were typed. Each verb imports what it needs when it runs.
"""

import json
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.cli.account_verbs import account, audit
from rag.cli.measuring import calibrate, evaluate
from rag.cli.terminal import (
    Progress,
    answer_lines,
    article_line,
    article_lines,
    candidate_lines,
    confirmed,
    name_lines,
    say,
)
from rag.cli.upkeep import backup, check, doctor, restore, rollback, upgrade
from rag.errors import RagError
from rag.types import Filters

if TYPE_CHECKING:
    from rag.evaluate.asking import Ask
    from rag.index import Index

SEEDS = Path("seeds")


def build(arguments: Namespace) -> int:
    """Index the paths, or seeds/ where the index is theirs; with --watch, again after each change."""
    from rag.access.audit import note
    from rag.index import build
    from rag.index.default_sources import default_paths

    paths = arguments.paths or default_paths(arguments.index, SEEDS)
    # Whoever watches is not at the keyboard when a file changes: no question then, only --yes.
    confirm = (lambda _removal: arguments.yes) if arguments.watch else partial(confirmed, arguments.yes)

    def once() -> None:
        with closing(Progress()) as progress:
            report = build(
                paths,
                arguments.index,
                encoder=arguments.encoder,
                store=arguments.store,
                progress=progress,
                confirm=confirm,
            )
        note(arguments.index, "build", [str(path) for path in paths])
        say(str(report))

    if arguments.watch:
        return _watch(paths, arguments.index, once)
    once()
    return 0


def _watch(paths: Sequence[Path], index: Path, once: Callable[[], None]) -> int:
    """Build now and after each settled change, until Ctrl-C; a build that is refused is told and waited out."""
    from rag.cli.watch import SECONDS, look, settled

    try:
        for _ in settled(lambda: look(paths, index), partial(time.sleep, SECONDS)):
            try:
                once()
            except RagError as error:
                say(f"这一次没有建成。 Not built this time: {error}")
            say("正在留意改动，按 Ctrl-C 结束。 Watching for changes; Ctrl-C ends.")
            sys.stdout.flush()
    except KeyboardInterrupt:
        say("不再留意，索引完好。 No longer watching; the index is whole.")
    return 0


def add(arguments: Namespace) -> int:
    """Add files to the index; a file of the same name is replaced."""
    from rag.access.audit import note
    from rag.index import add

    with closing(Progress()) as progress:
        report = add(arguments.paths, arguments.index, progress=progress)
    note(arguments.index, "add", [str(path) for path in arguments.paths])
    say(str(report))
    return 0


def remove(arguments: Namespace) -> int:
    """Take files out of the index; the files themselves stay."""
    from rag.access.audit import note
    from rag.index import remove

    report = remove(arguments.names, arguments.index, confirm=partial(confirmed, arguments.yes))
    note(arguments.index, "remove", arguments.names)
    say(str(report))
    return 0


def ask(arguments: Namespace) -> int:
    """Answer one question, or a file of them."""
    from rag.answer.as_json import to_json
    from rag.answer.pipeline import ask
    from rag.index import open_index

    asking = partial(
        ask,
        top_k=arguments.top_k,
        filters=_filters(arguments),
        reader=arguments.reader,
        reranker=arguments.reranker,
    )
    with closing(open_index(arguments.index)) as index:
        if arguments.input is not None:
            return _ask_file(arguments, index, asking)
        answer = asking(index, arguments.question)
    if arguments.json:
        _say_json(to_json(answer))
    else:
        say(answer_lines(answer))
    return 0 if answer.answerable or answer.explanation.code == "talk" else 1


def _ask_file(arguments: Namespace, index: "Index", ask: "Ask") -> int:
    from rag.evaluate import predict

    with closing(Progress()) as progress:
        made = predict(index, arguments.input, arguments.output, ask=ask, progress=progress)
    say(f"{arguments.output}: 这次回答了 {made} 题。 {made} answered this time.")
    return 0


def search(arguments: Namespace) -> int:
    """List the passages nearest to a question."""
    from rag.answer.as_json import passage_to_json
    from rag.answer.retrieve import search
    from rag.index import open_index

    with closing(open_index(arguments.index)) as index:
        found = search(index, arguments.question, top_k=arguments.top_k, filters=_filters(arguments))
        if arguments.json:
            _say_json(
                [
                    passage_to_json(c, {c.passage.article: index.article(c.passage.article).source})
                    for c in found
                ]
            )
        else:
            say(candidate_lines(found))
    return 0 if found else 1


def articles(arguments: Namespace) -> int:
    """List the articles of the index, or show one of them."""
    from rag.index import open_index
    from rag.index.as_json import listed

    with closing(open_index(arguments.index)) as index:
        found = index.articles()
    if arguments.show:
        found = [article for article in found if article.id.startswith(arguments.show)]
        if len(found) != 1:
            how = f"有 {len(found)} 篇以此开头 {len(found)} begin so" if found else "没有这一篇 there is none"
            raise RagError(f"文章 {arguments.show}：{how}。 `rag articles` 列出全部编号 lists every id.")
    if arguments.json:
        say(["[", ",\n".join(json.dumps(listed(article), ensure_ascii=False) for article in found), "]"])
    elif arguments.show:
        say(article_lines(found[0]))
    else:
        say(article_line(article) for article in found)
    return 0


def names(arguments: Namespace) -> int:
    """List the people and numbers in the articles, with posts and what they count."""
    from rag.index import open_index
    from rag.index.as_json import named
    from rag.index.entities import names

    with closing(open_index(arguments.index)) as index:
        found = names(index, arguments.query)
    if arguments.json:
        _say_json([named(name) for name in found])
    else:
        say(name_lines(found))
    return 0 if found else 1


def verify(arguments: Namespace) -> int:
    """Compare a draft with the articles; 1 unless every figure, name, date and quotation stands in them."""
    from rag.index import open_index
    from rag.verify import over, to_json, verify
    from rag.verify.write import lines, write

    draft = _draft(arguments.file)
    with closing(open_index(arguments.index)) as index:
        checked = verify(draft, over(index), index.version)
    if arguments.output is not None:
        write(checked, arguments.output)
    if arguments.json:
        _say_json(to_json(checked))
    else:
        say(lines(checked))
    return 0 if checked.fine else 1


def _draft(path: Path) -> str:
    """Return the text of a draft in any format that is read."""
    from rag.documents import read

    return "\n".join(document.text for document in read(path, path.name))


def serve(arguments: Namespace) -> int:
    """Open the page and its API, until Ctrl-C."""
    from rag.cli.configuration import SETTINGS, resolve
    from rag.page import serve

    typed = {one.name: getattr(arguments, one.name.replace("-", "_")) for one in SETTINGS}
    chosen = resolve(typed, arguments.config)
    given: dict[str, Any] = {name.replace("-", "_"): one.value for name, one in chosen.items()}
    serve(arguments.index, **given)
    return 0


def _filters(arguments: Namespace) -> Filters:
    return Filters(arguments.date_from, arguments.date_to, arguments.paper, (), arguments.source)


def _say_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


VERBS: dict[str, Callable[[Namespace], int]] = {
    "build": build,
    "add": add,
    "remove": remove,
    "ask": ask,
    "search": search,
    "articles": articles,
    "names": names,
    "verify": verify,
    "evaluate": evaluate,
    "calibrate": calibrate,
    "check": check,
    "rollback": rollback,
    "upgrade": upgrade,
    "backup": backup,
    "restore": restore,
    "serve": serve,
    "account": account,
    "audit": audit,
    "doctor": doctor,
}

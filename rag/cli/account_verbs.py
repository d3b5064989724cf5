"""The words of `rag account` and `rag audit` -> who may use the page, and what they changed.

Knows nothing of the page. A password is typed unseen or comes by standard input, never in the command itself.
"""

import argparse
import json
import sys
from argparse import Namespace
from pathlib import Path

from rag.cli.terminal import say
from rag.errors import RagError


def words(parser: argparse.ArgumentParser) -> None:
    """Add the words of `rag account` to what reads the command line."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    for act, line in (
        ("add", "添加账户 add an account"),
        ("remove", "移除账户 remove an account"),
        ("passwd", "改密码 change a password"),
        ("token", "给程序的令牌 make a token for programs (API, /v1, MCP); shown once"),
        ("list", "列出账户 list the accounts"),
    ):
        added = acts.add_parser(act, help=line, description=line)
        added.add_argument(
            "--index", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )
        if act == "list":
            added.set_defaults(name="")
        else:
            added.add_argument("name", metavar="NAME", help="名字 a name")
        if act == "add":
            roles = ("reader", "editor", "admin")
            added.add_argument(
                "--role", required=True, choices=roles, help="提问 / 增删改评 / 全部 what it may do"
            )
        if act in ("add", "passwd"):
            added.add_argument(
                "--stdin", action="store_true", help="从标准输入读密码 read the password from stdin"
            )


def audit(arguments: Namespace) -> int:
    """List the changes to the collection: when, who, what."""
    from rag.access.audit import line, read

    changes = read(arguments.index)
    if arguments.json:
        sys.stdout.write(json.dumps(changes, ensure_ascii=False, indent=2) + "\n")
    else:
        say([line(change) for change in changes] or ["还没有记录。 No change is recorded yet."])
    return 0


def account(arguments: Namespace) -> int:
    """Add, list or remove those who may use the page, or give one a password or a token."""
    from rag.access import accounts

    path, name = arguments.index / accounts.FILE, arguments.name
    if arguments.act == "list":
        for one in accounts.listed(path):
            say(f"{one.name}\t{one.role}\t{len(one.tokens)} token")
    elif arguments.act == "add":
        accounts.add(path, name, arguments.role, _password(arguments))
        say(f"已添加 {name}（{arguments.role}）。 Added.")
    elif arguments.act == "remove":
        accounts.remove(path, name)
        say(f"已移除 {name}。 Removed; it can do nothing more.")
    elif arguments.act == "passwd":
        accounts.change_password(path, name, _password(arguments))
        say(f"{name} 的密码已改。 Changed.")
    else:
        say(accounts.new_token(path, name))
    return 0


def _password(arguments: Namespace) -> str:
    """Return a password typed unseen, or the first line of standard input: never a word of the command."""
    if arguments.stdin:
        return sys.stdin.readline().rstrip("\n")
    from getpass import getpass

    first = getpass("密码 password: ")
    if first != getpass("再输一次 again: "):
        raise RagError("两次输入不同。 They differ.")
    return first

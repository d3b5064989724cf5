"""Flags, environment and one file -> how the page is served, each value with where it was said.

Knows nothing of the page. A flag wins over WENBAO_…, that over the file, that over what holds by itself.
"""

import configparser
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import RagError

FILE = "WENBAO_CONFIG"  # names the file where no --config does
SECTION = "serve"
Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be chosen."""

    name: str
    default: Value
    words: str
    allowed: tuple[str, ...] = ()
    secret: bool = False  # never printed, and not taken from a file
    metavar: str | None = None

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return f"--{self.name}"

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return f"WENBAO_{self.name.replace('-', '_').upper()}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value and where it was said."""

    value: Value
    origin: str


SETTINGS = (
    Setting("host", "127.0.0.1", "监听地址 address to listen on"),
    Setting("port", 7860, "端口 port"),
    Setting(
        "auth",
        "",
        "一个管理员登录 one login; for more, rag account add",
        secret=True,
        metavar="NAME:PASSWORD",
    ),
    Setting("proxy", "", "反向代理的地址 believe X-Forwarded-For from this proxy alone", metavar="ADDRESS"),
    Setting("mcp", False, "同时作为 MCP 工具 offer the verbs as MCP tools"),
    Setting("log-format", "text", "日志写成文本还是每行一个 JSON log lines", ("text", "json")),
    Setting(
        "log-level",
        "warning",
        "日志的详略，info 记下每个请求 what is logged; info: every request",
        ("error", "warning", "info"),
    ),
    Setting(
        "slow",
        10.0,
        "超过多少秒算慢，记入日志（不记问题），0 不记 log a question as slow, without its text; 0: never",
        metavar="SECONDS",
    ),
    Setting(
        "reader",
        "",
        "换一个阅读模型 another question-answering model of transformers",
        metavar="FOLDER_OR_NAME",
    ),
    Setting(
        "reranker", "", "重排段落的模型 a cross-encoder that orders the passages", metavar="FOLDER_OR_NAME"
    ),
)
_KNOWN = {setting.name: setting for setting in SETTINGS}
# read where they are used, told here: name and whether its value may be printed
ELSEWHERE = (
    ("WENBAO_CACHE", True),
    ("WENBAO_DEVICE", True),
    ("WENBAO_STORE", True),
    ("WENBAO_STORE_TOKEN", False),
)
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def resolve(
    given: Mapping[str, Value | None] | None = None,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> dict[str, Chosen]:
    """Return every setting; ``given`` are the flags that were typed, by name. Raises for what cannot be used."""
    said = os.environ if environment is None else environment
    named = file or (Path(said[FILE]) if said.get(FILE) else None)
    written = _written(named) if named is not None else {}
    found = {}
    for setting in SETTINGS:
        typed = (given or {}).get(setting.name)
        if typed is not None:
            found[setting.name] = Chosen(_value(setting, str(typed), setting.flag), setting.flag)
        elif text := said.get(setting.variable, ""):
            found[setting.name] = Chosen(_value(setting, text, setting.variable), setting.variable)
        elif setting.name in written:
            found[setting.name] = Chosen(_value(setting, written[setting.name], str(named)), str(named))
        else:
            found[setting.name] = Chosen(setting.default, "")
    return found


def told(found: Mapping[str, Chosen]) -> list[tuple[str, str]]:
    """Return each setting as (name, value and where it was said), secrets hidden."""
    lines = []
    for name, chosen in found.items():
        setting = _KNOWN[name]
        hidden = ("已设 set" if chosen.value else "未设 not set") if setting.secret else ""
        value = hidden or _shown(chosen.value)
        lines.append(
            (name, f"{value}  ({chosen.origin or f'默认 default; {setting.flag}, {setting.variable}'})")
        )
    return lines


def elsewhere(environment: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Return the variables that are read where they are used, as (name, value); a token is not told."""
    said = os.environ if environment is None else environment
    return [
        (name, (_shown(said[name]) if plain else "已设 set") if said.get(name) else "未设 not set")
        for name, plain in ELSEWHERE
    ]


def _shown(value: Value) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text) or "无 none"


def _written(path: Path) -> dict[str, str]:
    """Return what a file says; raises when it says anything that there is not."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error) as error:
        why = error.strerror if isinstance(error, OSError) else " ".join(str(error).split())
        raise RagError(
            f"配置文件 {path} 读不了：{why}。 The configuration file cannot be read; it looks like “[{SECTION}]”, "
            "then “port = 7861” and so on."
        ) from None
    for section in parser.sections():
        if section != SECTION:
            raise RagError(
                f"{path} 里没有 [{section}] 这样的节，只有 [{SECTION}]。 There is no such section."
            )
    lines = dict(parser[SECTION]) if parser.has_section(SECTION) else {}
    for name in lines:
        if name not in _KNOWN:
            known = " ".join(key for key, setting in _KNOWN.items() if not setting.secret)
            raise RagError(f"{path}：没有“{name}”这一项，有 {known}。 There is no setting of this name.")
        if _KNOWN[name].secret:
            raise RagError(
                f"{path}：密码不放在配置文件里，请用 rag account add 名字 --role admin 建账户。 No password belongs "
                "into this file: make accounts by rag account add NAME --role admin."
            )
    return lines


def _value(setting: Setting, text: str, origin: str) -> Value:
    """Return a value of the setting's type; raises a sentence that names where the wrong one was said."""
    word = text.strip()
    try:
        if isinstance(setting.default, bool):
            if word.lower() not in _YES + _NO:
                raise ValueError
            return word.lower() in _YES
        if isinstance(setting.default, int):
            return int(word)
        if isinstance(setting.default, float):
            seconds = float(word)
            if not 0 <= seconds < 1e9:  # not a number compares with nothing
                raise ValueError
            return seconds
        if setting.allowed and word not in setting.allowed:
            raise ValueError
    except ValueError:
        shown = "" if setting.secret else f"“{_shown(word[:100])}”"
        may = " ".join(setting.allowed) or type(setting.default).__name__
        raise RagError(
            f"{origin}：{setting.name} 不能是 {shown}，要是 {may}。 {setting.name} must be {may}."
        ) from None
    return word

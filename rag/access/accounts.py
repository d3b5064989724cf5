"""A file of names, roles and hashed passwords -> who may do what; changed by `rag account`, read by the page.

Knows nothing of the page. A file that is empty, damaged or not ours lets nobody in, and says what to do.
"""

import hashlib
import json
import os
import secrets
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rag.errors import RagError

FILE = "accounts.json"
ROLES = ("reader", "editor", "admin")  # each may do what those before it may
PASSWORD = 8  # characters at least
NAME = 64  # characters at most
_TOKEN = "wb-"
_REMEMBERED = 300.0  # seconds that a password once checked is not hashed again: programs send it each time


@dataclass(frozen=True, slots=True)
class Account:
    """One person or program: what it may do and how it proves who it is."""

    name: str
    role: str
    password: str = ""  # argon2id, with its settings
    tokens: tuple[str, ...] = field(default=())  # sha256 of each token, which is random and long

    def may(self, role: str) -> bool:
        """Say whether this account may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def add(path: Path, name: str, role: str, password: str) -> None:
    """Add an account; raises when there is one of this name."""
    accounts = _load(path) if path.exists() or path.is_symlink() else {}
    if name in accounts:
        raise RagError(
            f"已有账户 {name}。 There is an account {name}: `rag account passwd` changes its password."
        )
    _check_name(name)
    _save(path, {**accounts, name: Account(name, _role(role), _hashed(password))})


def remove(path: Path, name: str) -> None:
    """Remove an account with its tokens; a page that is being served lets it do nothing more."""
    accounts = _load(path)
    _known(accounts, name)
    _save(path, {key: one for key, one in accounts.items() if key != name})


def change_password(path: Path, name: str, password: str) -> None:
    """Give an account another password; its tokens stay."""
    accounts = _load(path)
    _save(path, {**accounts, name: replace(_known(accounts, name), password=_hashed(password))})


def new_token(path: Path, name: str) -> str:
    """Return a new token for a program that acts as an account; it is not stored and cannot be shown again."""
    accounts = _load(path)
    token = _TOKEN + secrets.token_urlsafe(32)
    one = _known(accounts, name)
    _save(path, {**accounts, name: replace(one, tokens=(*one.tokens, _digest(token)))})
    return token


def listed(path: Path) -> list[Account]:
    """Return every account, by name."""
    return [one for _, one in sorted(_load(path).items())]


class Accounts:
    """Who may come in. The file is read again whenever it changes; once unreadable it lets nobody in."""

    def __init__(self, path: Path | None = None, fixed: dict[str, Account] | None = None) -> None:
        """Open the file; raises when it holds no account that could come in."""
        self._path = path
        self._fixed = fixed or {}
        self._own: Account | None = None
        self._seen: tuple[int, int, int] | None = None
        self._known: dict[str, Account] = {}
        self._lock = threading.Lock()  # one password at a time: each takes 64 MB to check
        self._salt = secrets.token_bytes(16)
        self._checked: dict[bytes, float] = {}
        if path is not None and not _load(path):
            raise RagError(
                f"{path} 里没有账户，不开放网页：用 rag account add 名字 --role admin 添加。 "
                f"{path} holds no account, so nothing is served: rag account add NAME --role admin."
            )

    def get(self, name: str) -> Account | None:
        """Return the account of a name as it stands now."""
        return self._now().get(name)

    def by_password(self, name: str, password: str, now: float) -> Account | None:
        """Return the account whose name and password these are; takes as long for a name that there is not."""
        one = self.get(name[:NAME])
        secret = one.password if one is not None else _NOBODY
        key = hashlib.blake2b(f"{secret}\0{password}".encode("utf-8", "replace"), key=self._salt).digest()
        if one is not None and self._checked.get(key, 0.0) > now:
            return one
        with self._lock:
            fine = _verify(secret, password)
        if one is None or not fine:
            return None
        self._checked = {other: end for other, end in list(self._checked.items())[-999:] if end > now}
        self._checked[key] = now + _REMEMBERED
        return one

    def by_token(self, token: str) -> Account | None:
        """Return the account that a program's token stands for."""
        digest = _digest(token)
        every = (*self._now().values(), *([self._own] if self._own else []))
        return next((one for one in every if digest in one.tokens), None)

    def own_token(self) -> str:
        """Return a token by which the page asks itself, as a reader, for as long as it is served."""
        token = _TOKEN + secrets.token_urlsafe(32)
        self._own = Account("", "reader", tokens=(_digest(token),))
        return token

    def _now(self) -> dict[str, Account]:
        if self._path is None:
            return self._fixed
        try:
            state = self._path.stat()
            seen = (state.st_mtime_ns, state.st_size, state.st_ino)
            if seen != self._seen:
                self._known, self._seen = _load(self._path), seen
        except (OSError, RagError):
            self._known, self._seen = {}, None
        return self._known


def only(name: str, password: str) -> Accounts:
    """Return accounts that hold one administrator, for as long as the page is served."""
    _check_name(name)
    return Accounts(fixed={name: Account(name, "admin", _hashed(password))})


def _load(path: Path) -> dict[str, Account]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        found = {name: _account(name, about) for name, about in value["accounts"].items()}
        if value["format"] != 1:
            raise ValueError("format")
    except FileNotFoundError:
        raise RagError(
            f"没有账户文件 {path}：用 rag account add 名字 --role admin 建立。 "
            f"There is no accounts file {path}: make it by rag account add NAME --role admin."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise RagError(
            f"{path} 读不了，或不是账户文件，没有人能登录：恢复备份，或移走后用 rag account add 重建。 "
            f"{path} cannot be read or is no accounts file, so nobody can log in: restore it, or move it "
            "away and make it anew by rag account add."
        ) from None
    return found


def _account(name: str, about: dict[str, Any]) -> Account:
    tokens = tuple(map(str, about["tokens"]))
    if about["role"] not in ROLES or not str(about["password"]).startswith("$argon2id$"):
        raise ValueError(name)
    return Account(name, about["role"], about["password"], tokens)


def _save(path: Path, accounts: dict[str, Account]) -> None:
    """Write the file whole or not at all, readable by nobody else."""
    told = {
        name: {"role": one.role, "password": one.password, "tokens": list(one.tokens)}
        for name, one in sorted(accounts.items())
    }
    text = json.dumps({"format": 1, "accounts": told}, ensure_ascii=False, indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".accounts-")  # made with mode 0600
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise RagError(f"{path} 写不了：{error.strerror}。 It cannot be written.") from None


def _check_name(name: str) -> None:
    if not 0 < len(name) <= NAME or not name.isprintable() or ":" in name or name != name.strip():
        raise RagError(
            f"账户名：1 到 {NAME} 个可见字符，不含冒号。 A name: 1 to {NAME} visible characters, no colon."
        )


def _known(accounts: dict[str, Account], name: str) -> Account:
    if name not in accounts:
        raise RagError(f"没有账户 {name}。 There is no account {name}: `rag account list` names them.")
    return accounts[name]


def _role(role: str) -> str:
    if role not in ROLES:
        raise RagError(f"没有角色 {role}，有：{' '.join(ROLES)}。 No such role.")
    return role


def _hashed(password: str) -> str:
    from argon2 import PasswordHasher

    if len(password) < PASSWORD:
        raise RagError(f"密码至少 {PASSWORD} 个字符。 A password has at least {PASSWORD} characters.")
    return PasswordHasher().hash(password)


def _verify(secret: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return PasswordHasher().verify(secret, password.encode("utf-8", "replace"))
    except (Argon2Error, InvalidHashError):
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


# The hash of a password that nobody has: a name that there is not costs the same time as one that there is.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$cGxlYXNlZ3Vlc3NzcGxlYXNlZ3Vlc3NwbGVhc2VndWVzc3M"
)

"""Who may do what: every address and every function with the role it needs, asked over HTTP as each of them."""

import json
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from fake_library import FakeLibrary
from serving import free_port, served

from rag.access import accounts
from rag.errors import RagError
from rag.page.security.gate import harmless
from rag.page.security.login import Door
from rag.page.security.rate_limit import Bucket
from rag.page.security.roles import role_of
from rag.page.security.sessions import Sessions
from rag.types import Article

QUESTION = {"messages": [{"role": "user", "content": "换热站有多少座？"}]}
PASSWORD = "a-long-password"


def walk(routes: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield (method, path) of every route, those of included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from walk(inner.routes, prefix + route.include_context.prefix)
        elif hasattr(route, "routes") and route.routes:
            yield from walk(route.routes, prefix + route.path)
        else:
            for method in sorted(getattr(route, "methods", None) or {"GET"}):
                yield method, prefix + route.path


class Served:
    def __init__(self, address: str, page: Any, tokens: dict[str, str], folder: Path) -> None:
        self.address, self.page, self.tokens, self.folder = address, page, tokens, folder

    def headers(self, name: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[name]}"}

    def call(self, name: str, index: int) -> str:
        """Call a function of the page by its number with empty inputs, as its own script does."""
        inputs = len(self.page.fns[index].inputs)
        body = {"fn_index": index, "data": [None] * inputs, "session_hash": f"s{index}", "event_data": {}}
        headers = self.headers(name)
        begun = httpx.post(f"{self.address}/gradio_api/queue/join", json=body, headers=headers)
        assert begun.status_code == 200, begun.text
        where = f"{self.address}/gradio_api/queue/data?session_hash=s{index}"
        with httpx.stream("GET", where, headers=headers, timeout=60) as stream:
            for line in stream.iter_lines():
                if "process_completed" in line:
                    return line
        raise AssertionError("no end")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, newspaper: tuple[Article, ...]) -> Iterator[Served]:
    serve = import_module("rag.page.server.serving")
    folder = tmp_path_factory.mktemp("index")
    tokens = {}
    for name in accounts.ROLES:
        accounts.add(folder / accounts.FILE, name, name, PASSWORD)
        tokens[name] = accounts.new_token(folder / accounts.FILE, name)
    launched: list[Any] = []
    plain = serve._launch

    def launch(*given: Any) -> Any:
        launched.append(plain(*given))
        return launched[-1]

    with pytest.MonkeyPatch.context() as seen:
        seen.setattr(serve, "_launch", launch)
        with served(FakeLibrary(folder, newspaper)) as address:
            yield Served(address, launched[0], tokens, folder)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, newspaper: tuple[Article, ...]) -> Iterator[str]:
    with served(FakeLibrary(tmp_path_factory.mktemp("index"), newspaper)) as address:
        yield address


# ---- addresses ----

ANSWERED = """
/ /assets/{path:path} /config /config/ /favicon.ico /gradio_api/api/{api_name} /gradio_api/api/{api_name}/
/gradio_api/app_id /gradio_api/app_id/ /gradio_api/call/v2/{api_name} /gradio_api/call/v2/{api_name}/
/gradio_api/call/v2/{api_name}/{event_id} /gradio_api/call/{api_name} /gradio_api/call/{api_name}/
/gradio_api/call/{api_name}/{event_id} /gradio_api/cancel /gradio_api/file={path_or_url:path}
/gradio_api/heartbeat/{session_hash} /gradio_api/info /gradio_api/info/ /gradio_api/login_check
/gradio_api/login_check/ /gradio_api/openapi.json /gradio_api/queue/data /gradio_api/queue/join
/gradio_api/queue/status /gradio_api/reset /gradio_api/reset/ /gradio_api/run/{api_name}
/gradio_api/run/{api_name}/ /gradio_api/startup-events /gradio_api/token /gradio_api/token/ /gradio_api/upload
/gradio_api/upload_progress /gradio_api/user /gradio_api/user/ /icon-192.png /icon-512.png /login /login/
/manifest.json /metrics /robots.txt /static/{path:path} /theme.css /v1/chat/completions /v1/models
""".split()
EDITORS = {"/gradio_api/upload", "/gradio_api/upload_progress"}
OPEN = {
    "/login",
    "/login/",
    "/manifest.json",
    "/icon-192.png",
    "/icon-512.png",
    "/favicon.ico",
    "/robots.txt",
    "/gradio_api/startup-events",
}


def test_every_route_is_written_down_with_its_role(page: Served) -> None:
    """A route that is new, in a newer Gradio or of our own, is closed; opening it means to write it down here."""
    told = {(method, path): role_of(method, path) for method, path in walk(page.page.app.routes)}
    assert {path for (_, path), role in told.items() if role is not None} <= set(ANSWERED) | {
        "/healthz",
        "/readyz",
        "/audit",
    }
    for (method, path), role in told.items():
        if role is not None:
            wanted = (
                "" if path in OPEN | {"/healthz", "/readyz"} else "editor" if path in EDITORS else "reader"
            )
            assert role == ("admin" if path == "/audit" else wanted), (method, path)


def test_without_a_login_nothing_but_the_login_is_answered(page: Served) -> None:
    for method, path in walk(page.page.app.routes):
        if path.rstrip("/") in ("/login", "/logout"):
            continue
        reply = httpx.request(method, page.address + path.replace("{", "").replace("}", ""), json={})
        role = role_of(method, path)
        wanted = {None: 404, "": 200}.get(role, 401)
        assert reply.status_code == wanted or (role == "" and reply.status_code == 404), (method, path)


def test_a_reader_may_not_upload_and_an_editor_may(page: Served) -> None:
    for name, status in (("reader", 403), ("editor", 200), ("admin", 200)):
        files = {"files": ("a.txt", "云河大桥通车。".encode(), "text/plain")}
        reply = httpx.post(f"{page.address}/gradio_api/upload", files=files, headers=page.headers(name))
        assert reply.status_code == status


# ---- functions ----

EDITING = {
    "api.evaluate", "api.add", "ask.fix", "ask.pick", "ask.pick_none", "add.preview", "add.confirm", "add.correct",
    "add.remove", "add.restore", "evaluate.begin", "evaluate.run", "evaluate.stop", "evaluate.download",
    "evaluate.last",
}  # fmt: skip
GOVERNING = {"evaluate.cases", "evaluate.export"}
READING = {
    "api.article", "api.articles", "api.ask", "api.chat", "api.feedback", "api.names", "api.search", "browse.more",
    "browse.people", "browse.person", "browse.search", "whole_page.opened", "ask.ask", "ask.ask_this", "ask.bring",
    "ask.about", "ask.judge", "ask.raw", "ask.show", "conversations.new", "conversations.chat", "conversations.save",
    "ask.stop", "add.<lambda>",
    "add.forget", "add.stop", "verify.download", "verify.run", "verify.stop", "verify.verify",
}  # fmt: skip


def python_functions(page: Served) -> dict[int, Any]:
    """Return the functions of the page by their number; those that run in the browser alone have none."""
    return {number: one.fn for number, one in page.page.fns.items() if one.fn is not None}


def test_every_function_of_the_page_needs_the_role_that_is_written_down(page: Served) -> None:
    roles = (
        dict.fromkeys(EDITING, "editor")
        | dict.fromkeys(GOVERNING, "admin")
        | dict.fromkeys(READING, "reader")
    )
    for function in python_functions(page).values():
        name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        assert getattr(function, "role", None) == roles.get(name, "somebody"), (
            f"{name} is open to whom? Guard it, and write it down here."
        )


def test_what_a_role_may_not_do_is_refused_whatever_was_sent(page: Served) -> None:
    for index, function in python_functions(page).items():
        if function.role != "reader":
            assert f"需要 {function.role} 的权限" in page.call("reader", index), function.__name__
        if function.role == "admin":
            assert "需要 admin 的权限" in page.call("editor", index), function.__name__


def test_an_endpoint_asks_for_the_role_too(page: Served) -> None:
    where = f"{page.address}/gradio_api/call/add"
    for name, words in (("reader", "需要 editor"), ("editor", "event: complete")):
        begun = httpx.post(
            where,
            json={"data": ["a.txt", "# 云河大桥通车\n\n大桥全长1280米。", True]},
            headers=page.headers(name),
        )
        told = httpx.get(f"{where}/{begun.json()['event_id']}", headers=page.headers(name), timeout=60).text
        assert words in told.encode().decode("unicode_escape" if "\\u" in told else "utf-8", "replace")


# ---- logging in and out ----


def log_in(address: str, name: str, password: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{address}/login", data={"username": name, "password": password}, headers=headers)


def test_a_session_begins_with_the_password_and_ends_by_post(page: Served) -> None:
    assert log_in(page.address, "reader", "wrong-password").status_code == 401
    with httpx.Client(base_url=page.address) as browser:
        assert browser.get("/config").status_code == 401
        reply = browser.post("/login", data={"username": "reader", "password": PASSWORD})
        told = reply.headers["set-cookie"].lower()
        assert reply.status_code == 200 and "httponly" in told and "samesite" in told
        assert browser.get("/config").status_code == 200
        assert browser.get("/logout").status_code == 404 and browser.get("/config").status_code == 200
        cookies = dict(browser.cookies)
        assert browser.post("/logout").status_code == 303
        assert httpx.get(f"{page.address}/config", cookies=cookies).status_code == 401


def test_the_page_without_a_login_leads_to_the_form(page: Served) -> None:
    reply = httpx.get(f"{page.address}/?q=1", headers={"accept": "text/html"})
    assert reply.status_code == 303 and reply.headers["location"].startswith("login")
    form = httpx.get(f"{page.address}/login")
    assert form.status_code == 200 and "密码 Password" in form.text


def test_every_way_to_say_who_one_is_works_for_v1(page: Served) -> None:
    where = f"{page.address}/v1/chat/completions"
    ways = [page.headers("reader"), {"authorization": f"Bearer reader:{PASSWORD}"}]
    for headers in ways:
        assert httpx.post(where, json=QUESTION, headers=headers, timeout=60).status_code == 200
    assert httpx.post(where, json=QUESTION, auth=("reader", PASSWORD), timeout=60).status_code == 200
    assert httpx.post(where, json=QUESTION, headers={"authorization": "Bearer wb-no"}).status_code == 401
    assert httpx.post(where, json=QUESTION).json()["error"]["code"] == 401


def test_gradio_s_own_client_logs_in(page: Served) -> None:
    from gradio_client import Client

    client = Client(page.address, auth=("reader", PASSWORD), verbose=False, download_files=False)
    assert client.predict("换热站有多少座？", api_name="/ask")["answer"]


def test_a_removed_account_can_do_nothing_more(page: Served) -> None:
    path = page.folder / accounts.FILE
    accounts.add(path, "gone", "reader", PASSWORD)
    reply = log_in(page.address, "gone", PASSWORD)
    cookies = dict(reply.cookies)
    assert httpx.get(f"{page.address}/config", cookies=cookies).status_code == 200
    accounts.remove(path, "gone")
    assert httpx.get(f"{page.address}/config", cookies=cookies).status_code == 401


def test_sessions_end_by_themselves() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    words = sessions.begin("reader")
    for _ in range(20):
        now[0] += 11 * 3600
        alive = sessions.name(words)
        assert alive == ("reader" if now[0] <= 7 * 24 * 3600 else None)
    words = sessions.begin("reader")
    now[0] += 13 * 3600
    assert sessions.name(words) is None


def test_guessing_slows_the_guesser_for_every_name_and_never_locks_the_owner_out() -> None:
    now = [0.0]
    door = Door(accounts.only("owner", PASSWORD), Bucket(1 / 30, 5.0, clock=lambda: now[0]))
    for number in range(9):
        assert door.by_password("owner" if number % 2 else f"name{number}", "guess-guess", "10.0.0.9") is None
    assert (
        door.by_password("owner", PASSWORD, "10.0.0.9") is None
    )  # the guesser is not told that it was right
    assert door.by_password("owner", PASSWORD, "10.0.0.7") is not None  # the owner comes from elsewhere
    now[0] = 300.0
    assert door.by_password("owner", PASSWORD, "10.0.0.9") is not None


def test_failed_logins_are_logged_by_name_and_address_without_the_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = Door(accounts.only("owner", PASSWORD))
    door.by_password("own\ner", "secret-guess", "10.0.0.9")
    door.by_header("Bearer wb-secret", "10.0.0.8")
    told = caplog.text
    assert "own\\ner" in told and "10.0.0.9" in told and "10.0.0.8" in told and "secret" not in told


def test_a_forged_address_is_not_believed(tmp_path: Path, newspaper: tuple[Article, ...]) -> None:
    with served(FakeLibrary(tmp_path, newspaper), auth=f"owner:{PASSWORD}") as address:
        got = [
            log_in(address, "owner", f"wrong-guess-{n}", **{"x-forwarded-for": f"10.0.0.{n}"}).status_code
            for n in range(12)
        ]
        assert got[0] == 401 and got[-1] == 429
    with served(FakeLibrary(tmp_path, newspaper), auth=f"owner:{PASSWORD}", proxy="127.0.0.1") as address:
        got = [
            log_in(address, "owner", f"wrong-guess-{n}", **{"x-forwarded-for": f"10.0.0.{n}"}).status_code
            for n in range(12)
        ]
        assert got == [401] * 12


# ---- without a login ----


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:7860"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_another_site_cannot_use_the_page_of_this_machine(alone: str, headers: dict[str, str]) -> None:
    reply = httpx.post(f"{alone}/v1/chat/completions", json=QUESTION, headers=headers, timeout=60)
    assert reply.status_code == 403
    reply = httpx.post(f"{alone}/gradio_api/queue/join", json={}, headers=headers)
    assert reply.status_code == 403
    assert httpx.post(f"{alone}/v1/chat/completions", json=QUESTION, timeout=60).status_code == 200


def test_what_a_proxy_passes_on_may_read_but_not_change(alone: str) -> None:
    passed = {"x-forwarded-for": "203.0.113.5"}
    files = {"files": ("a.txt", b"x", "text/plain")}
    assert httpx.post(f"{alone}/gradio_api/upload", files=files, headers=passed).status_code == 403
    assert httpx.post(f"{alone}/gradio_api/upload", files=files).status_code == 200
    assert (
        httpx.post(f"{alone}/v1/chat/completions", json=QUESTION, headers=passed, timeout=60).status_code
        == 200
    )


# ---- what was sent ----


@pytest.mark.parametrize("body", [b'{"a": "\\ud800"}', b"[" * 100_000, b"[" * 90 + b"]" * 90, b"{", b"\xff"])
def test_a_body_that_libraries_stumble_over_is_none(body: bytes) -> None:
    assert not harmless(body) and harmless(b"") and harmless(json.dumps(QUESTION).encode())


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/gradio_api/call/ask", "/gradio_api/queue/join"])
@pytest.mark.parametrize(
    "body",
    [
        '{"messages": [{"role": "user", "content": "\\ud800公厕"}], "data": ["\\udfff"]}',
        "[" * 100_000,
        '{"data": ' + "[" * 900 + "]" * 900 + "}",
        '{"fn_index": 99999, "data": [], "session_hash": "x"}',
        '{"fn_index": "a", "data": {}}',
        "[]",
        "3",
    ],
)
def test_nothing_that_is_sent_is_our_own_fault(alone: str, path: str, body: str) -> None:
    reply = httpx.post(
        f"{alone}{path}", content=body, headers={"content-type": "application/json"}, timeout=60
    )
    assert reply.status_code < 500 and "Traceback" not in reply.text


@pytest.mark.parametrize("way", ["call", "run", "api"])
def test_a_function_that_there_is_not_is_not_found(alone: str, way: str) -> None:
    assert httpx.post(f"{alone}/gradio_api/{way}/nothing", json={"data": []}).status_code == 404


def test_uploads_have_a_quota() -> None:
    from rag.page.security import gate

    held = gate.Gate(lambda *given: None, None, frozenset({"127.0.0.1"}))  # type: ignore[arg-type, return-value]
    scope = {"type": "http", "method": "POST", "path": "/gradio_api/upload", "client": ("127.0.0.1", 1)}
    headers = {b"host": "127.0.0.1:1", b"content-length": "9000000"}
    answers = [held._refused(dict(scope), headers) for _ in range(60)]
    assert answers[0] is None and answers[-1] is not None and answers[-1][0] == 429
    assert sum(one is None for one in answers) * 9_000_000 <= gate.DAY + 9_000_000
    unknown = held._refused(dict(scope), {b"host": "127.0.0.1:1"})
    assert unknown is not None and unknown[0] == 429  # of no stated length


# ---- the accounts file ----


@pytest.mark.parametrize(
    "content", ["", "{}", "reader:a-long-password\n", '{"format": 1, "accounts": {}}', "[" * 9999]
)
def test_an_accounts_file_that_lets_nobody_in_serves_nothing(tmp_path: Path, content: str) -> None:
    from rag.page.server.serving import start

    (tmp_path / accounts.FILE).write_text(content, encoding="utf-8")
    with pytest.raises(RagError, match="rag account add"):
        start(tmp_path, port=free_port(), library=FakeLibrary(tmp_path, ()))


def test_a_file_of_plain_passwords_is_refused_with_the_cure(tmp_path: Path) -> None:
    from rag.page.server.serving import start

    with pytest.raises(RagError, match="rag account add"):
        start(tmp_path, port=free_port(), library=FakeLibrary(tmp_path, ()), auth="@logins.txt")


def test_a_file_that_is_damaged_while_it_is_used_lets_nobody_in(tmp_path: Path) -> None:
    path = tmp_path / accounts.FILE
    accounts.add(path, "one", "reader", PASSWORD)
    known = accounts.Accounts(path)
    assert known.by_password("one", PASSWORD, 0.0) is not None
    path.write_text("", encoding="utf-8")
    assert known.by_password("one", PASSWORD, 1.0) is None and known.get("one") is None


def test_passwords_and_tokens_are_not_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / accounts.FILE
    accounts.add(path, "one", "editor", PASSWORD)
    token = accounts.new_token(path, "one")
    text = path.read_text(encoding="utf-8")
    assert PASSWORD not in text and token not in text and "$argon2id$" in text
    assert path.stat().st_mode & 0o077 == 0
    found = accounts.Accounts(path).by_token(token)
    assert found is not None and found.may("editor") and not found.may("admin")
    accounts.change_password(path, "one", "another-password")
    assert accounts.Accounts(path).by_password("one", PASSWORD, time.monotonic()) is None


def test_the_command_line_keeps_the_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    from rag.cli import main

    def rag(*words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["account", *words, "--index", str(tmp_path)])
        told = capsys.readouterr()
        return code, told.out + told.err

    assert rag("list")[0] == 3
    assert rag("add", "anna", "--role", "editor", "--stdin", typed="short\n")[0] == 3
    assert rag("add", "anna", "--role", "editor", "--stdin", typed=PASSWORD + "\n")[0] == 0
    assert rag("add", "anna", "--role", "admin", "--stdin", typed=PASSWORD + "\n")[0] == 3
    assert rag("token", "anna")[1].startswith("wb-")
    assert "anna\teditor\t1" in rag("list")[1]
    assert rag("passwd", "anna", "--stdin", typed="another-password\n")[0] == 0
    assert rag("remove", "anna")[0] == 0 and "anna" not in rag("list")[1]


# ---- changes are written down, questions are not ----


def test_a_correction_is_recorded_with_who_made_it_and_without_the_question(page: Served) -> None:
    where = f"{page.address}/gradio_api/call/feedback"
    data = ["桥头的灯塔有多高？", "", 0, 0, None, ""]
    begun = httpx.post(where, json={"data": data}, headers=page.headers("editor"))
    event = f"{where}/{begun.json()['event_id']}"
    assert "event: complete" in httpx.get(event, headers=page.headers("editor"), timeout=60).text
    assert httpx.get(f"{page.address}/audit", headers=page.headers("editor")).status_code == 403
    last = httpx.get(f"{page.address}/audit", headers=page.headers("admin")).json()["changes"][-1]
    assert (last["who"], last["act"], last["where"]) == ("editor", "correct", "127.0.0.1")
    path = page.folder / "audit.jsonl"
    assert "灯塔" not in path.read_text(encoding="utf-8") and path.stat().st_mode & 0o077 == 0


def test_the_command_line_records_and_shows_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.access import audit
    from rag.cli import main

    assert main(["audit", "--index", str(tmp_path)]) == 0
    audit.note(tmp_path, "add", ["a\x1b[31m.txt"], "anna", "10.0.0.7")
    with (tmp_path / audit.FILE).open("ab") as file:
        file.write(b'{"time": "cut sho')
    capsys.readouterr()
    assert main(["audit", "--index", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "anna @10.0.0.7  add  a\\u001b[31m.txt" in told and "\x1b" not in told and "cut sho" not in told


def test_a_question_is_in_no_traceback(alone: str, capfd: pytest.CaptureFixture[str]) -> None:
    begun = httpx.post(f"{alone}/gradio_api/call/ask", json={"data": ["桥头的灯塔有多高？"]})
    httpx.get(f"{alone}/gradio_api/call/ask/{begun.json()['event_id']}", timeout=60)
    told = capfd.readouterr()
    assert "灯塔" not in told.err + told.out and "Traceback" not in told.err


def test_health_is_told_to_anybody_and_says_nothing_more(page: Served) -> None:
    assert httpx.get(f"{page.address}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{page.address}/readyz").json() == {"ready": True}

"""What raw HTTP can reach: the probes of the security review, replayed against the page as we start it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fake_library import FakeLibrary
from serving import served

from rag.types import Article

ACCOUNT = ("reader", "a-long-password")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    (folder / "secret.txt").write_text("secret words", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(folder: Path, newspaper: tuple[Article, ...]) -> Iterator[str]:
    with served(FakeLibrary(folder, newspaper)) as where:
        yield where


@pytest.fixture(scope="module")
def locked(folder: Path, newspaper: tuple[Article, ...]) -> Iterator[str]:
    with served(FakeLibrary(folder, newspaper), auth=":".join(ACCOUNT)) as where:
        yield where


PATHS = [
    "file=/etc/passwd",
    "file=../../../../etc/passwd",
    "file=%2e%2e%2f%2e%2e%2fetc/passwd",
    "file=pyproject.toml",
    "file=README.md",
    "file=.env",
    "file=https://example.com/",
    "file=//example.com/",
    "proxy=http://169.254.169.254/latest/meta-data",
    "proxy=https://example.com",
    "monitoring/summary",
    "runs",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_to_files_or_other_machines(address: str, path: str) -> None:
    reply = httpx.get(f"{address}/gradio_api/{path}", follow_redirects=False)
    assert reply.status_code in (400, 401, 403, 404, 405), reply.status_code
    assert "root:" not in reply.text and "secret words" not in reply.text


def test_our_own_folders_are_not_served(address: str, folder: Path) -> None:
    reply = httpx.get(f"{address}/gradio_api/file={folder / 'secret.txt'}")
    assert reply.status_code in (403, 404) and "secret words" not in reply.text


def test_an_upload_keeps_no_path_and_is_never_served_as_a_page(address: str) -> None:
    files = {"files": ("../../evil.html", b"<script>alert(1)</script>", "text/html")}
    stored = httpx.post(f"{address}/gradio_api/upload", files=files).json()[0]
    assert Path(stored).name == "evil.html" and Path(stored).is_relative_to(os.environ["GRADIO_TEMP_DIR"])
    reply = httpx.get(f"{address}/gradio_api/file={stored}")
    assert (
        not reply.headers["content-type"].startswith("text/html")
        and "attachment" in reply.headers["content-disposition"]
    )


def test_too_large_an_upload_and_too_large_a_request_are_refused(address: str) -> None:
    upload = {"files": ("big.txt", b"x" * 12_000_000, "text/plain")}
    assert httpx.post(f"{address}/gradio_api/upload", files=upload, timeout=60).status_code == 413
    body = json.dumps({"data": ["x" * 5_000_000]})
    assert httpx.post(f"{address}/gradio_api/call/ask", content=body).status_code == 413


def test_the_queue_cannot_be_passed_by(address: str) -> None:
    reply = httpx.post(f"{address}/gradio_api/run/ask", json={"data": ["有多少？", 10, None]})
    assert reply.status_code == 404


def test_a_forged_file_is_refused(address: str) -> None:
    forged = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
    begun = httpx.post(f"{address}/gradio_api/call/ask", json={"data": [forged, 10, None]})
    text = begun.text
    if begun.status_code == 200:
        text = httpx.get(f"{address}/gradio_api/call/ask/{begun.json()['event_id']}", timeout=60).text
    assert "root:" not in text and "event: complete" not in text


@pytest.mark.parametrize("depth", ["NaN", "Infinity", "1e400", "true", "{}", "10.5"])
def test_a_number_that_is_none_is_told_in_one_sentence(address: str, depth: str) -> None:
    body = f'{{"data": ["换热站有多少座？", {depth}, null]}}'.encode()
    begun = httpx.post(
        f"{address}/gradio_api/call/ask", content=body, headers={"content-type": "application/json"}
    )
    assert begun.status_code == 200
    text = httpx.get(f"{address}/gradio_api/call/ask/{begun.json()['event_id']}", timeout=60).text
    assert "event: error" in text and "Traceback" not in text
    assert "top_k" in json.loads(text.split("data: ")[1])["error"]


def test_every_answer_carries_the_headers_that_keep_the_page_to_itself(address: str) -> None:
    for path in ("/", "/config", "/gradio_api/info", "/nothing"):
        headers = httpx.get(f"{address}{path}").headers
        assert headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "connect-src 'self'" in policy and "http" not in policy


def test_the_page_is_chinese_before_any_script_runs(address: str) -> None:
    reply = httpx.get(f"{address}/")
    head = reply.text.split("</head>")[0]
    assert "wenbao-" in head and "--paper" in head and "fonts.googleapis" not in reply.text
    assert (
        int(reply.headers["content-length"]) == reply.num_bytes_downloaded
        if "content-length" in reply.headers
        else True
    )


def test_other_sites_may_not_use_a_visitor(address: str) -> None:
    reply = httpx.options(
        f"{address}/v1/chat/completions",
        headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
    )
    assert reply.headers.get("access-control-allow-origin") not in ("*", "https://evil.example")


def test_nothing_of_interest_is_documented_to_strangers(address: str) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert httpx.get(f"{address}{path}").status_code == 404


def test_a_login_guards_everything(locked: str) -> None:
    for path in ("/config", "/gradio_api/info", "/gradio_api/file=x", "/gradio_api/queue/status"):
        assert httpx.get(f"{locked}{path}").status_code in (401, 403, 404), path
    upload = {"files": ("a.txt", b"x", "text/plain")}
    assert httpx.post(f"{locked}/gradio_api/upload", files=upload).status_code == 401
    body = {"messages": [{"role": "user", "content": "换热站有多少座？"}]}
    assert httpx.post(f"{locked}/v1/chat/completions", json=body).status_code == 401
    bearer = {"authorization": "Bearer " + ":".join(ACCOUNT)}
    assert (
        httpx.post(f"{locked}/v1/chat/completions", json=body, headers=bearer, timeout=60).status_code == 200
    )


def test_gradio_is_new_enough() -> None:
    from importlib.metadata import version

    assert tuple(map(int, version("gradio").split(".")[:2])) >= (6, 27)


def test_what_a_killed_page_left_behind_is_taken_away_and_what_is_in_use_stays(tmp_path: Path) -> None:
    from filelock import FileLock

    from rag.page.security.safety import sweep

    for name in ("wenbao-page-dead", "wenbao-page-alive", "wenbao-page-foreign", "other-dead"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "upload.txt").write_text("x", encoding="utf-8")
        if name != "wenbao-page-foreign":
            (tmp_path / name / ".in-use").touch()
    with FileLock(tmp_path / "wenbao-page-alive" / ".in-use", timeout=0):
        sweep(tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["other-dead", "wenbao-page-alive", "wenbao-page-foreign"]


def test_a_text_that_is_only_looked_at_is_never_put_beside_the_index(
    tmp_path: Path, newspaper: tuple[Article, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while it looks, a page leaves it where the next one clears up: in its private folder."""
    from fake_library import FakeLibrary

    from rag.page.security import safety
    from rag.page.tabs import add

    private = tmp_path / f"{safety._PREFIX}one"
    private.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(private))
    (tmp_path / "index" / "added").mkdir(parents=True)
    left = tmp_path / "index" / "added" / ".look-旧.txt"  # of a version that put them there
    left.write_text("旧", encoding="utf-8")
    library = FakeLibrary(tmp_path / "index", newspaper)
    ((name, path),) = add.gather(library, [], "新闻", "云河大桥通车。", keep=False)
    assert (name, path.parent, path.read_text(encoding="utf-8")) == ("新闻.txt", private, "云河大桥通车。")
    found, refused = add.look([(name, path)])
    assert found and not refused and not list(private.iterdir())
    add.gather(library, [], "新闻", "云河大桥通车。", keep=True)
    assert sorted(one.name for one in left.parent.iterdir()) == ["新闻.txt"]

"""What makes the page installable: a manifest and icons over HTTP, all from this server."""

import struct
from collections.abc import Iterator

import httpx
import pytest
from fake_library import FakeLibrary
from serving import served

from rag.types import Article

LOGIN = ("reader", "a-long-password")  # sent to the open page too, which does not ask for it


@pytest.fixture(scope="module", params=["open", "behind a login"])
def address(
    request: pytest.FixtureRequest, newspaper: tuple[Article, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    auth = ":".join(LOGIN) if request.param != "open" else None
    with served(FakeLibrary(tmp_path_factory.mktemp("index"), newspaper), auth=auth) as where:
        yield where


def test_the_manifest_says_all_that_a_browser_needs_to_install_the_page(address: str) -> None:
    answer = httpx.get(f"{address}/manifest.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = answer.json()
    assert manifest["name"] == "问报 Wenbao" and manifest["short_name"] == "问报"
    assert (
        manifest["display"] == "standalone"
        and httpx.get(f"{address}/{manifest['start_url']}", auth=LOGIN).status_code == 200
    )
    sizes = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    for icon in manifest["icons"]:
        assert "//" not in icon["src"]
        picture = httpx.get(f"{address}/{icon['src']}")
        assert picture.status_code == 200 and picture.headers["content-type"] == "image/png"
        assert picture.content.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", picture.content[16:24])
        assert f"{width}x{height}" == icon["sizes"]


def test_the_document_is_sent_packed_to_whoever_unpacks_it(address: str) -> None:
    packed = httpx.get(f"{address}/", headers={"accept-encoding": "gzip"}, auth=LOGIN)
    plain = httpx.get(f"{address}/", headers={"accept-encoding": "identity"}, auth=LOGIN)
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.headers["vary"] == "accept-encoding" and "<gradio-app" in packed.text
    assert (
        int(packed.headers["content-length"]) * 3 < len(plain.content) == int(plain.headers["content-length"])
    )


def test_the_page_names_its_manifest_and_no_other_host_in_its_head(address: str) -> None:
    page = httpx.get(f"{address}/", auth=LOGIN).text
    head = page[: page.index("</head>")]
    assert head.count('rel="manifest"') == 1 and 'href="/manifest.json"' in head
    assert 'rel="apple-touch-icon" href="icon-192.png"' in head and 'name="theme-color"' in head
    assert "gradio.app" not in head.split("<script>window.gradio_config")[0] and "og:" not in head

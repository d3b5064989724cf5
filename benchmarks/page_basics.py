"""An index -> how soon the page shows something, what is sent for it, and whom it asks: a table.

Run as ``python benchmarks/page_basics.py [--index indexes] [--visits 5]``. Every visit has a browser profile of its
own, so nothing comes from a cache. Needs Chromium; times are of this machine and this run.
"""

import argparse
import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.served import quantile, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# When a reader sees what the page is, can type, and is told that the question arrived.
SEEN = "#head .masthead h1"
TYPED = "#question textarea"
WELCOME = "#conversation .welcome .chip, #conversation .welcome .facts"
TIMES = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const load = performance.getEntriesByType("navigation")[0];
  return { paint: paint ? paint.startTime : NaN, ready: load.domContentLoadedEventEnd };
}"""
STAGE = """(question) => new Promise((tell) => {
  const box = document.querySelector("#question textarea");
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => {
    const begun = performance.now();
    const look = () => document.querySelector(".turn .stage, .turn .said")
      ? tell(performance.now() - begun) : requestAnimationFrame(look);
    document.querySelector("#send").click();
    look();
  }, 300);
})"""


@dataclass
class Visit:
    """What one visit took: milliseconds by milestone, bytes and requests by kind, addresses of other hosts."""

    times: dict[str, float] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    outside: list[str] = field(default_factory=list)


def visit(browser: "Browser", address: str, question: str) -> Visit:
    """Open the page with an empty cache, wait for each milestone, ask one question."""
    made = Visit()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds: dict[str, str] = {}

    def began(event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        kinds[event["requestId"]] = kind = event.get("type", "Other")
        made.requests[kind] += 1
        if not url.startswith((address, "data:", "blob:")):
            made.outside.append(url)

    def ended(event: dict[str, Any]) -> None:
        made.sent[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", began)
    wire.on("Network.loadingFinished", ended)
    wire.send("Network.enable")
    page.goto(address, wait_until="commit")
    clock = "() => performance.now()"
    for name, selector in (("head seen", SEEN), ("can type", TYPED), ("welcome", WELCOME)):
        page.wait_for_selector(selector, timeout=120_000)
        made.times[name] = page.evaluate(clock)
    told = page.evaluate(TIMES)
    made.times |= {"first paint": told["paint"], "DOM ready": told["ready"]}
    made.times["first stage"] = page.evaluate(STAGE, question)
    page.wait_for_selector(".turn:not(.busy)", timeout=120_000)
    context.close()
    return made


def report(visits: list[Visit], start: float) -> list[str]:
    """Return the lines of the table."""
    lines = [
        f"server answers after {start:6.1f} s from its start",
        "",
        f"{'milliseconds':<22}{'median':>9}{'worst':>9}",
    ]
    for name in ("first paint", "head seen", "DOM ready", "can type", "welcome", "first stage"):
        values = [one.times[name] for one in visits]
        lines.append(f"{name:<22}{quantile(values, 0.5):>9.0f}{max(values):>9.0f}")
    first = visits[0]
    lines += ["", f"{'sent, first visit':<22}{'kB':>9}{'requests':>9}"]
    for kind, size in first.sent.most_common():
        lines.append(f"{kind:<22}{size / 1000:>9.0f}{first.requests[kind]:>9}")
    lines.append(f"{'all':<22}{sum(first.sent.values()) / 1000:>9.0f}{sum(first.requests.values()):>9}")
    outside = sorted({url for one in visits for url in one.outside})
    return [*lines, "", f"requests to other hosts: {len(outside)}", *outside]


def main() -> int:
    """Measure and print; 1 when the page asked another host for anything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--index", type=Path, default=Path("indexes"))
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--question", default="长治公厕有多少座？")
    arguments = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("There is no Chromium on this machine.")
    from playwright.sync_api import sync_playwright

    with served(arguments.index) as (address, start), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        visit(browser, address, arguments.question)  # wakes the models
        visits = [visit(browser, address, arguments.question) for _ in range(arguments.visits)]
        browser.close()
    print("\n".join(report(visits, start)))
    return 1 if any(one.outside for one in visits) else 0


if __name__ == "__main__":
    sys.exit(main())

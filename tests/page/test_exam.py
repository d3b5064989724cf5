"""The evaluate tab: a test set is asked, stopped, compared with an earlier run, and its report carried home."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import make_article
from fake_library import FakeLibrary
from serving import need_browser, served
from test_page import HOSTILE, Elements, Visit

from rag.errors import EvaluationError
from rag.evaluate import compare_with, load_older, load_questions, to_json
from rag.page.render import report as render_report
from rag.page.render.judged import judged
from rag.page.service import evaluation_runs, feedback
from rag.page.service.evaluation import Examined, Step, examine
from rag.page.service.evaluation_runs import Kept
from rag.page.tabs import evaluate as exam
from rag.page.words.translations import WORDS
from rag.types import Article

ASKED = [
    ("图书馆新设自习座位多少个？", ["260个"], "number", "verbatim"),
    ("换热站有多少座？", ["218座"], "number", "keyword"),
    ("图书馆藏书多少册？", ["82万册"], "number", "verbatim"),
    ("谁是船长？", [], "person", "verbatim"),
]


def write_set(path: Path, rounds: int = 1) -> Path:
    lines = [
        {
            "id": f"{turn}-{n}",
            "question": question,
            "answers": answers,
            "type": kind,
            "style": style,
            "evidence": f"共有{answers[0]}。" if answers else "",
        }
        for turn in range(rounds)
        for n, (question, answers, kind, style) in enumerate(ASKED)
    ]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path, newspaper: tuple[Article, ...]) -> FakeLibrary:
    made = FakeLibrary(tmp_path / "index", newspaper)
    made.folder.mkdir()
    made.start()
    return made


@pytest.fixture
def found(library: FakeLibrary, tmp_path: Path) -> Examined:
    *_, last = examine(library, write_set(tmp_path / "set.jsonl"))
    assert isinstance(last, Examined)
    return last


# ---- asking ----


def test_a_run_tells_each_step_and_ends_with_its_report(library: FakeLibrary, tmp_path: Path) -> None:
    *steps, last = examine(library, write_set(tmp_path / "set.jsonl"))
    assert steps == [Step(0, 4), *(Step(n, 4, one[0]) for n, one in enumerate(ASKED, 1))]
    assert isinstance(last, Examined)
    assert (last.report.questions, last.report.stopped, last.report.index_version) == (4, False, "7")
    assert last.report.figures["verbatim"].value == 1.0  # held against the articles, not the passages alone
    assert last.report.models == {"encoder": "fake", "reader": "fake"}


def test_a_stopped_run_reports_what_was_asked(library: FakeLibrary, tmp_path: Path) -> None:
    calls = iter([False, True])
    *_, last = examine(library, write_set(tmp_path / "set.jsonl"), lambda: next(calls))
    assert isinstance(last, Examined)
    assert (last.report.questions, last.report.stopped) == (2, True)


def test_a_question_that_cannot_be_asked_does_not_end_the_run(library: FakeLibrary, tmp_path: Path) -> None:
    from rag.page.security import validate

    def ask(question: str) -> Any:
        return FakeLibrary.ask(library, validate.question(question))

    library.ask = ask  # type: ignore[method-assign, assignment]
    path = tmp_path / "set.jsonl"
    path.write_text(
        '{"question": "？？", "answers": ["1"]}\n{"question": "换热站有多少座？", "answers": ["218座"]}\n'
    )
    *_, last = examine(library, path)
    assert isinstance(last, Examined)
    assert [(line["answer"], "error" in line) for line in last.lines] == [("", True), ("218座", False)]


# ---- what is kept ----


def test_a_run_is_kept_as_a_folder_that_rag_evaluate_compares_with(
    library: FakeLibrary, found: Examined
) -> None:
    made = evaluation_runs.keep(library.folder, found.report, found.lines)
    assert {path.name for path in made.iterdir()} == set(exam.FILES)
    assert compare_with(load_older(made), found.report).changes == ()
    (one,) = evaluation_runs.kept(library.folder)
    assert (one.path, one.set, one.questions) == (made, "set.jsonl", 4)


def test_runs_of_one_second_do_not_overwrite_each_other_and_only_the_newest_stay(
    library: FakeLibrary, found: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation_runs, "KEPT", 3)
    made = [evaluation_runs.keep(library.folder, found.report, found.lines) for _ in range(5)]
    assert len(set(made)) == 5
    assert [one.path for one in evaluation_runs.kept(library.folder)] == made[:1:-1]


def test_runs_too_large_together_make_room_but_never_lose_the_newest(
    library: FakeLibrary, found: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation_runs, "SIZE", 10)
    evaluation_runs.keep(library.folder, found.report, found.lines)
    last = evaluation_runs.keep(library.folder, found.report, found.lines)
    assert [one.path for one in evaluation_runs.kept(library.folder)] == [last]


def test_the_name_of_a_test_set_leads_nowhere(library: FakeLibrary, found: Examined) -> None:
    from dataclasses import replace

    made = evaluation_runs.keep(library.folder, replace(found.report, name=f"../../{HOSTILE}"), found.lines)
    assert made.parent == library.folder / evaluation_runs.FOLDER
    outside = library.folder / "runs" / "20200101T000000.000000Z-9-gone.jsonl"
    outside.symlink_to(library.folder)
    assert [one.path for one in evaluation_runs.kept(library.folder)] == [made]


def test_the_newest_run_that_was_shown_is_shown_again(library: FakeLibrary, found: Examined) -> None:
    assert evaluation_runs.last_shown(library.folder) is None
    html, made = exam.finish(library.folder, found, exam.LAST, None)
    evaluation_runs.keep(library.folder, found.report, found.lines)  # a later one that no page showed
    last = evaluation_runs.last_shown(library.folder)
    assert last is not None and (str(last[0].path), last[1]) == (made, html)


def test_where_the_index_is_read_only_a_run_is_kept_in_the_private_folder(
    library: FakeLibrary, found: Examined, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "private"))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert evaluation_runs.keep(library.folder, found.report, found.lines).is_relative_to(
        tmp_path / "private"
    )
    assert len(evaluation_runs.kept(library.folder)) == 1


# ---- comparing ----


def test_a_run_is_compared_with_the_last_one_of_its_set(library: FakeLibrary, found: Examined) -> None:
    assert exam.compared(library.folder, found.report, exam.LAST, None) == (found.report, "")
    made = evaluation_runs.keep(library.folder, found.report, found.lines)
    report, name = exam.compared(library.folder, found.report, exam.LAST, None)
    assert report.comparison is not None and name.startswith("set.jsonl · ")
    named, _ = exam.compared(library.folder, found.report, made.name, None)
    assert named.comparison == report.comparison
    for other in ("none", "../../etc", None, 7):
        assert exam.compared(library.folder, found.report, other, None) == (found.report, "")


@pytest.mark.parametrize("name", ["predictions.jsonl", "report.json"])
def test_an_uploaded_run_of_either_form_gives_the_same_comparison(
    library: FakeLibrary, found: Examined, tmp_path: Path, name: str
) -> None:
    lines = [dict(line) for line in found.lines]
    lines[1] |= {"answer": "", "answerable": False}
    path = tmp_path / "older.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    from rag.evaluate import score

    older = score([one.question for one in found.report.results], path)
    made = evaluation_runs.keep(library.folder, older, lines)
    report, _ = exam.compared(library.folder, found.report, "none", str(made / name))
    assert report.comparison is not None
    assert [(one.id, one.verdict) for one in report.comparison.changes] == [("0-1", "better")]
    exact = report.comparison.differences["exact"]
    assert (exact.old, exact.new, exact.count) == (pytest.approx(1 / 3), pytest.approx(2 / 3), 3)
    assert exact.low == 0.0 < exact.high  # one of three: the paired bootstrap is not sure


def test_a_report_compared_with_its_own_json_has_not_moved(found: Examined, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(to_json(found.report)), encoding="utf-8")
    comparison = compare_with(load_older(path), found.report)
    assert comparison.changes == () and {one.p for one in comparison.differences.values()} == {1.0}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "Not a report.json"),
        ('{"results": []}', "Not a report.json"),
        ('{"results": ["x"]}', "list of objects"),
        ('{"results": [{"id": "0-0", "answered": true}]}', "lacks its figures"),
        ('{"results": [{"id": "0-0", "answered": true, "figures": {"decision": 1e9}, "rank": 0}]}', "lacks"),
        (
            '{"results": [{"id": "0-0", "question": "别的？", "answered": false, '
            '"figures": {"decision": 1}, "rank": 0}]}',
            "another question",
        ),
    ],
)
def test_a_report_that_is_none_is_refused_with_one_sentence(
    found: Examined, tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=complaint):
        compare_with(load_older(path), found.report)


def test_a_comparison_that_fails_costs_the_report_nothing(
    library: FakeLibrary, found: Examined, tmp_path: Path
) -> None:
    foreign = tmp_path / "foreign.jsonl"
    foreign.write_text('{"id": "elsewhere", "answer": "x"}\n', encoding="utf-8")
    html, kept = exam.finish(library.folder, found, exam.LAST, str(foreign))
    assert "holds no question of this test set" in html and 'class="results"' in html
    assert (Path(kept) / "report.html").is_file()


# ---- what is shown ----


def test_every_word_is_in_both_languages(found: Examined) -> None:
    html = render_report.report(found.report)
    for kind, zh, en in (("按题型", "数字", "number"), ("按问法", "原词", "verbatim")):
        assert f'<tspan class="zh" lang="zh-Hans">{zh}</tspan>' in html
        assert f'<tspan class="en" lang="en">{en}</tspan>' in html and kind in html
    words = Elements.of(html)
    assert not words & {"script", "img", "a", "iframe", "object", "link"}


def test_the_plots_stand_beside_their_numbers_as_tables(found: Examined) -> None:
    html = render_report.report(found.report)
    assert html.count('<svg class="plot"') == 4 == html.count('<svg class="plot" viewBox="0 0 344')
    assert html.count('role="img" aria-label="') >= 4
    figures = html.split("<figure>")[1:]
    assert all("<details" in one and "<table" in one for one in figures)
    assert "100.0" in figures[0]


def test_a_hostile_test_set_and_run_are_shown_as_text(library: FakeLibrary, tmp_path: Path) -> None:
    hostile = make_article(f"集市{HOSTILE}", f"集市{HOSTILE}上有77个摊位。", HOSTILE, "2024-03-03", "bad.txt")
    market = FakeLibrary(library.folder, [hostile])
    market.start()
    path = tmp_path / "set.jsonl"
    record = {"id": HOSTILE, "question": f"集市上有多少摊位{HOSTILE}", "answers": [HOSTILE], "type": HOSTILE}
    path.write_text(json.dumps(record | {"style": HOSTILE, "evidence": HOSTILE}) + "\n", encoding="utf-8")
    *_, last = examine(market, path)
    assert isinstance(last, Examined)
    exam.finish(library.folder, last, exam.LAST, None)
    html, _ = exam.finish(library.folder, last, exam.LAST, None)
    assert 'class="compared"' in html  # so that the comparison was drawn as well
    assert not Elements.of(html) & {"script", "img", "a", "b onerror", "onerror"}
    assert "<script" not in html and "onerror=alert(2)>" not in html and "\u202e" not in html


def test_a_row_opens_on_gold_citation_and_passages(found: Examined, newspaper: tuple[Article, ...]) -> None:
    html = render_report.report(found.report)
    row = html.split('<li class="right">')[1]
    assert "260个" in row and f'data-article="{newspaper[1].id}"' in row
    assert WORDS["evaluate_unanswerable"][0] in html and WORDS["expected"][0] in row


def test_a_corrected_question_is_a_test_set_of_the_page_too(
    library: FakeLibrary, tmp_path: Path, newspaper: tuple[Article, ...]
) -> None:
    one = newspaper[1]
    start = one.text.index("82万册")
    feedback.store(library.folder, feedback.correction("藏书多少册？", one, start, start + 4, "7"))
    feedback.export(library.folder, tmp_path / "corrections.jsonl")
    *_, last = examine(library, tmp_path / "corrections.jsonl")
    assert isinstance(last, Examined) and last.report.figures["recall_1"].value == 1.0
    assert load_questions(tmp_path / "corrections.jsonl")[0].style == "correction"


# ---- in a real browser ----


@pytest.fixture(scope="module")
def slow(newspaper: tuple[Article, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over a library that takes its time, so that there is something to stop."""
    need_browser()
    with served(FakeLibrary(tmp_path_factory.mktemp("slow"), newspaper, pause=0.05)) as where:
        yield where


def evaluate(page: Any, path: Path) -> None:
    page.click("#rooms button[role=tab] >> nth=3")
    page.set_input_files("#evaluate-file input[type=file]", str(path))
    page.wait_for_selector("#evaluate-file a, #evaluate-file .file-preview")
    page.click("#evaluate-run")
    page.wait_for_selector("#report .earlier", state="detached")  # the report of the run before is gone


def downloaded(page: Any, button: str) -> str:
    with page.expect_download() as download:
        page.click(button)
    return Path(download.value.path()).read_text(encoding="utf-8")


@pytest.mark.page
def test_a_test_set_is_run_stopped_and_downloaded(browser: Any, slow: str, tmp_path: Path) -> None:
    path = write_set(tmp_path / "long.jsonl", rounds=30)
    visit = Visit(browser, slow)
    page = visit.page
    evaluate(page, path)
    page.wait_for_function("parseInt(document.querySelector('#report [role=progressbar]')?.ariaValueNow) > 4")
    page.click("#evaluate-stop")
    page.wait_for_selector("#report .figures")
    assert "停在第" in page.inner_text("#report")
    made = [json.loads(line) for line in downloaded(page, "#evaluate-predictions").splitlines()]
    assert 0 < len(made) < 120 and made[0]["answer"] == "260个"
    assert json.loads(downloaded(page, "#evaluate-data"))["questions"] == len(made)
    assert downloaded(page, "#evaluate-page").startswith("<!doctype html>")
    assert visit.errors == []
    visit.close()


@pytest.mark.page
@pytest.mark.parametrize(
    ("language", "theme", "size"), [("zh", "light", (1440, 900)), ("en", "dark", (390, 844))]
)
def test_two_runs_are_compared_and_a_question_opens_its_passages(
    browser: Any, slow: str, tmp_path: Path, language: str, theme: str, size: tuple[int, int]
) -> None:
    path = write_set(tmp_path / f"{language}.jsonl")
    visit = Visit(browser, slow, size, query=f"?lang={language}", color_scheme=theme, reduced_motion="reduce")
    page = visit.page
    evaluate(page, path)
    page.wait_for_selector("#report .figures")
    older = json.loads(downloaded(page, "#evaluate-data"))
    for row in older["results"]:
        row |= {"answer": "", "answered": False, "right": False}
        row["figures"] |= {"exact": 0, "f1": 0, "right": 0, "cited": 0, "decision": 0}
    (tmp_path / "report.json").write_text(json.dumps(older), encoding="utf-8")
    page.click("#evaluate-compare .label-wrap")
    page.set_input_files("#evaluate-older input[type=file]", str(tmp_path / "report.json"))
    page.wait_for_selector("#evaluate-older a, #evaluate-older .file-preview")
    page.click("#evaluate-run")
    page.wait_for_selector("#report .compared")
    other = {"zh": "变好的题：3", "en": "questions that got better: 3"}
    words = page.inner_text("#report .compared")
    assert other.pop(language) in words and next(iter(other.values())) not in words
    assert page.locator("#report svg.plot").count() == 4
    small = page.evaluate(
        "Math.min(...[...document.querySelectorAll('#report svg.plot text')]"
        ".filter((one) => one.getClientRects().length)"
        ".map((one) => parseFloat(getComputedStyle(one).fontSize)"
        " * one.ownerSVGElement.getBoundingClientRect().width / 344))"
    )
    assert small >= 9.9  # pixels as seen: a plot that shrinks takes its words along
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.check("#report input[value=right]", force=True)
    assert (
        page.locator("#report .results > li:visible").count()
        == page.locator("#report .results > li.right").count()
    )
    page.click("#report .results > li.right summary >> nth=0")
    page.click("#report .results > li.right .found .entry:visible >> nth=0")
    page.wait_for_selector("#pane mark.quote, #pane .passage", state="visible")
    outside = [url for url in visit.requests if not url.startswith((slow, "data:", "blob:"))]
    assert outside == [] and visit.errors == []
    visit.close()


@pytest.mark.page
def test_the_last_report_is_there_for_its_visitor_after_a_reload_and_for_nobody_else(
    browser: Any, slow: str, tmp_path: Path
) -> None:
    visit = Visit(browser, slow)
    page = visit.page
    evaluate(page, write_set(tmp_path / "kept.jsonl"))
    page.wait_for_selector("#report .figures")
    other = Visit(browser, slow)
    other.page.click("#rooms button[role=tab] >> nth=3")
    page.reload()
    page.wait_for_selector("#rooms button[role=tab] >> nth=3")
    page.click("#rooms button[role=tab] >> nth=3")
    page.wait_for_selector("#report .earlier")
    assert "上一次的报告：kept.jsonl" in page.inner_text("#report .earlier")
    page.wait_for_selector("#report .figures")
    assert json.loads(downloaded(page, "#evaluate-data"))["questions"] == 4
    visit.page.click("#rooms button[role=tab] >> nth=0")
    visit.page.click("#rooms button[role=tab] >> nth=3")
    assert page.locator("#report .earlier").count() == 1
    assert other.page.locator("#report .earlier").count() == 0
    assert visit.errors == [] == other.errors
    visit.close()
    other.close()


@pytest.mark.page
def test_a_second_run_waits_for_its_turn_and_a_visitor_who_leaves_makes_room(
    browser: Any, slow: str, tmp_path: Path
) -> None:
    first, second = Visit(browser, slow), Visit(browser, slow)
    evaluate(first.page, write_set(tmp_path / "endless.jsonl", rounds=500))
    first.page.wait_for_selector("#report [role=progressbar]")
    evaluate(second.page, write_set(tmp_path / "short.jsonl"))
    second.page.wait_for_function(
        f"document.querySelector('#report').innerText.includes('{WORDS['evaluate_waiting'][0]}')"
    )
    first.close()
    second.page.wait_for_selector("#report .figures")
    second.close()


@pytest.mark.page
def test_a_file_that_is_no_test_set_is_told_in_one_sentence(browser: Any, slow: str, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"question": 3}\n', encoding="utf-8")
    visit = Visit(browser, slow)
    evaluate(visit.page, path)
    visit.page.wait_for_selector("#report .failure")
    assert "line 1" in visit.page.inner_text("#report")
    assert visit.page.locator("#evaluate-run").is_visible()
    visit.close()


def test_the_label_of_a_kept_run_names_set_time_and_size() -> None:
    one = Kept(Path("x"), "set.jsonl", "2024-05-01 08:00", 4)
    assert one.label("zh") == "set.jsonl · 2024-05-01 08:00 · 4 题"
    assert one.label("en") == "set.jsonl · 2024-05-01 08:00 · 4 questions"


# ---- what readers say ----


def test_likes_and_dislikes_are_counted_and_the_wrong_answers_listed_with_their_reason(
    library: FakeLibrary,
) -> None:
    first, second = library.ask("换热站有多少座？"), library.ask("图书馆新设自习座位多少个？")
    for answer, good, reason in ((first, False, "part"), (second, True, ""), (first, False, "source")):
        feedback.store(library.folder, feedback.judgement(answer, good, reason))
    with (library.folder / feedback.FILE).open("a", encoding="utf-8") as file:
        file.write("[[[\n" + "[" * 100_000 + "\n" + json.dumps({"kind": "judgement", "question": 3}) + "\n")
    feedback.store(
        library.folder, {"kind": "judgement", "question": HOSTILE, "good": False, "reason": HOSTILE}
    )
    html = judged(feedback.judgements(library.folder))
    assert "答得对 1，答得不对 2" in html and "Right 1, wrong 2" in html
    assert WORDS["reason_source"][0] in html and WORDS["reason_part"][0] not in html  # the last one given
    assert not Elements.of(html) & {"script", "img", "a"}
    assert feedback.corrections(library.folder) == []


@pytest.mark.page
@pytest.mark.parametrize(("language", "size"), [("zh", (1440, 900)), ("en", (390, 844))])
def test_a_reader_judges_corrects_and_carries_the_test_set_to_rag_evaluate(
    browser: Any, slow: str, tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    visit = Visit(browser, slow, size, query=f"?lang={language}", reduced_motion="reduce")
    page = visit.page
    question = f"图书馆新设自习座位{'多少个' if language == 'zh' else '有几个'}？"
    visit.ask(question)
    page.click(".turn [data-do=judge][data-good=yes]")
    page.wait_for_selector("#toast.on")
    page.click(".turn [data-do=wrong]")
    page.click(".turn .why [data-reason=part]")
    page.wait_for_timeout(400)
    page.click(".turn [data-do=fix]")
    page.wait_for_selector("#pane .picking", state="visible")
    page.evaluate(
        """() => { const all = [...document.querySelectorAll('#pane .paragraph [data-s]')];
        const node = all.find((one) => one.textContent.includes('82万册')).firstChild;
        const at = node.textContent.indexOf('82万册');
        getSelection().setBaseAndExtent(node, at, node, at + 4); }"""
    )
    page.wait_for_function("document.querySelector('.picked-words').textContent === '82万册'")
    page.click("#pane [data-do=pick]")
    page.wait_for_function("document.querySelector('#toast').textContent.includes('82万册')")
    if size[0] < 1000:
        page.click("#pane .close")
    page.click("#rooms button[role=tab] >> nth=3")
    page.wait_for_selector("#cases li")
    words = page.inner_text("#cases")
    assert question in words and "82万册" in words
    assert WORDS["reason_part"][0 if language == "zh" else 1] in words
    path = tmp_path / "corrections.jsonl"
    path.write_text(downloaded(page, "#export-corrections"), encoding="utf-8")
    exported = {one.question: one.answers for one in load_questions(path)}
    assert exported[question] == ("82万册",)
    evaluate(page, path)
    page.wait_for_selector("#report .figures")
    assert visit.errors == []
    visit.close()

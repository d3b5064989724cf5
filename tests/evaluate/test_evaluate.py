"""An evaluation gives figures that can be computed by hand, and tells one run from another."""

import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from rag.errors import EvaluationError, IndexFault, QuestionError
from rag.evaluate import (
    Report,
    compare,
    counterfactual,
    evaluate,
    evaluate_reader,
    load_predictions,
    load_questions,
    predict,
    score,
    to_html,
    to_json,
    to_text,
    write_report,
)
from rag.evaluate.loading.predictions import Cited, Found, Prediction
from rag.evaluate.loading.questions import Question
from rag.evaluate.reporting.markup import element, marked
from rag.evaluate.scoring import refusal, resample, retrieval
from rag.evaluate.scoring.relevance import first_ranks, overlaps
from rag.evaluate.scoring.table import width
from rag.types import Answer, Candidate, Citation, Filters, Passage, Reading

Asked = list[Question]
Run = dict[str, Prediction]

DEV = Path(__file__).parents[1] / "data" / "seed_qa_dev.jsonl"

TOILETS = "目前主城区 159座公厕\n已全部实现洗手液、卫生纸的配备。"
BRIDGE = "全市新建桥梁三十五座，总投资两亿元。"
COPY = "据悉，目前主城区159座公厕已全部实现洗手液、卫生纸的配备，群众称便。"


@pytest.fixture
def questions() -> list[Question]:
    return [
        Question("q1", "有多少座公厕？", ("159座",), TOILETS, type="number", style="verbatim"),
        Question("q2", "新建桥梁几座？", ("三十五座", "35座"), BRIDGE, type="number", style="colloquial"),
        Question("q3", "谁剪了彩？", (), answerable=False, type="person", style="verbatim"),
        Question("q4", "谁写了信？", (), answerable=False, type="person", style="colloquial"),
    ]


def said(
    name: str, answer: str, confidence: float, *texts: str, answerable: bool = True, sentence: str = ""
) -> Prediction:
    passages = tuple(
        Found("a.txt", f"a{n}", 0, len(text), text, 1.0 - n / 10) for n, text in enumerate(texts)
    )
    cited = (Cited("a0", "题", "a.txt", 0, len(answer), answer, sentence),) if answerable and sentence else ()
    return Prediction(name, "", answer if answerable else "", answerable, answer, confidence, cited, passages)


@pytest.fixture
def run() -> dict[str, Prediction]:
    predictions = [
        said("q1", "159座公厕", 0.9, "别的话。", TOILETS, sentence=TOILETS),
        said("q2", "35座", 0.4, BRIDGE, answerable=False),
        said("q3", "李四", 0.8, "别的话。", sentence="李四来了。"),
        said("q4", "", 0.1, "别的话。", answerable=False),
    ]
    return {one.id: one for one in predictions}


# ---------------------------------------------------------------- test sets


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_committed_dev_set_is_read_whole() -> None:
    found = load_questions(DEV)
    assert (len(found), sum(one.answerable for one in found)) == (178, 145)
    assert found[0].answers[0] == "690多座" and found[0].source == "000_6e83b754a555c789.txt"


def test_json_lines_need_only_a_question_and_its_answers(tmp_path: Path) -> None:
    path = write(
        tmp_path / "q.jsonl",
        '\ufeff{"question": "甲？", "answers": ["乙"]}\n\n{"id": 7, "question": "丙？", "answers": []}\n',
    )
    one, two = load_questions(path)
    assert (one.id, one.answerable, one.answers) == ("line-1", True, ("乙",))
    assert (two.id, two.answerable) == ("7", False)


def test_questions_without_answers_can_be_asked_but_not_scored(tmp_path: Path) -> None:
    path = write(tmp_path / "q.jsonl", '{"id": "a", "question": "甲？"}\n')
    assert load_questions(path, gold=False)[0].question == "甲？"
    with pytest.raises(EvaluationError, match=r'q.jsonl, line 1: .*"answers" is missing'):
        load_questions(path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"id": "a"}', 'line 1: .*"question" is missing'),
        ('{"question": "甲", "answers": ["乙"]}\n{"question": ', "line 2: .*Not valid JSON"),
        ('{"question": "甲", "answers": ["乙"]}\n["甲"]', "line 2: .*one JSON object"),
        ('{"question": "甲", "answers": "乙", "answerable": "yes"}', '"answerable" must be true or false'),
        ('{"question": "甲", "answers": [1]}', '"answers" must be a list of texts'),
        ('{"question": "甲", "answers": [], "answerable": true}', "Answerable but without answers"),
        ('{"question": ["甲"], "answers": ["乙"]}', '"question" must be text'),
        (
            '{"id": "a", "question": "甲", "answers": []}\n{"id": "a", "question": "乙", "answers": []}',
            "line 2: .*used before",
        ),
        ('{"question": "%s", "answers": []}' % ("甲" * 100_001), "longer than 100000"),
        ("[" * 100_000, "line 1: .*Not valid JSON"),
        ('{"question": NaN}', "not a JSON number"),
        ("", "no question in it"),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(EvaluationError, match=complaint):
        load_questions(write(tmp_path / "q.jsonl", text))


def test_a_file_that_is_not_there_or_not_utf8_or_of_no_known_form_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.jsonl").write_bytes('{"question": "甲"}'.encode("gb18030"))
    write(tmp_path / "q.docx", "甲")
    for name, complaint in (
        ("none.txt", "No such file"),
        ("gbk.jsonl", "Not UTF-8"),
        ("q.docx", "Unknown form"),
    ):
        with pytest.raises(EvaluationError, match=f"{name}.*{complaint}"):
            load_questions(tmp_path / name)


def squad(qas: list[object], context: object = "甲是乙。丙有35座。丁。") -> str:
    return json.dumps({"data": [{"title": "题", "paragraphs": [{"context": context, "qas": qas}]}]})


def test_squad_questions_bring_their_paragraph_and_the_sentence_of_the_answer(tmp_path: Path) -> None:
    answered = {"id": "a", "question": "丙有几座？", "answers": [{"text": "35座", "answer_start": 6}]}
    astray = {"id": "b", "question": "丙？", "answers": [{"text": "没有的话", "answer_start": 2}]}
    none = {"id": "c", "question": "戊？", "answers": [], "is_impossible": True}
    one, two, three = load_questions(write(tmp_path / "s.json", squad([answered, astray, none])))
    assert (one.evidence, one.context, one.white_space) == ("丙有35座。", "甲是乙。丙有35座。丁。", True)
    assert (two.evidence, two.answers) == ("", ("没有的话",))
    assert not three.answerable


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "Not in SQuAD form"),
        ('{"data": [{}]}', r'data\[0\] has no list "paragraphs"'),
        (squad([], context=""), r'paragraphs\[0\] has no "context"'),
        (squad([{"id": "a", "question": "甲？", "answers": []}]), r"qas\[0\] has no answer"),
        (squad(["甲"]), r"qas\[0\] must be a JSON object"),
    ],
)
def test_a_bad_squad_file_is_named_by_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(EvaluationError, match=complaint):
        load_questions(write(tmp_path / "s.json", text))


def test_csv_rows_part_their_answers_by_a_bar_or_a_list(tmp_path: Path) -> None:
    text = 'id,question,answers,answerable\n1,甲？,"乙|丙",\n2,丁？,"[""戊,己""]",是\n3,庚？,,false\n'
    one, two, three = load_questions(write(tmp_path / "q.csv", text))
    assert one.answers == ("乙", "丙")
    assert two.answers == ("戊,己",)
    assert not three.answerable


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("甲,乙\n", "first line must name the columns"),
        ("question,answers\n甲？,乙,丙\n", "line 2: .*3 cells, but 2 columns"),
        ("question,answers,answerable\n甲？,乙,也许\n", "line 2: .*true or false"),
        ('question,answers\n"甲', "Not valid CSV"),
    ],
)
def test_a_bad_csv_row_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(EvaluationError, match=complaint):
        load_questions(write(tmp_path / "q.csv", text))


def beir(folder: Path, qrels: str) -> Path:
    write(
        folder / "corpus.jsonl",
        '{"_id": "d1", "text": "甲乙丙丁戊己"}\n{"_id": "d2", "text": "子丑寅卯"}\n{"_id": "d3", "text": "别的"}\n',
    )
    write(folder / "queries.jsonl", '{"_id": "k1", "text": "甲？"}\n{"_id": "k2", "text": "无人评过？"}\n')
    (folder / "qrels").mkdir()
    write(folder / "qrels" / "test.tsv", qrels)
    return folder


def test_a_beir_folder_gives_questions_judged_by_their_documents(tmp_path: Path) -> None:
    (found,) = load_questions(beir(tmp_path, "query-id\tcorpus-id\tscore\nk1\td2\t1\nk1\td1\t2\nk1\td3\t0\n"))
    assert found.relevant == (("甲乙丙丁戊己", 2), ("子丑寅卯", 1))
    report = score([found], {"k1": said("k1", "", 0.5, "别的话。", "子丑寅卯", "甲乙丙丁戊己")})
    assert report.figures["recall_1"].value == 0
    assert report.figures["recall_5"].value == 1
    assert report.figures["mrr"].value == 0.5
    expected = (1 / math.log2(3) + 3 / math.log2(4)) / (3 + 1 / math.log2(3))
    assert report.figures["ndcg_10"].value == pytest.approx(expected)
    assert "exact" not in report.figures  # there is no answer to compare with


@pytest.mark.parametrize(
    ("qrels", "complaint"), [("k1 d1 1\n", "line 1: .*parted by tabs"), ("k1\td1\tgut\n", "whole score")]
)
def test_a_bad_judgement_is_named(tmp_path: Path, qrels: str, complaint: str) -> None:
    with pytest.raises(EvaluationError, match=complaint):
        load_questions(beir(tmp_path, qrels))


def test_a_folder_that_is_no_test_set_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="Not a BEIR folder"):
        load_questions(tmp_path)


# ---------------------------------------------------------------- which passage is right


def test_a_right_passage_holds_the_answer_and_overlaps_the_evidence(questions: Asked) -> None:
    assert first_ranks(questions[0], [BRIDGE, COPY, TOILETS]) == (
        2,
    )  # printed again in another file: right too
    assert first_ranks(questions[0], ["某区159座公厕正在改造。"]) == (0,)  # the answer, but of something else
    assert first_ranks(questions[0], ["主城区公厕已全部实现洗手液、卫生纸的配备。"]) == (
        0,
    )  # the matter, no answer


def test_a_piece_of_a_long_evidence_is_right_when_it_holds_the_answer() -> None:
    evidence = "前文铺垫很长" * 10 + "共有159座公厕投入使用，" + "后文说明也很长" * 10
    question = Question("q", "几座？", ("159座",), evidence)
    assert first_ranks(question, [evidence[50:85], evidence[90:]]) == (1,)


def test_one_repaired_character_does_not_make_a_short_evidence_strange() -> None:
    assert overlaps("县城有一百五十九座公厕", "县域有一百五十九座公厕")
    assert not overlaps("县城有公厕", "完全是别的话")
    assert not overlaps("", "甲") and not overlaps("甲", "")


def test_without_evidence_holding_the_answer_is_enough() -> None:
    assert first_ranks(Question("q", "几座？", ("159座",)), ["无", "某区 159\n座。"]) == (2,)


def test_ranks_become_recall_reciprocal_rank_and_ndcg() -> None:
    assert [retrieval.recall([3], depth) for depth in (1, 5, 10)] == [0, 1, 1]
    assert retrieval.reciprocal_rank([3]) == pytest.approx(1 / 3)
    assert retrieval.ndcg([3], [1]) == pytest.approx(0.5)  # 1 / log2(4)
    assert retrieval.reciprocal_rank([0]) == retrieval.ndcg([0], [1]) == 0
    assert retrieval.recall([1, 0], 5) == 0.5


# ---------------------------------------------------------------- knowing when to answer


def test_auroc_is_the_chance_that_an_answerable_question_is_surer() -> None:
    scores, answerable = np.array([0.9, 0.5, 0.5, 0.1]), np.array([1.0, 1.0, 0.0, 0.0])
    assert refusal.auroc(scores, answerable) == pytest.approx((4 - 0.5) / 4)
    assert math.isnan(refusal.auroc(scores, np.ones(4)))


def test_risk_is_counted_from_the_surest_answer_and_ties_stay_together() -> None:
    confidence, right = np.array([0.9, 0.8, 0.8, 0.2]), np.array([1.0, 1.0, 0.0, 0.0])
    found = refusal.curve(confidence, right)
    assert found.coverage == (0.25, 0.75, 1.0)
    assert found.risk == pytest.approx((0.0, 1 / 3, 0.5))
    assert found.threshold == (0.9, 0.8, 0.2)
    assert refusal.area(confidence, right) == pytest.approx((0 + 1 / 3 + 1 / 3 + 0.5) / 4)
    assert refusal.coverage_at(confidence, right, 0.05) == 0.25
    assert refusal.coverage_at(confidence, right, 0.5) == 1.0
    assert refusal.coverage_at(confidence, 1 - right, 0.05) == 0.0


def test_calibration_error_is_the_weighted_gap_of_promise_and_truth() -> None:
    confidence, right = np.array([0.95, 0.95, 0.15, 1.0]), np.array([1.0, 0.0, 0.0, 1.0])
    bins = refusal.bins(confidence, right)
    assert [one.count for one in bins] == [0, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert bins[9].right == pytest.approx(2 / 3)
    gap = (abs(0.15 - 0) + abs((0.95 + 0.95 + 1.0) - 2)) / 4
    assert refusal.calibration_error(confidence, right) == pytest.approx(gap)


# ---------------------------------------------------------------- scoring a run


def test_a_run_of_four_questions_gives_the_figures_computed_by_hand(questions: Asked, run: Run) -> None:
    figures = {key: (one.value, one.count) for key, one in score(questions, run).figures.items()}
    assert figures["exact"] == (0.0, 2)  # 159座公厕 is longer than 159座; q2 was refused
    assert figures["f1"] == (pytest.approx((2 * 2 / (2 + 4) + 0) / 2), 2)
    assert figures["guess_exact"] == (0.5, 2)
    assert figures["value"] == (0.5, 2)  # 159座公厕 states 159 座
    assert figures["recall_1"] == (0.5, 2)
    assert figures["recall_5"] == (1.0, 2)
    assert figures["mrr"] == (0.75, 2)
    assert figures["citation"] == (1.0, 1)
    assert figures["cited"] == (0.5, 2)
    assert figures["decision"] == (0.5, 4)
    assert figures["false_answer"] == (0.5, 2)
    assert figures["false_refusal"] == (0.5, 2)
    assert figures["auroc"] == (pytest.approx(3 / 4), 4)  # 0.9 and 0.4 against 0.8 and 0.1
    assert figures["coverage_5"] == (0.25, 4)
    assert figures["aurc"] == (pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4), 4)


def test_figures_come_by_type_and_style_too(questions: Asked, run: Run) -> None:
    groups = score(questions, run).groups
    assert groups["type"]["number"]["recall_1"].value == 0.5
    assert "exact" not in groups["type"]["person"]  # nothing answerable among them
    assert groups["style"]["colloquial"]["decision"].value == 0.5


def test_a_question_without_prediction_counts_as_refused(questions: Asked, run: Run) -> None:
    report = score(questions, {"q1": run["q1"]})
    assert report.missing == 3
    assert report.figures["false_refusal"].value == 0.5
    assert report.figures["recall_5"].value == 0.5


def test_the_sentence_of_a_guess_that_was_not_said_counts_for_the_guess_alone(
    questions: Asked, run: Run
) -> None:
    unsaid = {name: replace(one, answer="", answerable=False) for name, one in run.items()}
    said, guessed = score(questions, run).figures, score(questions, unsaid).figures
    assert guessed["cited"].value == 0.0 < said["cited"].value
    assert guessed["guess_cited"].value == said["guess_cited"].value


def test_a_system_that_names_no_passages_has_no_retrieval_figures(questions: Asked, run: Run) -> None:
    bare = {name: replace(one, passages=()) for name, one in run.items()}
    assert "recall_5" not in score(questions, bare).figures


def test_predictions_of_another_test_set_are_refused(questions: Asked, run: Run) -> None:
    with pytest.raises(EvaluationError, match="answers another question"):
        score(questions, run | {"q1": replace(run["q1"], question="别的问题？")})
    assert (
        score(questions, run | {"q1": replace(run["q1"], question="有多少座公厕?\u200b ")}).missing == 0
    )  # tidied only
    with pytest.raises(EvaluationError, match="No prediction has an id"):
        score(questions, {"z": run["q1"]})


def test_white_space_of_the_page_does_not_cost_a_point_but_counts_in_squad_form(
    questions: Asked,
) -> None:
    spaced = {"q1": said("q1", "159\n 座", 0.9)}
    assert score(questions[:1], spaced).figures["exact"].value == 1.0
    assert score([replace(questions[0], white_space=True)], spaced).figures["exact"].value == 0.0


def test_a_quote_is_verbatim_when_the_article_says_so_where_it_says(questions: Asked) -> None:
    text = "第一行。\n159座公厕在此。"
    good = said("q1", "159座", 0.9, text, sentence=text)
    there = replace(good.citations[0], start=5, end=9)
    report = score(questions[:1], {"q1": replace(good, citations=(there,))}, article_text={"a0": text}.get)
    assert report.figures["verbatim"].value == 1.0
    for wrong in (
        replace(there, start=4, end=8),
        replace(there, quote="158座"),
        replace(there, article="none"),
    ):
        report = score(
            questions[:1], {"q1": replace(good, citations=(wrong,))}, article_text={"a0": text}.get
        )
        assert report.figures["verbatim"].value == 0.0
    without_index = score(questions[:1], {"q1": replace(good, citations=(there,))})  # a passage stands in
    assert without_index.figures["verbatim"].value == 1.0


def test_intervals_hold_their_value_and_are_the_same_every_time(questions: Asked, run: Run) -> None:
    one, two = score(questions * 1, run), score(questions, run)
    assert one.figures == two.figures
    assert all(found.low <= found.value <= found.high for found in one.figures.values())


def test_the_interval_of_a_mean_is_as_wide_as_theory_says() -> None:
    rows = np.array([[1.0]] * 50 + [[0.0]] * 50)
    low, high = resample.mean_interval(rows)
    assert high[0] - low[0] == pytest.approx(2 * 1.96 * 0.05, abs=0.02)


def test_latency_is_reported_for_each_stage(questions: Asked, run: Run) -> None:
    timed = {name: replace(one, timings={"search": 0.1 * n}) for n, (name, one) in enumerate(run.items(), 1)}
    found = score(questions, timed).latency["search"]
    assert (found.count, found.median, found.worst) == (4, pytest.approx(0.25), pytest.approx(0.4))


# ---------------------------------------------------------------- predictions files


def test_a_predictions_file_of_any_system_is_scored(tmp_path: Path, questions: Asked) -> None:
    path = write(
        tmp_path / "p.jsonl",
        '{"id": "q1", "answer": "159座", "confidence": 0.7}\n{"id": "q3", "answer": ""}\n',
    )
    found = load_predictions(path)
    assert found["q1"].answerable and found["q1"].best_guess == "159座"
    assert not found["q3"].answerable
    assert score(questions, path).figures["exact"].value == 0.5


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"answer": "甲"}', '"id" is missing'),
        ('{"id": "a", "answerable": 1}', "must be true or false"),
        ('{"id": "a", "confidence": "high"}', '"confidence" must be a number'),
        ('{"id": "a", "confidence": 1e999}', '"confidence" must be a number'),
        ('{"id": "a", "passages": {}}', '"passages" must be a list'),
        ('{"id": "a", "citations": [1]}', '"citations" must be a list of objects'),
        ('{"id": "a", "passages": [{"start": 1%s}]}' % ("0" * 400), '"start" must be a number'),
        ('{"id": "a", "timings": [1]}', '"timings" must be an object'),
        ('{"id": "a"}\n{"id": "a"}', "line 2: .*comes twice"),
    ],
)
def test_a_bad_prediction_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(EvaluationError, match=complaint):
        load_predictions(write(tmp_path / "p.jsonl", line))


# ---------------------------------------------------------------- asking an index


ARTICLES = {"a1": TOILETS, "a2": BRIDGE, "a3": COPY, "a4": "与此无关的一篇文章。"}


class Library:
    """An index of four articles, each one passage."""

    version = "v1"

    def articles(self) -> list[SimpleNamespace]:
        return [self.article(name) for name in ARTICLES]

    def article(self, name: str) -> SimpleNamespace:
        if name not in ARTICLES:
            raise IndexFault(name)
        return SimpleNamespace(id=name, text=ARTICLES[name], source=f"{name}.txt")


def number_of(index: Library, question: str, *, filters: Filters = Filters()) -> Answer:
    """Answer with the first 座 of the articles that share most characters with the question."""
    if "坏" in question:
        raise QuestionError("问题不能用。")
    names = [name for name in ARTICLES if not filters.articles or name in filters.articles]
    names.sort(key=lambda name: (-len(set(question) & set(ARTICLES[name])), name))
    found = re.search("[0-9]+ ?座|[三五十]+座", ARTICLES[names[0]])
    text = found.group() if found and "谁" not in question else ""
    passages = [
        Passage(n, name, 0, len(ARTICLES[name]), ARTICLES[name], "题") for n, name in enumerate(names)
    ]
    start = found.start() if found else 0
    cited = Citation(
        names[0], "题", "", "", f"{names[0]}.txt", 1, start, start + len(text), text, ARTICLES[names[0]],
        0, len(ARTICLES[names[0]]), 0, 0, "", "",
    )  # fmt: skip
    return Answer(
        question, question, bool(text), text, text, "number", 0.9 if text else 0.1, (cited,) if text else (),
        passages=tuple(Candidate(passage, 1.0 - n / 10) for n, passage in enumerate(passages)),
        timings={"search": 0.25}, index_version="v1", models={"reader": "test"},
        sources={name: f"{name}.txt" for name in names},
    )  # fmt: skip


def test_predictions_are_written_and_an_interrupted_run_goes_on(tmp_path: Path, questions: Asked) -> None:
    output, seen = tmp_path / "p.jsonl", []
    assert predict(Library(), questions, output, ask=number_of, stop=lambda: len(seen) == 2,
                   progress=lambda *step: seen.append(step)) == 2  # fmt: skip
    assert seen == [("predict", 1, 4), ("predict", 2, 4)]
    whole = output.read_bytes()
    output.write_bytes(whole[:-20])  # killed in the middle of the second line
    asked: list[str] = []
    assert (
        predict(Library(), questions, output, ask=lambda index, q: asked.append(q) or number_of(index, q))
        == 3
    )
    assert asked == [question.question for question in questions[1:]]
    assert output.read_bytes().startswith(whole)
    assert list(load_predictions(output)) == ["q1", "q2", "q3", "q4"]
    assert predict(Library(), questions, output, ask=number_of) == 0


def test_a_prediction_has_the_documented_form(tmp_path: Path, questions: Asked) -> None:
    predict(Library(), questions[:1], tmp_path / "p.jsonl", ask=number_of)
    (line,) = (tmp_path / "p.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    assert set(record) == {
        "id", "question", "answer", "answerable", "best_guess", "confidence", "citations", "passages", "timings",
    }  # fmt: skip
    assert set(record["citations"][0]) == {"article", "title", "source", "start", "end", "quote", "sentence"}
    assert set(record["passages"][0]) == {"source", "article", "start", "end", "text", "score"}


def test_a_question_that_cannot_be_used_is_a_refusal_and_no_end(tmp_path: Path, questions: Asked) -> None:
    bad = [replace(questions[0], id="bad", question="坏问题"), questions[1]]
    assert predict(Library(), bad, tmp_path / "p.jsonl", ask=number_of) == 2
    assert not load_predictions(tmp_path / "p.jsonl")["bad"].answerable


def test_predictions_of_another_index_or_set_and_foreign_files_are_left_alone(
    tmp_path: Path, questions: Asked
) -> None:
    output = tmp_path / "p.jsonl"
    predict(Library(), questions[:1], output, ask=number_of)
    newer = Library()
    newer.version = "v2"
    with pytest.raises(EvaluationError, match="another index"):
        predict(newer, questions, output, ask=number_of)
    with pytest.raises(EvaluationError, match="not of this test set"):
        predict(Library(), questions[1:], output, ask=number_of)
    foreign = write(tmp_path / "letter.txt", "Dear reader,\nno line end here")
    with pytest.raises(EvaluationError, match="left as it is"):
        predict(Library(), questions, foreign, ask=number_of)
    assert foreign.read_text(encoding="utf-8") == "Dear reader,\nno line end here"


def test_evaluating_asks_scores_and_leaves_a_report(tmp_path: Path, questions: Asked) -> None:
    steps: list[tuple[str, int, int]] = []
    report = evaluate(
        Library(), questions, report=tmp_path / "r", ask=number_of, progress=lambda *step: steps.append(step)
    )
    assert report.figures["recall_1"].value == 1.0
    assert report.figures["exact"].value == 1.0  # 159 座 as printed
    assert report.figures["verbatim"].value == 1.0
    assert report.figures["decision"].value == 1.0
    assert (report.index_version, report.models, report.exit_status) == ("v1", {"reader": "test"}, 0)
    assert steps[-1] == ("predict", 4, 4)
    assert {path.name for path in (tmp_path / "r").iterdir()} == {
        "predictions.jsonl",
        "report.json",
        "report.html",
    }
    again = score(questions, tmp_path / "r" / "predictions.jsonl")
    assert again.figures["f1"] == report.figures["f1"]


def test_a_stopped_evaluation_reports_what_was_asked(questions: Asked) -> None:
    calls = iter([False, False, True])
    report = evaluate(Library(), questions, ask=number_of, stop=lambda: next(calls))
    assert (report.questions, report.stopped) == (2, True)
    with pytest.raises(EvaluationError, match="Stopped before the first"):
        evaluate(Library(), questions, ask=number_of, stop=lambda: True)


def test_a_failed_evaluation_leaves_the_older_report_as_it_was(tmp_path: Path, questions: Asked) -> None:
    evaluate(Library(), questions, report=tmp_path, ask=number_of)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def broken(index: Library, question: str, *, filters: Filters = Filters()) -> Answer:
        raise IndexFault("索引坏了。")

    with pytest.raises(IndexFault):
        evaluate(Library(), questions, report=tmp_path, ask=broken)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_without_its_articles_a_question_is_refused_right_or_wrong(questions: Asked) -> None:
    found = counterfactual(Library(), questions, ask=number_of)
    outcome = {one.id: one for one in found.outcomes}
    assert outcome["q1"].removed == ("a1", "a3")  # the copy says it too
    assert outcome["q1"].outcome == "wrong"  # it names the bridges' number instead
    assert outcome["q2"].removed == ("a2",)
    assert outcome["q2"].outcome == "wrong"
    assert (found.asked, found.wrong, found.good.value) == (2, 2, 0.0)


def test_a_refusal_or_another_right_article_is_good_without_the_gold_one(questions: Asked) -> None:
    def honest(index: Library, question: str, *, filters: Filters = Filters()) -> Answer:
        right = "35 座" if "桥" in question else ""
        return replace(number_of(index, "谁"), answerable=bool(right), text=right)

    found = counterfactual(Library(), questions, ask=honest)
    assert (found.refused, found.right, found.wrong, found.good.value) == (1, 1, 0, 1.0)


def test_a_question_whose_article_is_not_in_the_index_is_not_asked_again(questions: Asked) -> None:
    lost = replace(questions[0], evidence="索引里没有的一句很长的话。")
    found = counterfactual(Library(), [lost], ask=number_of)
    assert (found.asked, found.kept) == (0, 1)


# ---------------------------------------------------------------- a reader alone


class FirstNumber:
    """A reader that proposes every number with 座, surest first, and a worse one."""

    name = "first-number"

    def read(self, question: str, candidates: list[Candidate]) -> list[Reading]:
        passage = candidates[0].passage
        found = [(match.start(), match.end()) for match in re.finditer("[0-9]+座", passage.text)]
        return [
            Reading(passage.id, "", a, b, passage.text[a:b], 2.0 - n, null=-1.0)
            for n, (a, b) in enumerate(found)
        ]


def test_a_reader_is_evaluated_on_the_paragraphs_of_a_test_set(tmp_path: Path) -> None:
    qas = [{"id": "a", "question": "丙有几座？", "answers": [{"text": "35座", "answer_start": 6}]}]
    report = evaluate_reader(
        FirstNumber(), write(tmp_path / "s.json", squad(qas, "甲是乙。丙有35座，戊有9座。"))
    )
    assert report.figures["exact"].value == 1.0
    assert report.figures["cited"].value == 1.0
    assert report.results[0].prediction.confidence == pytest.approx(1 / (1 + math.exp(-2)))  # of the score
    with pytest.raises(EvaluationError, match="no paragraphs to read"):
        evaluate_reader(FirstNumber(), DEV)


# ---------------------------------------------------------------- two runs


def test_mcnemar_is_exact() -> None:
    assert resample.mcnemar(0, 0) == 1.0
    assert resample.mcnemar(0, 6) == pytest.approx(2 / 64)
    assert resample.mcnemar(1, 7) == pytest.approx(2 * (1 + 8) / 256)
    assert resample.mcnemar(5, 5) == 1.0


def test_holm_keeps_the_order_and_multiplies_by_what_is_left() -> None:
    assert resample.holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx(
        {"a": 0.03, "c": 0.06, "b": 0.06}
    )


def test_the_paired_bootstrap_sees_a_steady_difference_and_no_noise() -> None:
    low, high, p = resample.paired(np.array([0.1] * 30))
    assert (low, high) == (pytest.approx(0.1), pytest.approx(0.1)) and p < 0.01
    assert resample.paired(np.array([1.0, -1.0] * 20))[2] > 0.5
    assert resample.paired(np.zeros(5)) == (0.0, 0.0, 1.0)


def many(right: int, wrong: int) -> tuple[list[Question], dict[str, Prediction]]:
    asked = [Question(f"n{n:02}", f"第{n}问？", (f"{n}座",), type="number") for n in range(right + wrong)]
    found = {q.id: said(q.id, q.answers[0] if n < right else "不知", 0.9) for n, q in enumerate(asked)}
    return asked, found


def test_a_run_that_got_worse_for_certain_fails_the_build() -> None:
    asked, old = many(20, 0)
    _, new = many(8, 12)
    found = compare(score(asked, old), score(asked, new))
    assert "exact" in found.worse and not found.better
    assert found.differences["exact"].p == pytest.approx(2 / 2**12)  # twelve lost, none gained
    assert found.differences["exact"].adjusted >= found.differences["exact"].p
    assert [change.verdict for change in found.changes] == ["worse"] * 12
    assert replace(score(asked, new), comparison=found).exit_status == 1
    assert compare(score(asked, new), score(asked, old)).better


def test_equal_runs_and_a_single_slip_do_not() -> None:
    asked, old = many(20, 0)
    _, slip = many(19, 1)
    same = compare(score(asked, old), score(asked, old))
    assert (same.worse, same.better, same.changes) == ((), (), ())
    assert all(one.p == 1.0 for one in same.differences.values())
    assert compare(score(asked, old), score(asked, slip)).worse == ()


def test_runs_are_compared_over_the_questions_both_have(questions: Asked, run: Run) -> None:
    found = compare(score(questions[:1], run), score(questions, run))
    assert found.left_out == 3
    with pytest.raises(EvaluationError, match="share no question"):
        compare(score(questions[:1], run), score(questions[1:], run))


def test_evaluating_compares_with_an_earlier_report(tmp_path: Path, questions: Asked) -> None:
    evaluate(Library(), questions, report=tmp_path / "old", ask=number_of)
    report = evaluate(Library(), questions, compare=tmp_path / "old", ask=number_of)
    assert report.comparison is not None and report.comparison.changes == ()
    by_figures = evaluate(Library(), questions, compare=tmp_path / "old" / "report.json", ask=number_of)
    assert by_figures.comparison is not None and by_figures.comparison.changes == ()
    with pytest.raises(EvaluationError, match=r"predictions.jsonl.*Cannot be read"):
        evaluate(Library(), questions, compare=tmp_path, ask=number_of)


# ---------------------------------------------------------------- reports


@pytest.fixture
def full(questions: Asked, run: Run) -> Report:
    better = run | {"q1": replace(run["q1"], answer="159座", best_guess="159座", timings={"search": 0.2})}
    report = replace(
        score(questions, better, name="小测试.jsonl"), models={"reader": "test"}, index_version="v1"
    )
    said_without = counterfactual(Library(), questions, ask=number_of)
    return replace(report, comparison=compare(score(questions, run), report), counterfactual=said_without)


def test_the_json_report_holds_every_figure_and_question(full: Report) -> None:
    found = json.loads(json.dumps(to_json(full), allow_nan=False))
    assert found["version"] == 1
    assert found["figures"]["recall_1"] == {"value": 0.5, "low": 0.0, "high": 1.0, "count": 2}
    assert [one["id"] for one in found["results"]] == ["q1", "q2", "q3", "q4"]
    assert found["counterfactual"]["wrong"] == 2
    assert found["comparison"]["changes"][0]["id"] == "q1"


def test_the_same_run_gives_the_same_bytes(tmp_path: Path, full: Report) -> None:
    write_report(full, tmp_path / "one")
    write_report(full, tmp_path / "two")
    for name in ("report.json", "report.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_text_table_has_true_columns_although_chinese_is_wide(full: Report) -> None:
    text = to_text(full)
    rows = [line for line in text.splitlines() if line.startswith(("完全匹配 exact", "首条即中 R@1 recall"))]
    assert len(rows) == 2 and width(rows[0]) == width(rows[1])
    assert "没有显著差别" in text


class Page(HTMLParser):
    """Collects the elements of a page, and complains when they do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_one_file_that_asks_nothing_of_the_network(full: Report) -> None:
    text = to_html(full)
    page = Page(text)
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == tags.count("style") == 1 and "link" not in tags and "img" not in tags
    assert not any({"src", "href", "srcset", "style"} & set(attributes) for _, attributes in page.elements)
    assert "url(" not in text and "@import" not in text and "http" not in text.replace("http-equiv", "")
    policy = next(a["content"] for tag, a in page.elements if tag == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy


def test_the_page_shows_plots_figures_and_every_question_with_its_passages(full: Report) -> None:
    page = Page(to_html(full))
    plots = [attributes["aria-label"] for tag, attributes in page.elements if tag == "svg"]
    assert {"风险覆盖曲线 risk by coverage", "校准图 calibration", "按组的成绩 figures by group"} <= set(
        plots
    )
    states = [a["data-state"] for tag, a in page.elements if tag == "details" and "data-state" in a]
    assert states == ["invented", "refused", "right", "silent"]  # what went wrong comes first
    text = to_html(full)
    assert "小测试.jsonl" in text and "<mark>159座</mark>" in text
    assert "目前主城区 <mark>159座</mark>公厕" in text


def test_every_plot_has_its_numbers_as_a_table_and_its_words_in_both_languages(full: Report) -> None:
    figures = to_html(full).split("<figure>")[1:]
    assert len(figures) == 4
    for figure in figures:
        assert figure.index("<svg") < figure.index("<details") < figure.index("<table")
    by_type, _, risk, calibration = figures
    assert (
        '<tspan class="zh" lang="zh-Hans">数字</tspan> <tspan class="en" lang="en">number</tspan>' in by_type
    )
    assert ">50.0</td>" in by_type.split("<table")[1]  # R@1 of the two number questions
    assert "现在 50.0</span>" in risk and risk.rindex("现在 50.0") < risk.rindex(
        "<td>50.0</td>"
    )  # one of two wrong
    sure = calibration[calibration.index("90–100") :]
    assert sure.index("<td>1</td><td>90.0</td><td>100.0</td>") < 40
    wide = [float(one) for one in re.findall(r'class="plot" viewBox="0 0 ([0-9]+)', "".join(figures))]
    assert wide == [344.0] * 4  # none is shrunk on a phone


def test_a_comparison_lists_what_got_worse_and_what_got_better_apart(questions: Asked, run: Run) -> None:
    asked, old = many(20, 0)
    _, new = many(8, 12)
    report = score(asked, new)
    text = to_html(replace(report, comparison=compare(score(asked, old), report)))
    assert "significantly worse: exact match" in text and "显著变差：完全匹配" in text
    assert "变差的题：12" in text and "变好的题" not in text
    assert text.count('class="down"') >= 2 and 'class="up"' not in text
    other = to_html(replace(score(asked, old), comparison=compare(report, score(asked, old))))
    assert "变好的题：12" in other and "变差的题" not in other and 'class="up"' in other


def test_nothing_from_a_document_becomes_markup(questions: Asked, run: Run) -> None:
    evil = "<script>alert(1)</script>\"'&\u202e\x00"
    wicked = replace(
        questions[0],
        id=evil,
        question=evil,
        answers=(evil,),
        evidence=evil,
        type=evil,
        style=evil,
        source=evil,
    )
    cited = Cited(evil, evil, evil, 0, 3, evil, evil)
    prediction = Prediction(
        evil, evil, evil, True, evil, 0.5, (cited,), (Found(evil, evil, 0, 3, evil, 1.0),), {evil: 0.1}
    )
    report = score([wicked, *questions[1:]], run | {evil: prediction}, name=evil)
    report = replace(report, models={evil: evil}, index_version=evil)
    report = replace(
        report, comparison=compare(score([wicked], {evil: replace(prediction, answer="<b>")}), report)
    )
    text = to_html(report)
    assert [tag for tag, _ in Page(text).elements].count("script") == 1
    assert "<script>alert" not in text and "<b>" not in text and "\u202e" not in text and "\x00" not in text


def test_a_very_large_run_says_what_is_left_out(monkeypatch: pytest.MonkeyPatch, full: Report) -> None:
    monkeypatch.setattr("rag.evaluate.reporting.question_list.MOST", 2)
    text = to_html(full)
    assert text.count('class="question"') == 2 and "另有 2 题见 report.json" in text


def test_markup_escapes_by_construction_and_marks_across_white_space() -> None:
    assert element("p", "<甲>", title='"&') == '<p title="&quot;&amp;">&lt;甲&gt;</p>'
    assert marked("共 159\n座<公厕>", ["159座", ""]) == "共 <mark>159\n座</mark>&lt;公厕&gt;"

"""Choice and confidence are fitted to a test set, kept as data, and used from then on."""

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FakeEncoder

from rag.answer.judgement import FILE, SHIPPED, Judgement, judgement_for, save
from rag.answer.pipeline import ask
from rag.answer.sure import seen_together
from rag.calibrate import LEAST, calibrate
from rag.calibrate.collect import AS_IT_IS, WITHOUT_ARTICLE, WITHOUT_PASSAGES, Case, collect
from rag.calibrate.fit import SURE, chosen, fit, fit_rank, folds, held_out, operating_point
from rag.errors import EvaluationError, ModelError
from rag.evaluate.loading.questions import Question
from rag.index import Index, open_index
from rag.reader.plain import PlainReader

FACTS = (
    ("云河大桥全长多少米？", "1280米", "大桥全长1280米，总投资3.6亿元"),
    ("云河大桥总投资多少？", "3.6亿元", "大桥全长1280米，总投资3.6亿元"),
    ("图书馆藏书多少册？", "82万册", "馆内藏书82万册，日均接待读者3000人次"),
    ("图书馆馆长是谁？", "周梅", "馆长周梅介绍，馆内藏书82万册"),
    ("城墙计划修缮多少米？", "420米", "计划修缮城墙420米"),
    ("苹果总产量是多少？", "1200吨", "预计总产量1200吨，产值960万元"),
)
NOWHERE = ("机场有几条跑道？", "谁当选为商会会长？", "地铁票价多少钱？")


def questions() -> list[Question]:
    """Return enough questions to calibrate on, each asked several times over as if by several people."""
    known = [
        Question(f"{text}{n}", text, (answer,), evidence)
        for n in range(14)
        for text, answer, evidence in FACTS
    ]
    return known + [Question(f"{text}{n}", text, (), answerable=False) for n in range(8) for text in NOWHERE]


@pytest.fixture
def index(newspaper_index: Path, tmp_path: Path) -> Iterator[Index]:
    shutil.copytree(newspaper_index, tmp_path / "index")
    opened = open_index(tmp_path / "index", encoder=FakeEncoder())
    yield opened
    opened.close()


def option(score: float, **more: float) -> dict[str, float]:
    return {"score": score, "relevance": score, "null": 0.0, **more}


def case(number: int, right: bool, scores: tuple[float, float], answerable: bool = True) -> Case:
    """Return a case of two options of which the first is the right one, or neither is."""
    options = (option(scores[0], near=1.0), option(scores[1], near=0.0))
    good = right and answerable
    return Case(
        f"q{number}", f"text {number}", AS_IT_IS, answerable, "number", "verbatim", options,
        (float(good), 0.0), (good, False), (good, False), (0, 1), (1, 2), (1,) if good else (), ("a", "b"),
        ("reader", "reader"), "number",
    )  # fmt: skip


def cases(count: int = 60) -> list[Case]:
    chance = random.Random(3)
    found = []
    for number in range(count):
        known = number % 3 > 0
        noise = chance.gauss(0, 1)
        scores = (3 + noise, chance.gauss(2, 1)) if known else (noise - 2, chance.gauss(-2, 1))
        found.append(case(number, known, scores, known))
    return found


def test_each_question_is_asked_as_it_is_and_with_its_answer_out_of_reach(index: Index) -> None:
    text, answer, evidence = FACTS[0]
    asked = list(collect(index, [Question("q", text, (answer,), evidence)], PlainReader()))
    assert [one.way for one in asked] == [AS_IT_IS, WITHOUT_ARTICLE, WITHOUT_PASSAGES]
    plain, apart, lacking = asked
    assert plain.answerable and not apart.answerable and not lacking.answerable
    assert any(plain.right) and plain.gold
    assert not any(apart.right) and not apart.gold and not lacking.gold
    assert all(len(one.options) == len(one.f1) == len(one.group) == len(one.passage) for one in asked)


def test_a_question_without_an_answer_is_asked_once(index: Index) -> None:
    asked = list(collect(index, [Question("q", NOWHERE[0], (), answerable=False)], PlainReader()))
    assert [(one.way, one.answerable) for one in asked] == [(AS_IT_IS, False)]


def test_fitted_weights_put_the_right_option_first() -> None:
    known = cases()
    rank = fit_rank(known, ("score", "near"))
    assert rank["near"] > 0
    can = [one for one in known if one.answerable]
    assert sum(bool((best := chosen(one, rank)) and best.right) for one in can) > 0.9 * len(can)


def test_no_text_is_both_learned_from_and_judged() -> None:
    known = cases()
    for train, test in folds(known):
        assert not {known[n].text for n in train} & {known[n].text for n in test}


def test_confidence_tells_answerable_questions_from_others() -> None:
    known = cases()
    sure = held_out(known, ("score", "near"))
    yes = [one for one, what in zip(sure, known, strict=True) if what.answerable]
    no = [one for one, what in zip(sure, known, strict=True) if not what.answerable]
    assert sum(yes) / len(yes) > sum(no) / len(no) + 0.3
    assert all(0.0 <= one <= 1.0 for one in sure)


def test_at_the_operating_point_no_more_are_answered_than_allowed() -> None:
    said = [n / 100 for n in range(100)]
    point = operating_point(said, most=0.05)
    assert sum(one >= point for one in said) == 5
    assert operating_point([]) == 0.0


def test_what_is_known_of_an_option_says_how_it_stands_among_the_others() -> None:
    options = [option(4.0), option(3.5), option(-1.0)]
    known = seen_together(options, [2.0, 1.5, 0.0], [0, 1, 1], [1, 1, 2], 0)
    assert known["lead"] == pytest.approx(0.5)
    assert known["close"] == 2.0
    assert known["best_relevance"] == 4.0
    assert known["relevance_lead"] == pytest.approx(5.0)
    assert 0.0 < known["share"] < 1.0
    alone = seen_together(options[:1], [2.0], [0], [1], 0)
    assert alone["share"] == 1.0
    assert set(SURE) - {"score", "null", "relevance"} >= {"lead", "share", "close"}


def test_numbers_are_kept_and_read_again(tmp_path: Path) -> None:
    judgement, held = fit(cases(), "my-reader", made="a test")
    save(judgement, tmp_path / FILE)
    assert judgement_for("my-reader", folder=tmp_path) == judgement
    assert 0.0 <= held.auroc <= 1.0
    other = Judgement("my-reader", {"score": 1.0}, {"score": 1.0}, {"score": 1.0}, 0.0, 0.5)
    save(other, tmp_path / FILE)
    assert judgement_for("my-reader", folder=tmp_path) == other
    assert len(json.loads((tmp_path / FILE).read_text("utf-8"))) == 1


def test_a_reader_that_nobody_calibrated_borrows_ours(tmp_path: Path) -> None:
    assert judgement_for("somebody/else").reader == judgement_for("wenbao-reader (reader)").reader
    assert judgement_for("plain").reader == "plain"
    save(Judgement("somebody", {}, {}, {}, 0.0, 0.5, "a-reranker"), tmp_path / FILE)
    assert judgement_for("somebody/else", folder=tmp_path).reader != "somebody"
    assert judgement_for("somebody/else", "a-reranker", tmp_path).reader == "somebody"


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '[{"reader": "x"}]', '[{"reader": "x", "rank": {"score": "1"}}]']
)
def test_a_damaged_calibration_is_an_error_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    if text == "{}":  # an empty table holds nothing: the shipped numbers serve
        assert judgement_for("plain", folder=tmp_path).reader == "plain"
        return
    with pytest.raises(ModelError, match="calibrate"):
        judgement_for("plain", folder=tmp_path)


def test_the_shipped_numbers_name_only_features_that_there_are(index: Index) -> None:
    asked = next(collect(index, [Question("q", FACTS[0][0], (FACTS[0][1],), FACTS[0][2])], PlainReader()))
    own = set(asked.options[0])
    together = set(seen_together(asked.options, [0.0] * len(asked.options), asked.group, asked.passage, 0))
    for row in json.loads(SHIPPED.read_text("utf-8")):
        assert set(row["rank"]) <= own
        assert set(row["passage"]) <= own
        assert set(row["sure"]) <= together


def test_calibrating_an_index_changes_what_it_answers_from_then_on(index: Index) -> None:
    said = calibrate(index, questions(), reader=PlainReader())
    assert (index.root / FILE).is_file()
    assert str(index.root / FILE) in said[0]
    kept = judgement_for("plain", folder=index.root)
    assert kept != judgement_for("plain")
    assert kept.made.endswith(f"{len(questions())} questions")
    before = ask(index, FACTS[0][0], reader=PlainReader())
    save(Judgement("plain", kept.rank, kept.passage, kept.sure, kept.bias, 1.1), index.root / FILE)
    after = ask(index, FACTS[0][0], reader=PlainReader())
    assert before.best_guess == after.best_guess
    assert not after.answerable


def test_too_few_questions_are_refused_with_their_number(index: Index) -> None:
    with pytest.raises(EvaluationError, match=str(LEAST)):
        calibrate(index, questions()[:5], reader=PlainReader())


def test_a_run_that_was_stopped_goes_on_where_it_was(index: Index, tmp_path: Path) -> None:
    keep, asked = tmp_path / "cases.jsonl", questions()
    calibrate(index, asked, reader=PlainReader(), cases=keep)
    whole = keep.read_text("utf-8")
    lines = whole.splitlines(keepends=True)
    keep.write_text("".join(lines[:40]) + lines[40][:30], encoding="utf-8")  # killed while it wrote
    calibrate(index, asked, reader=PlainReader(), cases=keep)
    assert sorted(keep.read_text("utf-8").splitlines()) == sorted(whole.splitlines())


def test_a_file_of_something_else_is_no_record_of_cases(index: Index, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"cases\.jsonl"):
        calibrate(index, questions(), reader=PlainReader(), cases=tmp_path / "cases.jsonl")

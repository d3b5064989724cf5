"""A draft against the newspaper: what is stated otherwise is said so, what is not found is never called wrong."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import cli
from rag.articles.passages import passages
from rag.errors import QuestionError, RagError
from rag.types import Article, Candidate
from rag.verify import Checked, checked_draft, claims, to_json, verify
from rag.verify.check import DRAFT_LENGTH, Source
from rag.verify.write import docx, markdown, write


def pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


@pytest.fixture(scope="module")
def source(newspaper: tuple[Article, ...]) -> Source:
    every = [passage for one in newspaper for passage in passages(one)]

    def search(text: str) -> Sequence[Candidate]:
        found = [Candidate(one, float(len(pairs(text) & pairs(one.title + one.text)))) for one in every]
        return sorted(found, key=lambda one: -one.score)[:8]

    return Source(newspaper, search)


def verdicts(draft: str, source: Source) -> dict[str, str]:
    return {one.claim.text: one.verdict for one in verify(draft, source).findings}


UNCHANGED = [
    "昨日上午，云河大桥正式通车。大桥全长1280米，总投资3.6亿元，双向六车道。",
    "市交通局局长何平说：“大桥通车后，两岸往来只需五分钟。”",
    "馆长周梅介绍，馆内藏书82万册，日均接待读者3000人次。",
    "市第一医院新门诊楼7月18日启用，建筑面积2.1万平方米，设诊室156间。",
    "市热力公司共有换热站218座，供热面积3400万平方米，服务热线为96777。",
]


@pytest.mark.parametrize("draft", UNCHANGED)
def test_what_stands_in_the_paper_is_consistent_and_cited_verbatim(draft: str, source: Source) -> None:
    checked = verify(draft, source)
    texts = {one.id: one.text for one in source.articles}
    assert checked.fine and checked.findings
    for finding in checked.findings:
        assert finding.citations, finding.claim
        for cited in finding.citations:
            assert texts[cited.article][cited.start : cited.end] == cited.quote


@pytest.mark.parametrize(
    ("draft", "claim", "stated"),
    [
        ("大桥全长1380米，总投资3.6亿元，双向六车道。", "1380米", "1280米"),
        ("云河大桥总投资达4.6亿元，全长1280米，双向六车道。", "4.6亿元", "3.6亿元"),
        ("市热力公司的换热站有228座。", "228座", "218座"),
        ("馆长周海介绍，馆内藏书82万册，日均接待读者3000人次。", "周海", "周梅"),
        ("市第一医院新门诊楼7月28日启用，建筑面积2.1万平方米，设诊室156间。", "7月28日", "7月18日"),
        ("市文物局表示，修缮将坚持“修新如旧”的原则，采用传统青砖和石灰糯米浆。", "修新如旧", "修旧如旧"),
        ("何平说：“大桥通车后，两岸往来只需十五分钟。”", "大桥通车后，两岸往来只需十五分钟。", "五分钟"),
    ],
)
def test_the_same_thing_with_another_value_is_contradicted(
    draft: str, claim: str, stated: str, source: Source
) -> None:
    found = {one.claim.text: one for one in verify(draft, source).findings}[claim]
    assert found.verdict == "contradicted"
    assert stated in found.stated and stated in found.zh and found.citations[0].quote == found.stated


@pytest.mark.parametrize(
    "draft",
    [
        "南山大桥建成通车。大桥全长1380米，总投资4.6亿元，双向八车道，昨日上午正式通车。",
        "市第二医院新门诊楼9月18日启用，建筑面积3.1万平方米，设诊室96间。",
        "南山隧道全长1380米，总投资4.6亿元。",  # another thing
        "市第二医院新门诊楼9月18日启用，设诊室96间。",
        "新建换热站8座。",  # fewer are counted
        "图书馆新添阅览座位90个。",
        "何平的老家有果树40棵。",
        "月球上有300座金矿，李明发现了它们。",
    ],
)
def test_what_is_not_the_same_thing_is_never_contradicted(draft: str, source: Source) -> None:
    assert "contradicted" not in verdicts(draft, source).values()


def test_a_rough_figure_is_right_when_it_lies_near_and_wrong_when_it_does_not(source: Source) -> None:
    line = "市热力公司共有换热站{}座，供热面积3400万平方米，服务热线为96777。"
    for rough, verdict in (("约220", "consistent"), ("210多", "consistent"), ("约320", "contradicted")):
        found = [one for one in verify(line.format(rough), source).findings if "座" in one.claim.text]
        assert [one.verdict for one in found] == [verdict], rough


def test_another_holder_of_a_full_post_is_contradicted_and_an_unknown_name_is_unseen(source: Source) -> None:
    found = {one.claim.text: one for one in verify("市交通局局长王强要求加快工期。", source).findings}
    assert found["王强"].verdict == "contradicted" and found["王强"].stated == "何平"
    assert verdicts("记者王强来到现场。", source)["王强"] == "unseen"


def test_ways_of_speaking_are_no_claims() -> None:
    found = claims.claims("我们要一手抓建设，一个也不能少，第三是四大步骤。")
    assert [claim.text for claim in found] == []


@given(st.text(max_size=200))
def test_any_draft_has_claims_that_are_its_own_slices(draft: str) -> None:
    for claim in claims.claims(draft):
        assert draft[claim.start : claim.end] == claim.text != ""
        assert claim.sentence_start <= claim.start < claim.end <= claim.sentence_end


@pytest.mark.parametrize("draft", ["", " \n", "……", "字" * (DRAFT_LENGTH + 1), 7, None])
def test_what_is_no_draft_is_refused_with_a_sentence(draft: object) -> None:
    with pytest.raises(QuestionError, match=r"稿子.*[a-z]"):
        checked_draft(draft)


@pytest.fixture(scope="module")
def checked(source: Source) -> Checked:
    return verify("大桥全长1380米，总投资3.6亿元，双向六车道。<b>李明</b>说：“没这回事儿啊。”", source, "7")


def test_the_reports_carry_every_claim_with_verdict_and_citation(checked: Checked, tmp_path: Path) -> None:
    from docx import Document

    made = to_json(checked)
    assert made["counts"] == checked.counts and sum(made["counts"].values()) == len(made["claims"]) == 3
    assert not made["consistent"] and made["index_version"] == "7"
    text = markdown(checked)
    assert text.index("不一致 · 数字 · 1380米") < text.index("一致 · 数字 · 3\\.6亿元")
    assert "云河大桥建成通车" in text and "<b>" not in text
    (tmp_path / "report.docx").write_bytes(docx(checked))
    words = "\n".join(one.text for one in Document(str(tmp_path / "report.docx")).paragraphs)
    assert "文章里写的是“1280米”" in words and "大桥全长1280米" in words
    write(checked, tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == made
    with pytest.raises(RagError, match=r"\.md"):
        write(checked, tmp_path / "report.pdf")


def test_the_form_is_the_one_that_its_schema_describes(checked: Checked) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    root = Path(__file__).resolve().parents[2]
    schema = json.loads((root / "docs" / "verify.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(to_json(checked), schema)


def test_rag_verify_tells_and_exits_by_what_it_found(
    newspaper_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from conftest import FakeEncoder

    from rag.index import opened

    monkeypatch.setattr(opened, "open_encoder", lambda name: FakeEncoder())
    draft = tmp_path / "draft.txt"
    words = ["verify", str(draft), "--index", str(newspaper_index)]
    draft.write_text(UNCHANGED[0], encoding="utf-8")
    assert cli.main(words) == cli.FINE
    draft.write_text(UNCHANGED[0].replace("1280", "1380"), encoding="utf-8")
    capsys.readouterr()
    assert cli.main([*words, "--output", str(tmp_path / "out.md")]) == cli.NOT_FOUND
    assert "不一致  数字 1380米  文章里写的是“1280米”。" in capsys.readouterr().out
    assert "1280米" in (tmp_path / "out.md").read_text(encoding="utf-8")
    assert cli.main([*words, "--json"]) == cli.NOT_FOUND
    assert json.loads(capsys.readouterr().out)["counts"]["contradicted"] == 1
    draft.write_text("", encoding="utf-8")
    assert cli.main(words) == cli.REFUSED

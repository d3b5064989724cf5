"""Test sets in the forms that people have them: CMRC's own JSON, Excel's GBK, Chinese headings, one answer a line."""

import json
from pathlib import Path

import pytest

from rag.evaluate.loading.forms import load_questions

CONTEXT = "6月2日，松溪县渡口大桥合龙。大桥全长486米，总投资1.3亿元。"
ASKED, ANSWER = "渡口大桥全长多少米？", "486米"
CMRC = [
    {
        "context_id": "A", "context_text": CONTEXT, "title": "A",
        "qas": [{"query_id": "A_1", "query_text": ASKED, "answers": [ANSWER, ANSWER]}],
    }
]  # fmt: skip
SHEET = f"编号,问题,答案,来源\r\nA_1,{ASKED},{ANSWER},\r\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cmrc.json", json.dumps(CMRC, ensure_ascii=False).encode()),
        ("gbk.csv", SHEET.encode("gb18030")),
        ("bom.csv", SHEET.encode("utf-8-sig")),
        ("tab.tsv", SHEET.replace(",", "\t").encode()),
        ("one.jsonl", json.dumps({"question": ASKED, "answer": ANSWER}).encode()),
    ],
)
def test_the_set_is_read(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (question,) = load_questions(tmp_path / name)
    assert (question.question, question.answers[0], question.answerable) == (ASKED, ANSWER, True)


def test_cmrcs_own_form_gives_the_paragraph_and_the_sentence(tmp_path: Path) -> None:
    (tmp_path / "cmrc.json").write_text(json.dumps(CMRC), encoding="utf-8")
    (question,) = load_questions(tmp_path / "cmrc.json")
    assert (question.id, question.context) == ("A_1", CONTEXT)
    assert question.evidence == "大桥全长486米，总投资1.3亿元。"

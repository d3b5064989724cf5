"""The JSON form: what docs/answer.schema.json promises is what comes out, whole and in JSON's own types."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rag.answer.as_json import BEST, FORM, passage_to_json, prediction, to_json
from rag.types import Alternative, Answer, Candidate, Citation, Explanation, Passage, Value

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "answer.schema.json").read_text(encoding="utf-8"))
CITATION = Citation(
    "a1",
    "云河大桥通车",
    "云河日报",
    "2024-05-01",
    "01.txt",
    2,
    10,
    15,
    "1280米",
    "大桥全长1280米。",
    6,
    16,
    12,
    17,
    "?article=a1&start=10&end=15",
    "0" * 64,
    "day",
    "",
    "5月1日",
)
PASSAGE = Passage(2**62 + 1, "a1", 0, 20, "大桥全长1280米。", "云河大桥通车")
FOUND = Answer(
    question="大桥多长？",
    understood="云河大桥多长？",
    answerable=True,
    text="1280米",
    best_guess="1280米",
    type="number",
    confidence=0.91,
    citations=(CITATION,),
    alternatives=(
        Alternative(
            "1300米", 0.3, (CITATION,), "2023", Value("number", "1300", "米", "1,300 米"), "conflict"
        ),
    ),
    value=Value("number", "1280", "米", "1,280 米"),
    passages=tuple(Candidate(PASSAGE, 1.0 / n) for n in range(1, 13)),
    explanation=Explanation("conflict", "两处不同。", "They differ."),
    timings={"search": 0.01},
    index_version="3",
    models={"reader": "plain", "encoder": "e5"},
    sources={"a1": "01.txt"},
)
REFUSED = replace(
    FOUND,
    answerable=False,
    text="",
    citations=(),
    alternatives=(),
    value=None,
    explanation=Explanation("unknown_words", "没有找到。", "Not found.", ("长度",), ("大桥",)),
)


@pytest.mark.parametrize("answer", [FOUND, REFUSED], ids=["found", "refused"])
def test_every_answer_is_valid_by_the_schema_also_after_a_round_trip(answer: Answer) -> None:
    form = json.loads(json.dumps(to_json(answer), allow_nan=False))
    jsonschema.Draft202012Validator(SCHEMA).validate(form)
    assert form == to_json(answer)


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "broken",
    [
        {"version": 2},
        {"confidence": 1.2},
        {"verdict": "maybe"},
        {"type": "riddle"},
        {"citations": []},
        {"answer": ""},
    ],
)
def test_the_schema_refuses_what_is_not_an_answer(broken: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**to_json(FOUND), **broken}, SCHEMA)


def test_a_refusal_with_an_answer_in_it_is_not_valid() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**to_json(REFUSED), "answer": "1280米"}, SCHEMA)


def names(form: Any, schema: Any) -> None:
    """Walk form and schema together: every object has exactly the names that are described."""
    schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "oneOf" in schema and form is not None:
        schema = SCHEMA["$defs"][schema["oneOf"][1]["$ref"].rpartition("/")[2]]
    if isinstance(form, dict) and "properties" in schema:
        assert set(form) == set(schema["properties"]) == set(schema["required"])
        for name, value in form.items():
            names(value, schema["properties"][name])
    if isinstance(form, list):
        for item in form:
            names(item, schema["items"])


def test_the_schema_names_everything_and_nothing_else() -> None:
    names(to_json(FOUND), SCHEMA)


def test_every_field_of_a_citation_is_written() -> None:
    assert set(to_json(FOUND)["citations"][0]) == {field.name for field in fields(Citation)}


def test_version_one_and_at_most_ten_passages() -> None:
    form = to_json(FOUND)
    assert form["version"] == FORM == 1
    assert len(form["passages"]) == BEST == 10


def test_passage_ids_are_text_because_javascript_loses_their_last_bits() -> None:
    form = passage_to_json(Candidate(PASSAGE, 1.0), {"a1": "01.txt"})
    assert form["id"] == str(2**62 + 1)
    assert form["source"] == "01.txt"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_cannot_hold_become_zero(value: float) -> None:
    form = to_json(replace(FOUND, confidence=value, timings={"search": value}))
    assert form["confidence"] == 0.0
    assert form["timings"] == {"search": 0.0}


def test_a_prediction_has_the_names_of_the_contract() -> None:
    line = prediction("q1", FOUND)
    assert list(line) == [
        "id",
        "question",
        "answer",
        "answerable",
        "best_guess",
        "confidence",
        "citations",
        "passages",
        "timings",
    ]
    assert set(line["citations"][0]) == {"article", "title", "source", "start", "end", "quote", "sentence"}
    assert set(line["passages"][0]) == {"source", "article", "start", "end", "text", "score"}
    assert line["passages"][0]["source"] == "01.txt"


def test_a_prediction_of_nothing_keeps_the_guess() -> None:
    line = prediction("q1", REFUSED)
    assert (line["answer"], line["answerable"], line["best_guess"]) == ("", False, "1280米")


def test_a_guess_that_is_not_said_is_cited_apart_from_answers() -> None:
    nearly = replace(REFUSED, guess_citations=FOUND.citations)
    whole = to_json(nearly)
    assert whole["citations"] == [] and whole["best_guess_citations"] == to_json(FOUND)["citations"]
    assert prediction("q1", nearly)["citations"] == prediction("q1", FOUND)["citations"] != []


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert json.dumps(to_json(FOUND)) == json.dumps(
        to_json(replace(FOUND, models={"encoder": "e5", "reader": "plain"}))
    )

"""The words a text is searched by."""

import os
import stat
from pathlib import Path

import pytest

from rag.text import words as module
from rag.text.words import dictionary_hash, words


def test_words_of_jieba_and_pairs_of_characters() -> None:
    found = words("长治公厕有多少座？")
    assert {"长治", "公厕", "治公", "厕有"} <= set(found)
    assert "？" not in found


def test_traditional_and_wide_forms_meet_simplified_and_narrow_ones() -> None:
    assert words("臺灣ＧＤＰ") == words("台湾gdp")


@pytest.mark.parametrize("text", ["", "？！。……", "  \n", "\ud800", "\u200b"])
def test_nothing_to_search_by(text: str) -> None:
    assert words(text) == []


def test_figures_stay_whole() -> None:
    assert "3.6" in words("总投资3.6亿元")


def test_another_release_of_the_segmenter_has_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = dictionary_hash.__wrapped__()
    assert len(ours) == 64
    monkeypatch.setattr("importlib.metadata.version", lambda _name: "0.0")
    assert dictionary_hash.__wrapped__() != ours


@pytest.mark.skipif(os.name == "nt", reason="folder modes are POSIX")
def test_a_cache_that_others_can_write_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "jieba"
    planted.mkdir()
    planted.chmod(0o777)
    monkeypatch.setattr(module, "cache_folder", lambda: tmp_path)
    used = module._private_folder()
    assert used != planted
    assert not used.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH)

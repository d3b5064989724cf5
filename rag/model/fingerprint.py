"""A model's folder -> what goes before its texts, and the sha256 that tells its vectors from those of others.

Loads no weights: two fingerprints are compared without torch.
"""

import hashlib
import json
from pathlib import Path

from rag.errors import ModelError

_WEIGHTS = ("*.safetensors", "tokenizer.json", "*.model", "vocab.txt", "**/config.json", "modules.json")
PREFIXES = ("query: ", "passage: ")  # of E5


def fingerprint_of(folder: Path, prefixes: str) -> str:
    """Return the sha256 of the weights and tokenizer in a folder and of the prefixes they want."""
    files = sorted({path for pattern in _WEIGHTS for path in folder.glob(pattern) if path.is_file()})
    if not files:
        raise ModelError(f"{folder}: 没有模型权重。 No model weights in this folder. Name another.")
    digest = hashlib.sha256(prefixes.encode())
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def prefixes_of(folder: Path) -> tuple[str, str]:
    """Return what goes before a question and before a passage: the model's own prompts, else those of E5."""
    prompts = _read_json(folder / "config_sentence_transformers.json").get("prompts")
    if isinstance(prompts, dict) and any(prompts.values()):
        return str(prompts.get("query") or ""), str(prompts.get("passage") or prompts.get("document") or "")
    named = f"{folder.name} {_read_json(folder / 'config.json').get('_name_or_path', '')}"
    return PREFIXES if "e5" in named.lower() else ("", "")


def _read_json(path: Path) -> dict[str, object]:
    try:
        read = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: 无法读取。 Cannot be read ({error}). Unpack the model again.") from error
    return read if isinstance(read, dict) else {}

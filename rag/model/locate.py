"""The name of somebody else's model -> its local folder and the device it runs on.

Knows the hub and torch; nothing of what a model is for. Nothing is fetched unless a name of the hub is given.
"""

import os
from pathlib import Path

from rag.errors import ModelError

UNUSED = ("*.onnx", "*.h5", "*.ot", "*.bin", "*.msgpack")  # weights of other frameworks


def model_folder(name: str) -> Path:
    """Return the folder of a model by path or by its name on the hub (owner/name); raises ModelError."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") != 1:
        raise ModelError(
            f"没有这个模型文件夹：{name}。 {name}: no such folder. Name one, or a hub model (owner/name)."
        )
    from huggingface_hub import snapshot_download

    reason: Exception = ModelError(name)
    for local in (True, False):
        try:
            return Path(snapshot_download(name, local_files_only=local, ignore_patterns=list(UNUSED)))
        except Exception as error:  # the hub client has dozens of kinds
            reason = error
    raise ModelError(
        f"无法取得模型 {name}。 {name}: the hub did not give it ({type(reason).__name__}). Check the name."
    )


def best_device() -> str:
    """Return "cuda", "mps" or "cpu"; WENBAO_DEVICE chooses another."""
    import torch

    if named := os.environ.get("WENBAO_DEVICE"):
        return named
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"

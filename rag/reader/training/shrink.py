"""``python -m rag.reader.training.shrink IN OUT``: float16 weights -> 8 bits a weight, half the size in the repository.

Each row of a matrix keeps its own scale (largest absolute value / 127), so a weight moves by at most
0.4% of the largest of its row. Vectors (biases, norms) stay as they are. ``rag.reader.network.load``
reads both forms.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from rag.reader.network import SCALE


def shrink(source: Path, target: Path) -> None:
    """Write ``target`` with every large matrix of ``source`` as int8 rows and float32 scales."""
    small: dict[str, torch.Tensor] = {}
    with safe_open(source, "pt") as file:
        note = file.metadata()
        for name in file.keys():  # noqa: SIM118 - not a dict
            value = file.get_tensor(name).float()
            if value.ndim < 2 or value.numel() < 10_000:
                small[name] = value.half()
                continue
            scale = value.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
            small[name] = (value / scale).round().clamp(-127, 127).to(torch.int8)
            small[name + SCALE] = scale
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file(small, target, metadata=note)


if __name__ == "__main__":
    shrink(Path(sys.argv[1]), Path(sys.argv[2]))

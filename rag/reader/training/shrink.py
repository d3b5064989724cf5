"""``python -m rag.reader.training.shrink IN [IN …] OUT``: float16 weights -> their mean in 8 bits, half the size.

Several inputs are runs that went on from one another: their mean reads better than the last of them (LOG.md; "model
soups", Wortsman et al. 2022, arXiv 2203.05482). Each row of a matrix keeps its own scale (largest absolute value /
127), so a weight moves by at most 0.4% of the largest of its row. Vectors (biases, norms) stay as they are.
``rag.reader.network.load`` reads both forms.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from rag.model.integrity import write_sum
from rag.reader.network import SCALE

NOTE = {"licence": "CC-BY-SA-4.0"}


def shrink(sources: Sequence[Path], target: Path) -> None:
    """Write ``target`` with every large matrix of the mean of ``sources`` as int8 rows and float32 scales."""
    small: dict[str, torch.Tensor] = {}
    states = [load_file(source) for source in sources]
    for name in sorted(states[0]):
        value = torch.stack([state[name].float() for state in states]).mean(dim=0)
        if value.ndim < 2 or value.numel() < 10_000:
            small[name] = value.half()
            continue
        scale = value.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        small[name] = (value / scale).round().clamp(-127, 127).to(torch.int8)
        small[name + SCALE] = scale
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file(small, target, metadata=NOTE)
    write_sum(target)


if __name__ == "__main__":
    *given, written = (Path(name) for name in sys.argv[1:])
    shrink(given, written)

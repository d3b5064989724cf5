"""Weights stored in 8 bits come back as the weights they were, to the step of their row."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")


def test_shrunk_weights_are_made_whole_again(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    from rag.reader.network import whole
    from rag.reader.training.shrink import shrink

    torch.manual_seed(0)
    matrix, bias = torch.randn(120, 100), torch.randn(120)
    save_file({"layer.weight": matrix.half(), "layer.bias": bias.half()}, tmp_path / "large.safetensors")
    shrink([tmp_path / "large.safetensors"], tmp_path / "small.safetensors")
    stored = load_file(tmp_path / "small.safetensors")
    assert stored["layer.weight"].dtype == torch.int8
    found = whole(stored)
    assert set(found) == {"layer.weight", "layer.bias"}
    step = matrix.abs().amax(dim=1, keepdim=True) / 127
    assert bool(((found["layer.weight"] - matrix).abs() <= step).all())
    assert torch.equal(found["layer.bias"], bias.half().float())


def test_several_runs_are_stored_as_their_mean(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    from rag.reader.training.shrink import shrink

    for name, value in (("a", 1.0), ("b", 3.0)):
        save_file({"layer.bias": torch.full((8,), value).half()}, tmp_path / f"{name}.safetensors")
    shrink([tmp_path / "a.safetensors", tmp_path / "b.safetensors"], tmp_path / "mean.safetensors")
    assert torch.equal(load_file(tmp_path / "mean.safetensors")["layer.bias"], torch.full((8,), 2.0).half())

"""A small encoder of random weights, in the parts that the carried file is parsed to."""

import numpy as np

WIDTH, INNER, LAYERS, WORDS, PLACES = 24, 40, 2, 60, 512


def parts() -> tuple[dict[str, float], list[tuple[str, float]], dict[int, str], dict[str, np.ndarray]]:
    """Return what the carried file is parsed to, for a small model of random weights."""
    made = np.random.default_rng(7)

    def some(*shape: int) -> np.ndarray:
        return made.normal(0, 0.3, shape).astype(np.float32)

    tensors = {"emb.word": some(WORDS, WIDTH), "emb.pos": some(PLACES, WIDTH), "emb.type": some(1, WIDTH)}
    tensors |= {"emb.ln.w": 1 + some(WIDTH), "emb.ln.b": some(WIDTH)}
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao", "fi", "fo"):
            out, inside = {"fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}.get(name, (WIDTH, WIDTH))
            tensors |= {f"l{layer}.{name}.w": some(out, inside), f"l{layer}.{name}.b": some(out)}
        for name in ("aln", "oln"):
            tensors |= {f"l{layer}.{name}.w": 1 + some(WIDTH), f"l{layer}.{name}.b": some(WIDTH)}
    letters = "▁长治公厕有多少座字两行文和制表符前后空格野家How many cities1234,280?～"
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    pieces += [(letter, -float(n % 7 + 1)) for n, letter in enumerate(dict.fromkeys(letters))]
    pieces += [("多少", -1.5), ("公厕", -1.25)]
    header = {"hidden": WIDTH, "layers": LAYERS, "heads": 4, "inner": INNER}
    return header, [*pieces[: WORDS - 1], ("<mask>", 0.0)], {0x7: "", 0xA: " ", 0x9: " "}, tensors

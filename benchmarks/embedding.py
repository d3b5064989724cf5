"""Embed passages and their sentences two ways, in turns in one process, and print ratios of processor time.

    python benchmarks/embedding.py                       passages of the index in indexes/, 32 of them, 3 rounds
    python benchmarks/embedding.py --index INDEX --count 64

One way encodes each sentence for itself, as models must that tell no parts (``SentenceEncoder._apart``), the other
takes it out of its passage's pass. One thread, least time of all rounds, so that other work on the machine does
little; and what share of the machine's own matrix product each way reaches, by the multiplications of the trunk's
matrices alone. It does not know whether search finds the same: ``rag evaluate`` does.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag.index import open_index
from rag.index.contents import embedded_text
from rag.index.embedding import Text
from rag.model.encoder import SentenceEncoder, open_encoder

ROOT = Path(__file__).resolve().parent.parent


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def texts(where: Path, count: int) -> list[Text]:
    """Return passages of an index as they are embedded, spread over all of it."""
    with closing(open_index(where)) as index:
        found = [passage for article in index.articles() for passage in index.passages(article.id)]
    step = max(1, len(found) // count)
    return [embedded_text(passage) for passage in found[::step][:count]]


def product() -> float:
    """Return the multiplications and additions a second of a matrix product of the trunk's own shape."""
    import torch

    left, right = torch.randn(2048, 384), torch.randn(1536, 384)
    return (
        2.0
        * 2048
        * 384
        * 1536
        / min(seconds(lambda: torch.nn.functional.linear(left, right)) for _ in range(5))
    )


def tokens(encoder: SentenceEncoder, given: Sequence[str]) -> int:
    """Return how many tokens these texts have with what the encoder puts around them."""
    from rag.model.packaged import default_encoder_folder
    from rag.model.tokenizer import open_tokenizer

    tokenizer = open_tokenizer(default_encoder_folder())
    return sum(len(tokenizer.encode(encoder.passage_prefix + text).ids) for text in given)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, default=ROOT / "indexes")
    parser.add_argument("--count", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    chosen = texts(options.index, options.count)
    passages, spans = [each.text for each in chosen], [each.sentences for each in chosen]
    sentences = [each.text[start:end] for each in chosen for start, end in each.sentences]
    encoder = open_encoder(None)
    assert isinstance(encoder, SentenceEncoder)
    encoder.encode_passages(passages[:1])  # loading is no part of it
    import torch

    torch.set_num_threads(1)
    ways: dict[str, tuple[Callable[[], object], int]] = {
        "each sentence for itself": (
            lambda: encoder._apart(passages, spans),
            tokens(encoder, passages) + tokens(encoder, sentences),
        ),
        "out of the passage's pass": (
            lambda: encoder.encode_sentences(passages, spans),
            tokens(encoder, passages),
        ),
    }
    least, rate = dict.fromkeys(ways, float("inf")), 0.0
    for _ in range(options.rounds):
        rate = max(rate, product())
        for name, (work, _count) in ways.items():
            least[name] = min(least[name], seconds(work))
    # Twelve layers of 384 x 1152, 384 x 384 and twice 384 x 1536.
    of_token = 2.0 * 12 * (384 * 1152 + 384 * 384 + 2 * 384 * 1536)
    for name, (_work, count) in ways.items():
        share = count * of_token / least[name] / rate
        sys.stdout.write(
            f"{name:28} {count:7} tokens, {1000 * least[name] / count:.2f} ms each, "
            f"{share:.0%} of the matrix product's {rate / 1e9:.0f} GFLOP/s\n"
        )
    old, new = least.values()
    sys.stdout.write(f"{len(passages)} passages, {len(sentences)} sentences: {old / new:.2f} times as fast\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

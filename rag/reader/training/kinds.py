"""``python -m rag.reader.training.kinds DATA READER``: labelled questions -> what tells the kind they ask for.

Two models: a head on the states of the trained reader, written into its weights, and a small one over letters for
all who have no reader at hand (rag/question/kinds.safetensors), which learns from the same labels and from what the
reader says of unlabelled questions (distillation, Hinton et al. 2015, arXiv 1503.02531). A head that was trained along
with the spans told 24% right after 500 steps, this one 87% (LOG.md). CMRC 2018 dev, DRCD test and the news questions
for calibration are never read.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from safetensors.torch import load_file as load_torch
from safetensors.torch import save_file as save_torch
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from rag.question.kinds import KINDS, ROWS, rows_of
from rag.question.parse import bare_question, understand
from rag.reader.training.examples import Example, read_squad, restyled
from rag.text import simplified

UNLABELLED = (
    "cmrc2018_train.json",
    "cmrc2018_trial.json",
    "drcd_dev_simplified.json",
    "xquad_zh_en_half.json",
)
STRENGTH = 30.0  # inverse of the penalty; 10 and 30 were tried on the calibration questions (LOG.md)
HEAD_STRENGTH = 0.3  # 0.02 to 0.3 were tried on the same
JUDGED = 5000  # unlabelled questions that the reader is asked about
SEED = 7


def touched(question: str) -> dict[str, float]:
    """Return the rows that a question touches: each counts alike, each question has length one."""
    rows = rows_of(bare_question(question))
    return {str(row): len(rows) ** -0.5 for row in rows}


def shortened(question: str, chance: random.Random) -> str:
    """Return the part of a question that asks, with a few words beside it: people also ask in six words."""
    asked = understand(question)
    if asked.english:
        return " ".join(question.split()[: chance.randint(3, 7)])
    if asked.keyword:
        return question[-chance.randint(4, 10) :]
    start = max(0, asked.start - chance.randint(0, 6))
    return question[start : asked.end + chance.randint(2, 10)]


def fit_head(data: Path, reader: Path) -> None:
    """Fit the reader's head of kinds to the mean of its last states, and write it into its weights."""
    from rag.model.integrity import write_sum
    from rag.model.packaged import default_encoder_folder
    from rag.reader.inputs import open_tokenizer, windows
    from rag.reader.network import load

    told = read_squad(data / "reading" / "news_train.json")
    folder = default_encoder_folder()
    tokenizer, scorer = open_tokenizer(folder), load(reader, folder)
    alone = (windows(tokenizer, simplified(q.question), "", "")[0].ids for q in told)
    table = np.array([scorer.states(ids).mean(dim=0).numpy() for ids in alone])
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-6
    model = LogisticRegression(C=HEAD_STRENGTH, max_iter=1000).fit(
        (table - mean) / scale, [q.kind for q in told]
    )
    order = [list(model.classes_).index(kind) for kind in KINDS]
    weight = model.coef_[order] / scale
    state = dict(load_torch(reader))
    state["kinds.weight"] = torch.tensor(weight, dtype=torch.float32)
    state["kinds.bias"] = torch.tensor(model.intercept_[order] - weight @ mean, dtype=torch.float32)
    save_torch(state, reader, metadata={"licence": "CC-BY-SA-4.0"})
    write_sum(reader)


def examples_of(data: Path, reader: Path | None) -> tuple[list[str], list[str], list[float]]:
    """Return questions, their kinds, and how much each counts."""
    chance = random.Random(SEED)
    labelled = [(q.question, q.kind) for q in read_squad(data / "reading" / "news_train.json")]
    other = [(restyled(Example(q, "", "", -1, -1), chance).question, kind) for q, kind in labelled]
    told = [*labelled, *other, *((shortened(q, chance), kind) for q, kind in labelled)]
    weights = [1.0] * len(told)
    if reader is not None:
        from rag.reader.trained import TrainedReader

        judge = TrainedReader(reader)
        unlabelled = {q.question for name in UNLABELLED for q in read_squad(data / "reading" / name)}
        for question in random.Random(SEED).sample(sorted(unlabelled), JUDGED):
            kind, sure = judge.kind(question)
            told.append((question, kind))
            weights.append(sure)
    return [q for q, _ in told], [kind for _, kind in told], weights


def fit(data: Path, reader: Path | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (ROWS, kinds) weights and the bias of each kind, of the model over letters."""
    questions, kinds, weights = examples_of(data, reader)
    columns = DictVectorizer()
    table = columns.fit_transform([touched(question) for question in questions])
    model = LogisticRegression(C=STRENGTH, max_iter=500).fit(table, kinds, sample_weight=weights)
    order = [list(model.classes_).index(kind) for kind in KINDS]
    found = np.zeros((ROWS, len(KINDS)))
    found[[int(row) for row in columns.get_feature_names_out()]] = model.coef_[order].T
    return found, model.intercept_[order]


def main() -> None:
    """Fit both; the one over letters is written in 8 bits a weight."""
    data, reader = (Path(name) for name in sys.argv[1:])
    fit_head(data, reader)
    weights, bias = fit(data, reader)
    scale = np.abs(weights).max(axis=0, keepdims=True) / 127
    target = Path(__file__).parents[2] / "question" / "kinds.safetensors"
    save_file(
        {
            "weights": np.ascontiguousarray(
                np.rint(weights / scale).astype(np.int8)
            ),  # as laid out, not as viewed
            "scale": scale.astype(np.float32),
            "bias": bias.astype(np.float32),
        },
        target,
        metadata={"licence": "CC-BY-SA-4.0"},
    )


if __name__ == "__main__":
    main()

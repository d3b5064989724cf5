"""Held-out questions -> exact match, F1 and how well the scores tell answerable crops from others.

Knows the network and the reading sets; nothing of search. Each question is read over a crop with the
answer and a crop without it.
"""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from rag.reader.decode import best_spans
from rag.reader.inputs import edges, padded, windows
from rag.reader.network import SpanNetwork
from rag.reader.training.examples import Example, Question, crop, crop_like, crop_without

_CROP = 400  # characters


@torch.inference_mode()
def held_out_score(network: SpanNetwork, tokenizer: Tokenizer, held: list[Question]) -> dict[str, float]:
    """Return exact match and F1 in percent (characters as a bag) over crops with the answer, and AUROC."""
    chance = random.Random(1)
    asked = [question for question in held if question.answer]
    positives = [crop(question, _CROP, chance) for question in asked]
    negatives = [made for question in asked if (made := crop_without(question, _CROP, chance))]
    negatives += [crop_like(q, q.context, _CROP, chance) for q in held if not q.answer]
    network.eval()
    read = [_read(network, tokenizer, example) for example in positives]
    scores = [score for _, score, _ in read] + [
        _read(network, tokenizer, example)[1] for example in negatives
    ]
    truth = [1] * len(positives) + [0] * len(negatives)
    exact = np.mean(
        [p.text[p.start : p.end] == text for p, (text, _, _) in zip(positives, read, strict=True)]
    )
    f1 = np.mean(
        [_f1(p.text[p.start : p.end], text) for p, (text, _, _) in zip(positives, read, strict=True)]
    )
    figures = {
        "exact": float(exact) * 100,
        "f1": float(f1) * 100,
        "auroc": float(roc_auc_score(truth, scores)),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def _read(network: SpanNetwork, tokenizer: Tokenizer, example: Example) -> tuple[str, float, float]:
    best, text, relevance = -1e9, "", 0.0
    for window in windows(tokenizer, example.question, example.title, example.text, most=448, stride=64):
        ids, mask = padded([window])
        start, end, relevant = network(torch.tensor(ids), torch.tensor(mask))
        where = edges(example.text, window.offsets)
        for span in best_spans(start[0].numpy(), end[0].numpy(), where, window.first, keep=1):
            if span.score > best:
                best, text, relevance = span.score, example.text[span.start : span.end], float(relevant[0])
    return text, best, relevance


def _f1(gold: str, found: str) -> float:
    same = sum((Counter(gold) & Counter(found)).values())
    return 2 * same / (len(gold) + len(found)) if same else 0.0

"""``python -m rag.reader.training DATA OUT``: reading sets -> reader weights, resumable at any moment.

The learning rate follows the clock: ``--minutes`` is all the time there is, so a slow machine does
fewer steps but still ends its schedule. The best averaged weights on a held-out part of the training
sets are kept in ``OUT/reader.safetensors``; CMRC2018 dev and DRCD test are never read.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import random
import time
from dataclasses import replace
from pathlib import Path

import torch
from torch.nn import functional

from rag.model.packaged import default_encoder_folder
from rag.reader.inputs import open_tokenizer, padded
from rag.reader.network import SpanNetwork, save, whole
from rag.reader.training.dropout import use_dropout
from rag.reader.training.examples import Question, bystanders, read_squad, strangers
from rag.reader.training.heldout import held_out_score
from rag.reader.training.made import made_questions
from rag.reader.training.recurring import recurring_names, recurring_questions
from rag.reader.training.stream import Item, batches, examples

LOG = logging.getLogger("rag.training")
RATE, HEAD_RATE, WARM, DECAY = 2e-4, 6e-4, 0.05, 0.01
FROZEN_LAYERS = 3  # the lowest layers stay as they are: a sixth less work a step on a CPU
LAYER_DECAY = 0.95  # each layer below the top learns at this share of the one above
DROPOUT = 0.1  # after four passes the training questions were answered a third better than others
AVERAGE = 0.998  # of the exponential moving average of the weights
RELEVANCE_WEIGHT = 0.5
SEED = 7


def questions_of(
    data: Path, made: int, recurring: int, names: int = 0
) -> tuple[list[Question], list[Question]]:
    """Return (training, held-out) questions; whole contexts are held out, never single questions."""
    reading = data / "reading"
    sets = [
        read_squad(reading / "cmrc2018_train.json"),
        read_squad(reading / "cmrc2018_trial.json"),
        read_squad(reading / "drcd_dev_simplified.json"),
        read_squad(reading / "xquad_zh_en_half.json", weight=2),
        read_squad(
            reading / "news_train.json"
        ),  # the only questions over newspapers, and the only labelled ones
    ]
    if recurring:
        sets.append(recurring_questions(data / "news" / "docs_20k.jsonl.gz", recurring, SEED))
    training: list[Question] = []
    held: list[Question] = []
    for questions in sets:
        contexts = sorted({question.context for question in questions})
        random.Random(SEED).shuffle(contexts)
        kept = set(contexts[: max(12, len(contexts) // 40)])
        held += [question for question in questions if question.context in kept]
        training += [question for question in questions if question.context not in kept]
    if names:
        seen = {article for question in held for article in _articles(question)}
        found = recurring_names(data / "news" / "docs_20k.jsonl.gz", names, SEED)
        training += [question for question in found if not seen & _articles(question)]
    if made:
        training += made_questions(data / "news" / "docs_20k.jsonl.gz", made, SEED)
    return training, held


def _articles(question: Question) -> set[str]:
    """Return the numbers of the two news texts of a question from facts told twice."""
    return set(question.id.split("-")[2:4]) if question.id.startswith("recurring-") else set()


def loss_of(network: SpanNetwork, batch: list[Item]) -> torch.Tensor:
    """Return the mean of start and end cross-entropy plus the weighted relevance loss."""
    ids, mask = padded([item.window for item in batch])
    start, end, relevance = network(torch.tensor(ids), torch.tensor(mask))
    gold_start = torch.tensor([item.start for item in batch])
    gold_end = torch.tensor([item.end for item in batch])
    spans = (functional.cross_entropy(start, gold_start) + functional.cross_entropy(end, gold_end)) / 2
    wanted = (gold_start > 0).float()
    return spans + RELEVANCE_WEIGHT * functional.binary_cross_entropy_with_logits(relevance, wanted)


def optimizer_of(network: SpanNetwork, rate: float) -> torch.optim.AdamW:
    """Return AdamW with layer-wise rates, no decay for biases and norms."""
    groups = []
    for name, value in network.named_parameters():
        if not value.requires_grad:
            continue
        layers = network.trunk.config.num_hidden_layers
        depth = (
            int(name.split(".")[3]) if ".layer." in name else (layers if not name.startswith("trunk") else -1)
        )
        share = 1.0 if depth == layers else LAYER_DECAY ** (layers - 1 - depth)
        top = HEAD_RATE if depth == layers else rate * share
        decay = 0.0 if value.ndim == 1 else DECAY
        groups.append({"params": [value], "lr": top, "top": top, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)


def mostly_news(training: list[Question], others: int, seed: int) -> list[Question]:
    """Return the questions over newspapers with a sample of all others, so that those are not forgotten.

    Those that their article does not answer are asked twice: no negative that is made is as hard.
    """
    news = [
        question if question.answer else replace(question, weight=2) for question in training if question.kind
    ]
    rest = [question for question in training if not question.kind for _ in range(question.weight)]
    return news + [replace(q, weight=1) for q in random.Random(seed).sample(rest, min(others, len(rest)))]


def freeze(network: SpanNetwork, layers: int) -> None:
    """Keep the embeddings and the lowest layers as they are."""
    for part in (network.trunk.embeddings, *network.trunk.encoder.layer[:layers]):
        for value in part.parameters():
            value.requires_grad_(False)


def share_of_rate(progress: float) -> float:
    """Return the learning rate's share at this part of the run: linear warm-up, then cosine to 2%."""
    if progress < WARM:
        return progress / WARM
    return 0.02 + 0.98 * (1 + math.cos(math.pi * min(1.0, (progress - WARM) / (1 - WARM)))) / 2


class Run:
    """One training run: network, its average, optimizer, clock; saved and resumed as a whole."""

    def __init__(self, out: Path, minutes: float, rate: float, start_from: Path | None, frozen: int) -> None:
        self.out, self.seconds = out, minutes * 60
        folder = default_encoder_folder()
        self.tokenizer = open_tokenizer(folder)
        self.network = SpanNetwork(folder)
        if start_from:
            from safetensors.torch import load_file

            state = whole(load_file(start_from))  # the shipped weights are stored in 8 bits
            self.network.load_state_dict(state, strict=False)
        freeze(self.network, frozen)
        use_dropout(self.network, DROPOUT, SEED)
        self.average = {n: p.detach().clone() for n, p in self.network.named_parameters() if p.requires_grad}
        self.optimizer = optimizer_of(self.network, rate)
        self.step, self.spent, self.best = 0, 0.0, 0.0
        self.resume()

    def resume(self) -> None:
        """Take up the last saved state, if there is one."""
        path = self.out / "state.pt"
        if not path.is_file():
            return
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"], strict=False)
        self.average = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.spent, self.best = state["step"], state["spent"], state["best"]
        LOG.info("resumed at step %d, %.0f s", self.step, self.spent)

    def keep(self) -> None:
        """Write the whole state, atomically."""
        state = {n: p for n, p in self.network.state_dict().items() if "word_embeddings" not in n}
        kept = {
            "network": state, "average": self.average, "optimizer": self.optimizer.state_dict(),
            "step": self.step, "spent": self.spent, "best": self.best,
        }  # fmt: skip
        torch.save(kept, self.out / "state.part")
        (self.out / "state.part").replace(self.out / "state.pt")

    def train_on(self, batch: list[Item]) -> float:
        """Do one step and return its loss."""
        share = share_of_rate(self.spent / self.seconds)
        for group in self.optimizer.param_groups:
            group["lr"] = group["top"] * share
        self.network.train()
        loss = loss_of(self.network, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([p for p in self.network.parameters() if p.requires_grad], 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.step += 1
        share = min(AVERAGE, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, value in self.network.named_parameters():
                if value.requires_grad:
                    self.average[name].lerp_(value, 1 - share)
        return float(loss.detach())

    def judge(self, held: list[Question]) -> None:
        """Score the averaged weights on the held-out questions; keep them if they are the best so far."""
        live = {n: p.detach().clone() for n, p in self.network.named_parameters() if n in self.average}
        self.network.load_state_dict(self.average, strict=False)
        figures = held_out_score(self.network, self.tokenizer, held)
        LOG.info("step %d held out %s", self.step, json.dumps(figures))
        if figures["f1"] + figures["auroc"] * 20 > self.best:
            self.best = figures["f1"] + figures["auroc"] * 20
            note = {"step": str(self.step), "held_out": json.dumps(figures), "licence": "CC-BY-SA-4.0"}
            save(self.network, self.out / "reader.safetensors", note)
        self.network.load_state_dict(live, strict=False)


def main() -> None:
    """Train until the time is up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "data", type=Path, help="folder with reading/ and news/ (README names the public sets)"
    )
    parser.add_argument("out", type=Path, help="folder for reader.safetensors and the run's state")
    parser.add_argument("--minutes", type=float, default=100)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--made", type=int, default=3500, help="questions made from news texts by rule")
    parser.add_argument(
        "--recurring", type=int, default=7000, help="questions from facts that news texts tell twice"
    )
    parser.add_argument("--names", type=int, default=6000, help="the same, for names of every kind")
    parser.add_argument(
        "--others", type=int, help="questions of a pass that are not over news; all when left out"
    )
    parser.add_argument(
        "--bystanders",
        type=int,
        default=0,
        help="news texts that nobody asks of, among which to look for negatives",
    )
    parser.add_argument(
        "--frozen", type=int, default=FROZEN_LAYERS, help="lowest layers that are not trained"
    )
    parser.add_argument("--lengths", type=int, nargs=2, default=(140, 420), help="characters of a crop")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--judge-every", type=float, default=20, help="minutes between looks at the held-out set"
    )
    parser.add_argument("--start-from", type=Path, help="reader weights to go on from")
    parser.add_argument(
        "--seed", type=int, default=SEED, help="of crops, styles and order; another for each run that goes on"
    )
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)  # denormals slow a step by a factor
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    run = Run(options.out, options.minutes, options.rate, options.start_from, options.frozen)
    training, held = questions_of(options.data, options.made, options.recurring, options.names)
    if options.others is not None:
        training = mostly_news(training, options.others, options.seed)
    LOG.info("%d training questions, %d held out", len(training), len(held))
    training += bystanders(options.data / "news" / "docs_20k.jsonl.gz", options.bystanders)
    far = strangers(training)
    stream = examples(training, far, tuple(options.lengths), options.seed + run.step)
    judged, total, shown = run.spent, 0.0, run.step
    for batch in batches(stream, run.tokenizer, options.seed + run.step):
        began = time.monotonic()
        total += run.train_on(batch)
        run.spent += time.monotonic() - began
        if run.step % 20 == 0:
            pace = run.spent / run.step
            loss = total / (run.step - shown)
            LOG.info("step %d loss %.3f spent %.0f s, %.2f s a step", run.step, loss, run.spent, pace)
            total, shown = 0.0, run.step
        if run.step % 100 == 0:
            run.keep()
        if run.spent - judged > options.judge_every * 60 or run.spent >= run.seconds:
            run.judge(held)
            judged = run.spent
        if run.spent >= run.seconds:
            run.keep()
            return


if __name__ == "__main__":
    main()

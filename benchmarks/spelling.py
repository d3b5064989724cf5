"""Questions with one character typed as another of the same sound -> how many are put right, and how many spoilt.

Run ``python benchmarks/spelling.py [--index indexes] [--foreign SQUAD.json …]``. One word of each question of a test
set, of two to four characters and known to the articles, gets one character of the same sound, drawn by a seed: "right"
is the question as it was, "left" as it was typed, anything else is wrong. Many slips make another word of the
dictionary, or a name, and are left on purpose. ``--foreign``: questions about other things; none of them should change.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag.evaluate import load_questions
from rag.index import open_index
from rag.question.spelling import LONGEST, Frequency, respelled, sounds
from rag.text.words import tokenizer

COMMON = 2000  # times that jieba's dictionary counts a character that somebody may have picked instead


def with_a_slip(question: str, frequency: Frequency, chance: Random) -> str:
    """Return the question with one character as another of its sound; "" when there is no word to change."""
    table = sounds()
    words, at = [], 0
    for word in tokenizer().cut(question, HMM=False):
        if 2 <= len(word) <= LONGEST and set(word) <= table.readings.keys() and frequency(word):
            words.append((at, word))
        at += len(word)
    if not words:
        return ""
    start, word = chance.choice(words)
    place = chance.randrange(len(word))
    alike = sorted(
        char
        for char, spoken in table.readings.items()
        if char != word[place]
        and spoken & table.readings[word[place]]
        and tokenizer().FREQ.get(char, 0) > COMMON
    )
    if not alike:
        return ""
    return question[: start + place] + chance.choice(alike) + question[start + place + 1 :]


def foreign_questions(paths: Sequence[Path]) -> list[str]:
    """Return all questions of SQuAD-shaped files."""
    return [
        asked["question"]
        for path in paths
        for entry in json.loads(path.read_text("utf-8"))["data"]
        for paragraph in entry["paragraphs"]
        for asked in paragraph["qas"]
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("indexes"))
    parser.add_argument("--questions", type=Path, default=Path("tests/data/seed_qa_dev.jsonl"))
    parser.add_argument("--foreign", type=Path, nargs="*", default=())
    parser.add_argument("--most", type=int, default=2500, help="foreign questions that are tried")
    parser.add_argument("--rounds", type=int, default=5, help="slips for each question")
    options = parser.parse_args()
    chance = Random(1)
    with closing(open_index(options.index)) as index:
        frequency = index.document_frequency
        asked = [question.question for question in load_questions(options.questions)]
        clean = [question for question in asked if respelled(question, frequency) == question]
        print(f"as they are: {len(asked) - len(clean)} of {len(asked)} changed")
        counts = {"right": 0, "left": 0, "wrong": 0}
        for question in clean * options.rounds:
            if typed := with_a_slip(question, frequency, chance):
                found = respelled(typed, frequency)
                counts["right" if found == question else "left" if found == typed else "wrong"] += 1
        print(f"with one slip: {counts}")
        foreign = foreign_questions(options.foreign)
        foreign = Random(3).sample(foreign, min(options.most, len(foreign)))
        changed = [(q, new) for q in foreign if (new := respelled(q, frequency)) != q]
        print(f"about other things: {len(changed)} of {len(foreign)} changed")
        for before, after in changed:
            print(f"  {before} -> {after}")


if __name__ == "__main__":
    main()

"""Turn an answer into the tokens that CMRC2018's F1 counts: Chinese characters, latin words kept whole.

Knows nothing of questions or scores. It follows the published behaviour of the official script
(cmrc2018_evaluate.py, v5), whose latin part is a Penn Treebank word tokenizer; that tokenizer's
rules are written out below, so that no language toolkit and no downloaded data are needed. The
figures of a whole official run are reproduced to the fourth decimal (tests/evaluate/test_scorer.py).
"""

import re

# The official list, kept as it is: half-width "," "." "(" are not on it, nor is a single "…".
DROPPED = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")

_HAN = re.compile("[\u4e00-\u9fa5]")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"([«‘„–—])", r" \1 "),
        (r"(')(?!re|ve|ll|m|t|s|d|n)(\w)\b", r"\1 \2"),
        (r"([^.])(\.)([\])}>\"'» ]*)\s*$", r"\1 \2 \3 "),  # only the last full stop is a token
        (r"(,)(\D)", r" \1 \2"),  # 1,000 stays whole
        (r"(,)$", r" \1 "),
        (r"\.{2,}", r" \g<0> "),
        (r"[;@#$%&?!]", r" \g<0> "),
        (r"([^'])' ", r"\1 ' "),
        (r"[\]\[(){}<>]", r" \g<0> "),
        (r"([»]|''|\")", r" \1 "),
        (r"([^' ])('s|'m|'d|'ll|'re|'ve|n't|') ", r"\1 \2 "),
    )
)


def segment(text: str) -> list[str]:
    """Return the tokens of a text in lower case, punctuation of the official list dropped."""
    tokens: list[str] = []
    latin = ""
    for character in text.lower().strip():
        if character in DROPPED:
            continue
        if _HAN.match(character):
            tokens += _latin_words(latin)
            latin = ""
            tokens.append(character)
        else:
            latin += character
    return tokens + _latin_words(latin)


def without_punctuation(text: str) -> str:
    """Return a text in lower case without the official punctuation: what exact match compares."""
    return "".join(character for character in text.lower().strip() if character not in DROPPED)


def _latin_words(text: str) -> list[str]:
    """Split what stands between two Chinese characters as the Treebank tokenizer would."""
    if not text.strip():
        return []
    if text.isascii() and text.isalnum():
        return [text]
    text = f" {text} "
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text.split()

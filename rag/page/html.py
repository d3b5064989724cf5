"""Text and attributes -> safe HTML: every character of a question or an article passes through here.

Knows nothing of languages, answers or articles.
"""

from html import escape as _escape

# Marks that hide or reorder text: shown by their code, never obeyed (zero width, bidirectional, private use).
_HIDING = frozenset(
    [
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        0x00AD,
        0x061C,
        0xFFF9,
        0xFFFA,
        0xFFFB,
    ]
)


def hides(character: str) -> bool:
    """Say whether a character would be invisible or would change the order of others."""
    code = ord(character)
    if code < 0x20:
        return character not in "\t\n"
    private = 0xE000 <= code <= 0xF8FF or code >= 0xF0000
    return code in _HIDING or 0x7F <= code < 0xA0 or private or 0xD800 <= code <= 0xDFFF


def shown(character: str) -> str:
    """Return the visible form of a hiding character: its code in angle brackets."""
    return f"⟨U+{ord(character):04X}⟩"


def escape(text: str) -> str:
    """Return text as HTML that shows exactly this text, hiding characters made visible."""
    if any(map(hides, text)):
        text = "".join(shown(c) if hides(c) else c for c in text)
    return _escape(text, quote=True)


def attributes(values: dict[str, object]) -> str:
    """Return `` name="value"`` pairs; class_ becomes class, data_x becomes data-x; None and False are left out."""
    pieces = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        pieces.append(f" {name}" if value is True else f' {name}="{escape(str(value))}"')
    return "".join(pieces)


def tag(element: str, content: str = "", **values: object) -> str:
    """Return one element; ``content`` is HTML already, the attributes are escaped here."""
    return f"<{element}{attributes(values)}>{content}</{element}>"


def button(content: str, do: str, **data: object) -> str:
    """Return a button that the page's script understands: ``do`` names the act, the rest are its arguments."""
    classes = data.pop("class_", "quiet")
    values = {name if name.startswith("aria_") else f"data-{name}": value for name, value in data.items()}
    return tag("button", content, type="button", class_=classes, data_do=do, **values)

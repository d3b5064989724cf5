"""Build HTML and SVG in which every text is escaped, because only this file can make markup.

Knows nothing of reports. Control and direction characters of a document are shown as �:
they must not steer the page.
"""

from collections.abc import Iterable
from html import escape

_STEERING = [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
_STEERING += [*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)]
_HARMLESS = dict.fromkeys(_STEERING, "�")
_VOID = frozenset({"meta", "input", "br", "hr"})


class Markup(str):
    """Text that is markup already; every other string is escaped when it is put into an element."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Return a text as it may stand in an element or in a quoted attribute."""
    return Markup(escape(value.translate(_HARMLESS), quote=True))


def join(parts: Iterable[str]) -> Markup:
    """Return parts one after another, escaping those that are not markup."""
    return Markup("".join(part if isinstance(part, Markup) else text(part) for part in parts))


def element(tag: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """Return an element; ``class_`` gives "class", ``stroke_width`` "stroke-width", None leaves one out."""
    shown = [
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    ]
    opening = f"<{tag}{''.join(shown)}>"
    return Markup(opening if tag in _VOID else f"{opening}{join(children)}</{tag}>")


def marked(value: str, wanted: Iterable[str]) -> Markup:
    """Return a text with every occurrence of the wanted words marked, white space within them ignored."""
    places = [at for at, character in enumerate(value) if not character.isspace()]
    squeezed = "".join(value[at] for at in places)
    inside = bytearray(len(value))
    for word in {"".join(one.split()) for one in wanted} - {""}:
        at = squeezed.find(word)
        while at >= 0:
            first, last = places[at], places[at + len(word) - 1]
            inside[first : last + 1] = b"\1" * (last + 1 - first)
            at = squeezed.find(word, at + len(word))
    parts: list[str] = []
    start = 0
    for end in range(1, len(value) + 1):
        if end == len(value) or inside[end] != inside[start]:
            piece = value[start:end]
            parts.append(element("mark", piece) if inside[start] else piece)
            start = end
    return join(parts)


def _attribute(value: str | float) -> str:
    if isinstance(value, str):
        return text(value)
    return f"{value:.2f}".rstrip("0").rstrip(".")

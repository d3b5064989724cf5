"""A Word file's automatic numbers -> the words that Word would print before each paragraph: 1. (一) 第二条.

Word keeps them nowhere in the text: they are counted here, level by level, as its numbering part defines them.
Bullets are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_LEVELS = 9
_FIGURES = "〇一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Numbering:
    """The lists of one file, and how far each has counted."""

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)  # numId -> levels
    abstract: dict[str, str] = field(default_factory=dict)  # numId -> the definition it shares its count with
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)  # style -> numId and level
    _counts: dict[str, list[int]] = field(default_factory=dict)

    def before(self, paragraph: Any) -> str:  # noqa: ANN401 - lxml has no types
        """Return what Word prints before this paragraph; call it once for each, in order."""
        number, level = self._where(paragraph)
        levels = self.lists.get(number, {})
        mine = levels.get(level)
        if mine is None:
            return ""
        counts = self._counts.setdefault(self.abstract.get(number, number), [0] * _MOST_LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else mine.start
        counts[level + 1 :] = [0] * (_MOST_LEVELS - level - 1)
        if mine.form in ("bullet", "none"):
            return ""
        text = mine.text
        for at in range(level, -1, -1):
            one = levels.get(at, _Level())
            text = text.replace(f"%{at + 1}", written(counts[at] or one.start, one.form))
        return text.strip() if any(letter.isalnum() for letter in text) else ""

    def _where(self, paragraph: Any) -> tuple[str, int]:  # noqa: ANN401
        """Return the list and the level of a paragraph, its own or its style's; "" for none."""
        own = _reference(paragraph.find(f"{_W}pPr"))
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        named = self.styles.get(style.get(f"{_W}val", ""), ("", 0)) if style is not None else ("", 0)
        return (own[0] or named[0], own[1] if own[0] else named[1])


def numbering_of(package: Any) -> Numbering:  # noqa: ANN401 - python-docx has no types
    """Return the automatic numbers of an opened Word file."""
    found = Numbering()
    part = next(
        (rel.target_part for rel in package.part.rels.values() if rel.reltype.endswith("/numbering")), None
    )
    if part is None:
        return found
    root = part.element
    defined = {one.get(f"{_W}abstractNumId"): _levels(one) for one in root.iter(f"{_W}abstractNum")}
    for one in root.iter(f"{_W}num"):
        name, shared = one.get(f"{_W}numId", ""), _value(one.find(f"{_W}abstractNumId"))
        over = {int(two.get(f"{_W}ilvl", "0")): two for two in one.iter(f"{_W}lvlOverride")}
        found.lists[name] = _overridden(defined.get(shared, {}), over)
        found.abstract[name] = shared if not over else f"{shared}/{name}"
    for style in package.styles.element.iter(f"{_W}style"):
        number, level = _reference(style.find(f"{_W}pPr"))
        if number:
            found.styles[style.get(f"{_W}styleId", "")] = (number, level)
    return found


def written(number: int, form: str) -> str:
    """Return a number as Word's format of this name prints it."""
    if form.startswith(("chineseCounting", "taiwaneseCounting", "japaneseCounting", "ideographTraditional")):
        return _counted(number, _FIGURES, "十百千")
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _counted(number, _CAPITALS, "拾佰仟")
    if form in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join(_FIGURES[int(figure)] for figure in str(number))
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _counted(number: int, figures: str, tens: str) -> str:
    if not 0 < number < 10_000:
        return str(number)
    out, gap = "", False
    for place in range(3, -1, -1):
        figure = number // 10**place % 10
        if figure:
            out += (figures[0].replace("〇", "零") if gap and out else "") + figures[figure]
            out += tens[place - 1] if place else ""
            gap = False
        else:
            gap = True
    return out[1:] if 10 <= number < 20 and figures == _FIGURES else out


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value if number < 4_000 else 0)
        number %= value
    return out


def _levels(definition: Any) -> dict[int, _Level]:  # noqa: ANN401
    return {int(one.get(f"{_W}ilvl", "0")): _level(one) for one in definition.iter(f"{_W}lvl")}


def _level(element: Any) -> _Level:  # noqa: ANN401
    start = _value(element.find(f"{_W}start"))
    form, text = _value(element.find(f"{_W}numFmt")), _value(element.find(f"{_W}lvlText"))
    return _Level(int(start) if start.isdecimal() else 1, form or "decimal", text[:40])


def _overridden(levels: Mapping[int, _Level], over: Mapping[int, Any]) -> dict[int, _Level]:
    found = dict(levels)
    for at, element in over.items():
        inner, start = element.find(f"{_W}lvl"), _value(element.find(f"{_W}startOverride"))
        one = _level(inner) if inner is not None else found.get(at, _Level())
        found[at] = _Level(int(start), one.form, one.text) if start.isdecimal() else one
    return found


def _reference(properties: Any) -> tuple[str, int]:  # noqa: ANN401
    """Return numId and level of paragraph properties, ("", 0) for none."""
    held = properties.find(f"{_W}numPr") if properties is not None else None
    if held is None:
        return "", 0
    level = _value(held.find(f"{_W}ilvl"))
    return _value(held.find(f"{_W}numId")), min(int(level), _MOST_LEVELS - 1) if level.isdecimal() else 0


def _value(element: Any) -> str:  # noqa: ANN401
    return element.get(f"{_W}val", "") if element is not None else ""

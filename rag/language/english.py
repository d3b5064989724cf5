"""An English question -> the type of answer it asks for, and the kind of quantity.

Knows nothing of Chinese; the articles are Chinese all the same, so only the type crosses over.
"""

import re

_POSTS = (
    "person|official|leader|journalist|reporter|mayor|secretary|director|photographer|author|man|"
    "woman|writer|worker"
)
_GROUPS = (
    "compan|group|department|organi[sz]ation|bureau|institution|agency|team|unit|university|"
    "school|committee|firm|"
    "newspaper|office|association|bank|hospital|corporation|enterprise"
)
_PLACES = (
    "city|cities|county|district|province|place|village|road|street|communit|country|town|park|"
    "reservoir|area|region|"
    "location|neighbou?rhood|site|station|lake|river"
)
_UNITS: list[tuple[str, str]] = [
    (r"percent|proportion|share|rate\b|ratio", "percent"),
    (r"how much (?:money|does it cost)|cost|price|salary|invest|budget|yuan|dollar", "money"),
    (r"how (?:long|far|tall|high|deep|wide)|length|distance|height|kilomet", "length"),
    (r"\barea\b|hectare|square", "area"),
    (r"how many (?:people|persons|residents|workers|students|visitors)|population", "people"),
    (r"how (?:old)|\bage\b", "time"),
    (r"weigh|tonnes|tons", "weight"),
]
_RULES: list[tuple[str, str]] = [
    (
        "title",
        r"\b(?:title|headline|heading) of\b|\bheadline\b|\bentitled\b|\bwhich (?:article|book|document|"
        r"report|essay|column|law)\b",
    ),
    (
        "title_role",
        r"\bwhat (?:position|post|job|title|office|role|rank)\b.*\b(?:hold|held|holds|have|has|serve|"
        r"occup)|\b(?:position|post|job title) (?:of|held)\b",
    ),
    (
        "quote",
        r"\bwhat (?:did|does|do|has|had) .*\b(?:say|said|says|stress|emphasi[sz]e|state|remark|tell|"
        r"point out)\b(?!.*\bshould be done\b)|\bin (?:his|her|their|whose) (?:own )?words\b|\bhow did "
        r".* (?:describe|comment|respond)",
    ),
    (
        "person",
        rf"\bwho\b|\bwhose\b|\bwhom\b|\b(?:which|what) (?:\w+ ){{0,2}}(?:{_POSTS})\b|\bname of the "
        rf"(?:\w+ ){{0,3}}(?:{_POSTS})\b",
    ),
    (
        "reason",
        r"\bwhy\b|\bhow come\b|\bwhat (?:makes|made|caused|causes|led|is the (?:reason|cause|purpose|"
        r"goal|aim))\b|\breasons?\b|\bfor what (?:reason|purpose)\b",
    ),
    (
        "time",
        r"\bwhen\b|\b(?:what|which|in what|on what) (?:year|date|day|month|time|period|season|week)\b|"
        r"\bhow long ago\b|\bby what (?:date|time)\b",
    ),
    (
        "time_length",
        r"\bhow long (?:did|does|will|do|has|have|had|was|is)\b.*\b(?:last|take|run|stay|wait|continue|"
        r"need)\b|\bhow many (?:years|days|months|weeks|hours)\b",
    ),
    (
        "number",
        r"\bhow (?:many|much|long|far|tall|large|big|old|deep|wide|high|fast|often|heavy)\b|\bwhat "
        r"(?:\w+ ){0,3}(?:percentage|percent|proportion|share|rate|number|amount|area|population|"
        r"length|size|total|figure|price|cost|ranking|rank|distance|height|weight|target rate)\b|"
        r"\bwhat is the (?:[\w-]+ ){0,5}(?:area|rate|number|population|length|size|percentage|share|"
        r"price|cost)\b",
    ),
    ("place", rf"\bwhere\b|\b(?:which|what) (?:\w+ ){{0,2}}(?:{_PLACES})"),
    ("organisation", rf"\b(?:which|what) (?:\w+ ){{0,3}}(?:{_GROUPS})\w*"),
    (
        "list",
        r"\b(?:what|which) (?:\w+ )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b|\bname "
        r"(?:the|all|three|two|four)\b|\blist (?:the|all)\b|\bwhat (?:are|were) the (?:\w+ )"
        r"{0,3}(?:\w+s)\b|\bwhich (?:\w+ )?\w+s (?:are|were|have|did|do|will)\b",
    ),
    (
        "method",
        r"\bhow (?:do|does|did|is|are|was|were|will|can|could|should|to|has|have)\b|\bwhat (?:\w+ )"
        r"?(?:measures?|steps?|methods?|means|approach|actions?|ways?|strategy|mechanism)\b|\bby "
        r"what\b|\bshould be done\b|\be-?mail\b",
    ),
    ("yes_no", r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)\b"),
    (
        "definition",
        r"\bwhat (?:is|are|was|were) (?:meant|a|an|the|\w+)|\bwhat does .* mean\b|\bdefin\w+|\bwhat "
        r"kind\b|\bwhat role\b",
    ),
]
_COMPILED = [(kind, re.compile(pattern)) for kind, pattern in _RULES]


def english_type(text: str) -> tuple[str, str, bool]:
    """Return type, kind of quantity ("" if none is asked) and whether several items are asked for."""
    several = bool(
        re.search(r"\b(?:which|what) (?:\w+ )?(?:two|three|four|five|six|seven|eight|nine|ten)\b", text)
    )
    for kind, pattern in _COMPILED:
        if pattern.search(text):
            if kind == "time_length":
                return "time", "duration", False
            if kind == "method" and re.search(r"\be-?mail\b", text):
                return "method", "contact", False
            if kind == "time" and re.search(r"\b(?:what|which) year\b", text):
                return "time", "year", False
            return kind, _unit(text) if kind == "number" else "", several or kind == "list"
    return "other", "", several


def _unit(text: str) -> str:
    if counted := re.search(r"how many ((?:[\w-]+ ){0,2}[\w-]+)", text):
        text = counted.group()
        if not re.search(_UNITS[4][0], text):
            return ""
    return next((unit for pattern, unit in _UNITS if re.search(pattern, text)), "")

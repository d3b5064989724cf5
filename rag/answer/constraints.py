"""A question -> the names and figures that it insists on: another wording may replace all its other words.

Knows nothing of scores. 2019年, 第16期, 潞城区, 许利伟 or 《求是》 stay as they are however a reader puts the question;
a text that lacks them speaks of another year, place or person.
"""

import re
from functools import lru_cache

from rag.language.names import like_person
from rag.language.places import places
from rag.language.tagging import tagged
from rag.text import simplified

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_QUOTED = re.compile(r"《([^《》]{2,30})》|“([^“”]{2,30})”|\"([^\"]{2,30})\"")
_LATIN = re.compile(r"(?<![a-z])[a-z]{2,}[a-z0-9-]*")
_UNIT = re.compile(r"(?<=..)(?:省|市|县|区|镇|乡|村)$")
_COUNTY = re.compile(r"(?:^|(?<=[^\u4e00-\u9fff]))([\u4e00-\u9fff]{2})(?:市|县|区)(?!域|间|别|分|民|场)")
# The tags by which jieba marks names, with the fewest characters from which they are trusted.
_NAMES = {"nr": 3, "nrt": 3, "ns": 2, "nt": 3, "nz": 4}

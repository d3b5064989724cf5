"""A unit or measure word -> what kind of quantity it counts, and how well two of them fit together.

Knows nothing of numbers; the tables are grammar of Chinese, not of any collection.
"""

import re

FAMILIES: dict[str, tuple[str, ...]] = {
    "money": tuple("元 块钱 块 角 分钱 美元 欧元 日元 英镑 港元 港币 卢布 美金 yuan dollars".split()),
    "length": tuple("公里 千米 英里 海里 厘米 毫米 分米 里 米 丈 尺 寸 km cm mm".split()),
    "area": tuple("平方公里 平方千米 平方米 公顷 平米 亩 ㎡ m2 m² 平方".split()),
    "volume": tuple("立方米 立方 毫升 升 方 m3 m³ l ml".split()),
    "weight": tuple("公斤 千克 毫克 克 吨 斤 两 担 kg mg".split()),
    "power": tuple("千瓦时 兆瓦时 千瓦 兆瓦 瓦 千伏安 千伏 伏 度电 度 kwh kw mw".split()),
    "speed": tuple("米每秒 公里每小时 公里/小时 米/秒 km/h".split()),
    "percent": tuple("个百分点 百分点 % ％ 成 ‰".split()),
    "people": tuple("人次 个人 人 名 位 户 口 口人 余人 居民 people persons".split()),
    "time": tuple(
        "个小时 小时 分钟 秒钟 秒 个月 个工作日 工作日 个星期 个季度 季度 星期 周岁 周年 周 年 月 "
        "日 天 岁 世纪".split()
    ),
    "temperature": tuple("摄氏度 ℃ °c".split()),
    "ratio": tuple("个百分比 倍 番 折".split()),
    "order": tuple("名次 位次 届 期 次 轮 号 版 页 章 条 款".split()),
}
# Measure words of things: each fits itself, and 个 fits nearly all of them.
CLASSIFIERS: tuple[str, ...] = tuple(
    "个 座 处 项 家 条 所 只 台 辆 套 株 棵 件 场 次 种 类 篇 部 本 张 片 块 间 栋 幢 层 盏 面 匹 "
    "头 枚 颗 粒 艘 架 列 趟 "
    "支 队 组 批 份 封 首 幅 门 道 届 期 句 轮 起 宗 例 笔 股 根 把 顶 双 对 样 方 眼 口 路 班 级 "
    "款 味 桩 扇 代 站 字 集 "
    "卷 册 页 章 节 段 排 行 圈 重 大 市 县 省 国 区 乡 镇 村 校 院".split()
)
_GENERIC = frozenset("个 项 种 类 处 件 大 样".split())


def _family_of() -> dict[str, str]:
    table: dict[str, str] = {}
    for family, units in FAMILIES.items():
        for unit in units:
            table.setdefault(unit, family)
    return table


_FAMILY = _family_of()
UNITS: tuple[str, ...] = tuple(sorted({*_FAMILY, *CLASSIFIERS}, key=lambda unit: (-len(unit), unit)))
UNIT = "(?:" + "|".join(re.escape(unit) for unit in UNITS) + ")"  # longest first, for use in a pattern


def family(unit: str) -> str:
    """Return money, length, area, ... for a unit, "thing" for a measure word, "" for neither."""
    unit = unit.lower()
    unit = unit if unit in _FAMILY else unit.lstrip("万亿千百")
    if unit in _FAMILY:
        return _FAMILY[unit]
    return "thing" if unit in CLASSIFIERS else ""


def fit(asked: str, found: str) -> float:
    """Say how well a unit that was found serves the unit that was asked for, from 0 to 1."""
    if not asked or asked == found:
        return 1.0
    if not found:
        return 0.45  # a bare number may stand before its noun: 159公厕
    wanted, given = family(asked), family(found)
    if asked in FAMILIES:  # a whole family was asked for: 多长, 多少钱
        return 1.0 if given == asked else 0.1
    if wanted == given and wanted != "thing":
        return 0.9
    if asked in _GENERIC or found in _GENERIC:
        return 0.6 if {wanted, given} <= {"thing", "people", "order"} else 0.2
    if wanted == given == "thing":
        return 0.45
    return 0.3 if {wanted, given} <= {"thing", "people", "order"} else 0.1

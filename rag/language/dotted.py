"""Text -> the foreign names in it whose parts a middle dot joins: 约瑟夫·拜登, 艾山·吾守尔, 雷·帕·泰·达尔.

Such a name is told by the characters that write foreign sounds, so that neither 民生·关注 nor 《红楼梦·石头记》 is one.
Knows no name. Reads plain text: all middle dots are one there.
"""

import re
from collections.abc import Iterator

from rag.text import HAN
from rag.text.variants import DOT

# The characters by which the tables of translated names (世界人名翻译大辞典) and of Uighur, Kazakh and Tibetan names
# write sounds; left out are those that more often begin the next word (于, 以, 因, 通).
_SOUNDS = (
    "阿埃艾爱安昂敖奥澳巴白柏拜班邦包保鲍堡贝本比彼毕边宾波伯泊勃博卜布不才采蔡策查察昌彻楚慈次茨措达大岱代戴黛丹道德登邓狄迪底蒂"
    "第丁东董都窦杜敦顿多朵俄厄恩耳尔法凡范方菲费芬丰冯佛夫弗福甫富噶嘎盖甘冈岗杠高戈哥歌格葛根贡古瓜果哈海罕汉杭豪郝赫黑亨洪胡华"
    "怀惠霍基吉济加嘉佳贾坚简江姜杰捷金津京久居君喀卡凯坎康考柯科可克肯孔库夸奎昆廓拉腊来莱赖兰朗劳老勒雷蕾楞黎理里礼利莉李历立丽"
    "连良列林琳霖龄留龙隆娄楼卢鲁陆路露伦罗洛略律吕麻马玛买迈麦曼芒茅毛梅美门蒙孟弥米密蜜棉苗敏明缪摩末莫墨默姆木穆那纳娜乃奈南"
    "瑙内尼妮年娘聂宁牛纽农浓努女诺欧帕派潘庞培佩彭蓬皮匹平婆泼珀普奇齐其契恰迁潜强乔切钦琴青琼丘屈却饶热仁日荣茹儒瑞若撒萨赛塞"
    "三桑色瑟森沙莎山珊上尚绍邵舍申森圣施诗石史士守舒朔丝思斯松颂苏素索所塔泰坦汤唐桃陶特滕藤提田铁廷亭统图土吐托陀瓦旺万王威韦维"
    "伟薇魏温文翁沃乌吾伍武兀西希席锡熙夏香祥萧肖歇谢辛欣新姓幸休修许逊雅亚娅延扬杨耶叶伊依宜义银英永尤约云宰赞藏泽曾扎詹张哲"
    "则合央旦珠仓珍真芝治智朱竺卓兹孜子宗祖佐滋牙"
)
_PART = rf"(?:[{_SOUNDS}]{{1,10}}|[A-Z][a-z]{{0,14}}\.?)"
_NAME = re.compile(rf"{_PART}(?:{DOT}{_PART})+")
_TAILS = {  # words before a name whose last letter writes sounds too
    "总统", "总理", "经理", "博士", "院士", "女士", "男士", "爵士", "护士", "战士", "人士", "骑士", "王子", "男子",
    "女子", "孩子", "儿子", "妻子", "国王", "女王", "丈夫", "大夫", "大哥", "大娘", "大妈", "姑娘", "歌手",
}  # fmt: skip
_NEXT = re.compile(  # what goes on after a name with a letter that writes sounds too
    "不[是会再仅但肯得断]|都[是在有会说]|来[到自说了过]|来?(?:说|表示|介绍)|提[出到醒议交]|上[台任月周]|第[一二三四]|"
    "方面|所[说在有]|已|日前|今[年天日]|大[声力]|道[：:，]|才[是能]"
)
_MOST = 24  # characters of a whole name


def dotted(text: str) -> Iterator[tuple[int, int]]:
    """Yield where foreign names stand."""
    for match in _NAME.finditer(text) if DOT in text else ():
        start, end = _start(text, match), _end(text, match)
        if end - start <= _MOST and not _of_a_work(text, start):
            yield start, end


def _start(text: str, match: re.Match[str]) -> int:
    """Return where the first part begins: behind a post whose last letters write sounds too, 总统 or 博士."""
    start, dot = match.start(), text.index(DOT, match.start())
    for at in (start + 1, start + 2):
        if at < dot and text[max(0, at - 2) : at] in _TAILS:
            return at
    return start


def _end(text: str, match: re.Match[str]) -> int:
    """Return where the last part ends: before a word that goes on after a name."""
    last = text.rfind(DOT, match.start(), match.end()) + 1
    return next((at for at in range(last + 1, match.end()) if _NEXT.match(text, at)), match.end())


def _of_a_work(text: str, start: int) -> bool:
    """Say whether a name stands in the name of a work."""
    return bool(re.search(rf"《[{HAN}{DOT}]*$", text[max(0, start - 12) : start]))

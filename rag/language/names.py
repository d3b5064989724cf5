"""Text -> the names of people in it, and how much a stretch of text looks like a person, a place or a body.

Knows surnames, posts and the suffixes of Chinese names; knows no person, place or body by name.
"""

import re
from collections.abc import Iterator

from rag.language.dotted import dotted
from rag.language.tagging import tagged
from rag.text import HAN

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅"
    "方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左"
    "柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦"
    "戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储"
    "原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸"
    "雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由"
)
_COMPOUND = (
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|司徒|端木|夏侯|宇文|长孙|轩辕|呼延|南宫|完颜|爱新觉罗"
)
_POST = (
    "书记|局长|市长|县长|区长|省长|镇长|乡长|村长|州长|厅长|部长|院长|校长|馆长|所长|站长|处长|"
    "科长|主任|主席|会长|社长|行长|台长|团长|"
    "董事长|经理|总裁|总监|工程师|教授|专家|代表|委员|常委|秘书长|干事|干部|负责人|支书|队长|组长|"
    "班长|厂长|店长|园长|记者|作者|编辑|"
    "通讯员|网格员|评论员|讲解员|驾驶员|摄影|摄|理事长|检察长|法官|民警|医生|护士|老师|教师|学生|"
    "司机|同志|先生|女士|大爷|大妈|老人|村民|"
    "居民|市民|商户|群众|员工|职工|工人|创始人|师傅|总理|党员|战士|院士|选手|冠军|传承人|业主|"
    "店主|返乡青年|农民|总统|首相"
)
_AFTER = (
    "说|表示|介绍|指出|强调|认为|告诉|坦言|感慨|带领|主持|出席|参加|率|深入|宣布|作|在|到|对|向|"
    "就|也|还|等|和|与|同志|先生|女士|一行|"
    f"谈|讲|走|笑|正|来|为|是|的|高兴|激动|自豪|一边|摄|文(?![{HAN}])|报道|担任|任|指|提出|要求|调研|接受|从|"
    "用|把|将|代表|前往|分别|于|因|已|曾|获|凭|当|先后|今年|去年|昨|日前|会见|开|给|让|被|向着|"
    "深有|没有|每天|和他|带着|回忆|解释|透露|补充|写道|呼吁|建议|反映|赶到|赶来|抵达"
)
_GIVEN = f"[{HAN}]"
_FAMILY = f"(?:{_COMPOUND}|[{SURNAMES}])"
_NAME = rf"(?:(?:{_COMPOUND}){_GIVEN}{{1,2}}|[{SURNAMES}]{_GIVEN}{{1,2}}?)"
# What follows a name and is seldom a part of one. Any letter may be given to a child (王和平, 岳清和, 司马和), so a
# name goes as far as one of these; only where none follows may it end before 和, 为 or 来.
_ENDS_NAME = (
    r"[\s，,。、；;：:！？!?）)（(”’\"]|说|表示|介绍|指出|强调|认为|告诉|坦言|感慨|带领|主持|出席|参加|宣布|"
    r"担任|报道|提出|要求|调研|前往|同志|先生|女士|一行|回忆|解释|透露|补充|写道|呼吁|建议|$"
)
_TITLED = re.compile(
    rf"(?:{_POST})[\s：:，,]?(?:(?P<name>{_FAMILY}{_GIVEN}(?=(?:{_ENDS_NAME}))|{_FAMILY}{_GIVEN}{{2}}(?=(?:{_ENDS_NAME})))|"
    rf"(?P<before>{_NAME})(?={_AFTER}))"
)
_SIGNED = re.compile(rf"(?:{_POST})[\s：:](?P<name>{_NAME}(?:[\s、]{_NAME}){{0,4}})(?=\s|$|[）)])")
# Somebody is given a post or loses it: 白若川为县交通运输局局长, 免去罗远舟的县交通运输局局长职务.
_LEADS = "".join(f"|(?<={verb})" for verb in "任命 决定 选举 推选 聘任 聘请 提名 补选 增补".split())
_GETS = "被任命为|任命为|当选为?|担任|出任|接任|兼任|升任|调任|转任|改任|任|为"
_APPOINTED = re.compile(
    rf"(?:(?<![{HAN}·]){_LEADS})(?!任命|任免|聘任)(?P<name>{_FAMILY}{_GIVEN}{{1,2}})"
    rf"(?=(?:同志)?(?:{_GETS})[{HAN}（）、]{{0,30}}?(?:{_POST})(?:(?![{HAN}])|职务|一职|期间|以来|之?后|时|兼))"
)
_REMOVED = re.compile(
    rf"(?:(?<![{HAN}·])|(?:免去|撤销|罢免|接受)[：:]?)(?P<name>{_FAMILY}{_GIVEN}{{1,2}})"
    rf"(?=(?:同志)?(?:的|辞去(?:的|其)?|原任)[{HAN}（）、]{{2,30}}?职务)"
)
_SPEAKS = re.compile(
    rf"(?<![{HAN}])(?P<name>{_NAME})(?=表示|介绍|说(?![明法话服不])|指出|强调|坦言|告诉|"
    rf"感慨|主持|出席)"
)
_ALONE = re.compile(
    rf"(?:(?:{_COMPOUND}){_GIVEN}{{1,2}}|[{SURNAMES}]{_GIVEN}{{1,2}}|{_GIVEN}{{1,10}}(?:·{_GIVEN}{{1,10}})+)"
)
_WHAT_PEOPLE_HAVE = "感率型类"
_NOT_ENDING = re.compile(f"[{_WHAT_PEOPLE_HAVE}]$")  # 群众幸福感: what people have, not what they are called
_MAY_END = re.compile(
    "[让来正向开给当](?=[、，,。；;：:\\s]|$)"
)  # these want an object: without one they end a name
_NOT_GIVEN = re.compile("[的了在是和与及等说为对也都就着过之们这那个有将把被从到这并]")

_PATTERNS = ((_SIGNED, 1.0), (_TITLED, 1.0), (_APPOINTED, 0.95), (_REMOVED, 0.95), (_SPEAKS, 0.9))
_CERTAIN = (
    _TITLED,
    _APPOINTED,
    _REMOVED,
)  # what surrounds a name tells where it ends, whatever its letters are

PLACE = re.compile(
    "(?:省|市|县|区|旗|乡|镇|村|屯|庄|州|国|街道|社区|小区|园区|片区|景区|开发区|新区|大道|公路|"
    "高速|铁路|通道|路|街|巷|弄|桥|隧道|"
    "水库|公园|花园|广场|山|岭|峡|河|江|湖|海|岛|湾|港|站|机场|车站|大厦|中心|会议室|礼堂|体育场|"
    "体育馆|图书馆|博物馆|纪念馆|故居|"
    "世界|乐园|度假村|寺|庙|塔|宫|城|市场|商圈|项目|之家|基地|校区|工地|现场|带|院|楼|馆|厂|场|"
    "地区|平原|高原|盆地|沿线|流域)$"
)
BODY = re.compile(
    "(?:公司|集团|企业|银行|局|厅|部|委|署|处|科|组|院|校|所|站|社|会|团|队|办|办公室|中心|政府|"
    "党委|机关|法院|检察院|大学|学院|中学|"
    "小学|医院|协会|学会|联盟|基金会|支部|单位|部门|委员会|研究院|研究所|兵团|军|报|日报|晚报|"
    "电视台|馆|厂|店|机构|组织|工会|联合会|"
    "评论员|工作室|合作社|商会|俱乐部|村委|居委)$"
)
TITLE_ROLE = re.compile(
    rf"(?:{_POST}|副职|党组成员|局党组|领导|一职|职务|顾问|参谋长|政委|院士|董事|监事|总|主编|导演|会计)"
    rf"$"
)


def introduced(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield the names that stand beside a post or a verb of speaking, with how sure that is; no dictionary needed."""
    found: dict[tuple[int, int], float] = {span: 1.0 for span in dotted(text)}
    foreign = tuple(found)
    for pattern, sure in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("name" if match["name"] else "before")
            if any(first < end and start < last for first, last in foreign):
                continue
            if pattern in _CERTAIN and match["name"] and text[end - 1] not in _WHAT_PEOPLE_HAVE:
                found.setdefault((start, end), sure)
                continue
            for span in _single(text, start, end):
                found.setdefault(span, sure)
    yield from ((start, end, sure) for (start, end), sure in found.items())


def persons(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield the names of people in a text with how sure that is: beside a post or a verb of speaking, or by form."""
    seen: list[tuple[int, int]] = []
    for start, end, sure in introduced(text):
        seen.append((start, end))
        yield start, end, sure
    for word, flag, start, end in tagged(text):
        overlaps = any(start < other_end and other_start < end for other_start, other_end in seen)
        if flag.startswith("nr") and not overlaps and 2 <= len(word) <= 4 and _ALONE.fullmatch(word):
            yield start, end, 0.7


def _single(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\s、]+", text[start:end]):
        if not _NOT_GIVEN.search(match.group()[1:]) and not _NOT_ENDING.search(match.group()):
            ended = start + match.end()
            yield (
                start + match.start(),
                ended + (len(match.group()) == 2 and bool(_MAY_END.match(text, ended))),
            )


def like_person(text: str) -> float:
    """Say how much a text by itself looks like one person's name, or several, from 0 to 1."""
    names = [name for name in re.split(r"[\s、，,和与及]+", text) if name]
    if not names:
        return 0.7 if _ALONE.fullmatch(text) else 0.0
    return max(_one_person(text), sum(_one_person(name) for name in names) / len(names))


def _one_person(name: str) -> float:
    if _ALONE.fullmatch(name):
        known = tagged(name)
        if len(known) == 1 and not known[0][1].startswith("nr") and len(name) < 4:
            return 0.35  # a word of the dictionary that happens to begin like a name: 高铁, 方案
        return 0.7 if _NOT_GIVEN.search(name[1:]) else 1.0  # 王和平, 李为民: less often a name, but one
    if len(name) <= 24 and any(sure >= 0.7 and end == len(name) for _, end, sure in persons(name)):
        return 0.75  # 网格员宋肖楠
    return 0.1


def like_place(text: str) -> float:
    """Say how much a text looks like a place, from 0 to 1."""
    return _by_suffix(text, PLACE, "ns")


def like_body(text: str) -> float:
    """Say how much a text looks like an organisation, from 0 to 1."""
    return _by_suffix(text, BODY, "nt")


def _by_suffix(text: str, suffix: re.Pattern[str], flag: str) -> float:
    items = [item for item in re.split(r"[、，,和与及]", text.strip('“”‘’"《》')) if item]
    if not items:
        return 0.0
    good = sum(
        bool(suffix.search(item)) or any(tag == flag for _, tag, _, _ in tagged(item)[-1:]) for item in items
    )
    return (0.3 if len(text) > 40 else 0.4) + 0.6 * good / len(items) - (0.3 if len(text) > 40 else 0.0)

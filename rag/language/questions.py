"""A question -> what it asks for: one of the answer types, the measure word, the thing, how many items.

Knows the grammar of questions (Chinese, colloquial, traditional, keywords; English in its own file), no collection.
"""

import re
from dataclasses import dataclass
from re import Pattern

from rag.language.english import english_type
from rag.language.measures import UNIT
from rag.text import fold

TYPES = (
    "number person organisation place time title_role definition list reason method quote yes_no title other".split()
)
MOST = 2000  # characters of a question that are looked at; longer ones are refused before they come here
_DIGITS = {"两": 2, "俩": 2, "仨": 3} | {char: n for n, char in enumerate("零一二三四五六七八九十")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for."""

    type: str
    measure: str = ""  # 座 in 多少座公厕; a family of units (money, length, percent ...) where no word is named
    thing: str = ""  # 公厕 in 多少座公厕
    count: int = 0  # how many items are asked for: 哪七个方面 -> 7; 0 = not said
    several: bool = False  # more than one item is expected
    start: int = 0  # where the asking words stand in the folded question
    end: int = 0
    keyword: bool = False  # nothing but key words: 翼城 县委书记
    english: bool = False


_WHAT = "(?:什么|啥|何种|哪种|哪一种|怎样的|什么样的|怎么样的)"
_WHICH = "(?:哪一|哪)"
_N = "[一二两三四五六七八九十几\\d]*"
_POST = (
    "书记|局长|市长|县长|区长|省长|镇长|乡长|村长|州长|厅长|部长|院长|校长|馆长|所长|站长|处长|科长|主任|主席|会长|董事长|经理|总裁|"
    "总监|总工程师|工程师|教授|专家|代表|委员|常委|秘书长|干部|领导|负责人|一把手|老板|队长|组长|班长|记者|作者|编辑|编剧|导演|主编|"
    "发言人|通讯员|网格员|评论员|理事长|首席执行官|检察长|法官|警察|民警|医生|大夫|老师|教师|学生|司机|演员|歌手|运动员|教练|冠军|"
    "同志|先生|女士|大爷|大妈|老人|村民|居民|市民|男子|女子|人"
)
_WORKS = "文章|稿子|稿件|报道|评论|新闻|消息|书|文件|纲要|规划|条例|报告|通知|意见|方案|法律|法规|电影|歌曲?|歌|剧|专栏|栏目|课题|论文|刊物|杂志|诗"
_ORGANISATIONS = (
    "公司|企业|单位|部门|机构|组织|兵团|集团|局|委员会|学校|大学|中学|小学|医院|银行|团队|报社|媒体|协会|基金会|政府|党组|厂家?|商家|"
    "乐队|球队|机关|支部|党支部|军队|部队|研究所|联盟|平台公司|店"
)
_PLACES = (
    "地方|地区|城市|省份?|直辖市|市|县|区县|县区|区|乡镇|乡|镇|村子?|村庄|街道|社区|小区|国家|乐园|水库|公园|路段|路|街|巷子?|广场|"
    "景区|景点|片区|项目|工地|楼盘|集市|市场|山|河流?|江|湖|岛|桥|站|机场|车站|港口?|会场|会议室|酒店|宾馆|省市|高速|铁路|线路|场馆|纪念馆"
)
_NOUN_ENDS = "(?:(?![\u4e00-\u9fff])|(?=[的是在里有上去来看考调全被开进建为由到和给对做办能会要还发承负主]))"
# Order matters: the first row that matches decides. Each is a rule of grammar with its asking words as group 0.
_RULES: list[tuple[str, str]] = [
    ("title", rf"(?:主?标题|题目|题名|篇名|书名|栏目名|片名)(?:叫|是|为)?(?:作)?(?:什么|啥|$)|{_WHAT}(?:主?标题|题目|书名)"),
    ("title", rf"(?:什么|啥|{_WHICH}[一几两三]?[篇本部份首册]|哪一?个|哪些)(?:\w{{0,6}}?)(?:{_WORKS})"),
    ("title_role", rf"(?:什么|啥|何|{_WHICH}{_N}[个项些]?)(?:\w{{0,2}}(?:职务|职位|官职|岗位|头衔|职称)|[职官](?!员|方|网))"),
    ("title_role", r"(?:职务|职位|头衔|职称|官职)(?:是|叫|为)?(?:什么|啥|哪些|$)|(?:担任|兼任|出任|现任|任)(?:了|着|的|过|是)?(?:什么|啥|何|哪|$)"),
    ("quote", r"(?:怎么|咋|怎样|如何|咋个)(?:说|讲|评价|形容|表态|回应|回答|解释|描述|看待|看(?!病|守|护|管))"),
    ("quote", r"(?:说|讲|表示|指出|强调|谈到|提到|写道|提出|介绍|谈)(?:了|过|的)?(?:些|点)?(?:什么|啥|哪些话?)(?!要|是)(?=话|呢|$)"),
    ("quote", r"哪一?句话?|(?:什么|啥)(?:话|口号|理念|原话|名言|说法)|原话|[前后上下]半?句|[一二两三四五六七八九十]个字的?说法"),
    ("person", r"(?:还有)?(?:谁|何人|什么人|啥人|哪一?个人)"),
    ("list", rf"哪几[位名]|(?:都有)(?:哪些|谁|什么|啥)|哪些(?:{_POST})"),
    ("person", rf"哪一?[位名]|(?:哪一?个|什么|啥)(?:{_POST})|姓甚名谁|姓什么|姓啥"),
    ("person", rf"(?:{_POST})的?(?:名字|姓名)?(?:叫|是|名叫)(?:作)?(?:什么|啥)(?:名字?|名儿)?(?![\w])|姓名(?:是|叫)?(?:什么|啥|$)"),
    ("reason", r"为什么|为啥|为何|何以|缘何|因何|何故|干嘛要|怎么会|咋会|(?:什么|啥)(?:原因|缘故|理由|目的)|因为(?:什么|啥)|为了(?:什么|啥)|图个?(?:什么|啥)"),
    ("reason", r"(?:原因|理由|目的|缘由|意义|用意)(?:是|在于|有|都?是)?(?:什么|啥|哪些|何在|$)"),
    ("yes_no", r"是不是|是否|有没有(?!什么|啥|哪)|能不能|可不可以|会不会|对不对|要不要|该不该|能否|可否|会否"),
    ("time", r"什么时候|啥时候?|何时|多会儿|哪一?[年天日]|哪一?个?月(?:份)?|几几年|几月(?:几[日号])?|几[号日点时]|(?:什么|啥)(?:时间|日子|时节|年份|日期)|何[年月日]|哪年哪月|(?:哪个|什么)(?:年份?|月份|日子|季节|时间)"),
    ("time", r"多久|多长时间|几(?:年|天|个月|个?小时|个?星期|周|个?钟头|分钟)|多少(?:年|天)(?!产|龄|级)"),
    ("number", r"第几|多少|几(?:分之几|成)|百分之几|(?:有|占)?多(?:大|长|高|重|远|宽|深|快|厚|粗)(?!的?作用|的?意义)|几倍"),
    ("number", rf"(?<![十百千万亿好])几(?={UNIT})(?![位名](?:是|叫))(?!个?方面|个?环节|种方式|大方面|项任务)"),
    ("number", r"(?:数量|数目|人数|面积|总投资|造价|人口|票价|价格|比例|占比|比重|增速|增长率|产量|高度|长度|深度|总额|金额|电话|号码|容量|库容|产值|收入|工资|年龄|岁数|率)(?:为|是|有|达|达到|约)?(?:什么|啥)?$"),
    ("place", r"哪里|哪儿|何处|何地|(?:什么|啥)地方|(?:在|到|去|从|往|于)哪(?![一二两三四五六七八九十几些个家位年天种条项])|籍贯|哪一?[片带](?!文章)"),
    ("definition", r"什么是|啥是|何谓|何为"),
    ("place", rf"(?:{_WHICH}{_N}[个座条处片块栋所]?|什么|啥)(?:[^\W是]{{0,8}}?)(?:{_PLACES}){_NOUN_ENDS}"),
    ("place", rf"(?:{_PLACES})(?:名字)?[，,]?(?:叫|名叫|名为|名字是)(?:作|做)?(?:什么|啥)"),
    ("place", rf"{_WHICH}{_N}(?:[条座处片块栋])\w{{0,4}}?(?:{_PLACES})|{_WHICH}{_N}[处块座]"),
    ("organisation", rf"{_WHICH}[一两几三四]?家|(?:{_WHICH}{_N}[个所些支]?|什么|啥)(?:[^\W是]{{0,8}}?)(?:{_ORGANISATIONS}){_NOUN_ENDS}"),
    ("organisation", rf"(?:{_ORGANISATIONS})(?:名字)?[，,]?(?:叫|名叫|名为|名字是)(?:作|做)?(?:什么|啥)"),
    ("definition", r"(?:什么|啥)意思|指的?(?:是|啥|什么)|意味着(?:什么|啥)|(?:什么|啥|怎样的?)(?:新|样的?新?)?(?:角色|作用|地位|定位|目标|主线|关系|概念|含义|身份|性质|特点|品格|群体|样子)"),
    ("list", r"哪些|分别(?:是|为|指|叫)|哪[几二两三四五六七八九十]+(?:个|项|种|大|点|方面|件|条|重|类|样|句|步|层|对|道)|(?:都|包括|包含|还有)(?:有|了)?(?:什么|啥)"),
    ("list", r"(?:什么|啥).{1,14}(?:什么|啥)|(?:有|存在|面临|带来|取得)(?:了)?(?:些)?(?:什么|啥)(?:问题|好处|特点|优势|困难|成绩|变化|危害|影响|条件|要求|内容)|第[一二三四五六七八九十\d]+[项条点个]是(?:什么|啥)"),
    ("method", r"怎么(?!样|着?$)|咋(?!样)|如何|怎样(?!的)|(?:通过|靠|依靠|借助|凭借?|利用|拿|用|以|按照|采用|采取)了?(?:什么|啥|何|哪)"),
    ("method", rf"{_WHAT}(?:\w{{0,5}}?)(?:办法|方式|方法|举措|措施|手段|途径|渠道|模式|打法|制度|机制|行动|做法|招数?|步骤|平台)"),
    ("method", r"(?:邮箱|电子邮件|网址|微信号?|联系方式)(?:地址)?(?:是|为|叫)?(?:什么|啥|多少|$)|有何打算|什么打算|啥打算"),
    ("definition", r"怎样的|什么样|啥样|怎么样|咋样|何种|(?:是|为|叫|做|当)(?:做|作|个)?(?:什么|啥)(?!名字?)"),
    ("list", r"^(?:列出|列举)|(?<![第])[二两三四五六七八九十]+(?:个|大|项|种|条|点|方面)\w{0,6}$"),
    ("yes_no", r"(?:吗|嘛|不成|了没有?|没有|了不|与否|(?<!什)(?<!怎)(?<!这)(?<!那)(?<!多)么)$|(?P<v>[\w])不(?P=v)(?:\w{0,3})$|[\w]不$|[\w]没$"),
]
_KEYWORD_RULES: list[tuple[str, str]] = [
    ("person", rf"(?:{_POST}|姓名|名字|创始人|发明人|署名|主讲人|主持人)$"),
    ("time", r"(?:时间|日期|年份|时候|期限|日子|工期|生日)$"),
    ("place", r"(?:地址|地点|位置|籍贯|会场|地方|县区|区县|所在地|出生地|产地|城市|去处)$"),
    ("number", r"(?:数|量|额|率|数字|多高|多大|指标|年限|分数|得分|排名|名次)$"),
    ("reason", r"(?:原因|理由|目的|起因)$"),
    ("method", r"(?:办法|做法|方法|措施|举措|方式|途径|步骤|流程|邮箱)$"),
    ("definition", r"(?:含义|定义|意思|概念|简介|定位|作用|角色)$"),
    ("organisation", r"(?:单位|部门|公司|企业|机构|主办方)$"),
    ("title", r"(?:标题|题目|篇名|书名)$"),
    ("list", r"(?:名单|内容|问题|特点|任务|种类|类型|包括|目标|清单|成员)$"),
]
_COMPILED: list[tuple[str, Pattern[str]]] = [(kind, re.compile(pattern)) for kind, pattern in _RULES]
_KEYWORDS: list[tuple[str, Pattern[str]]] = [(kind, re.compile(pattern)) for kind, pattern in _KEYWORD_RULES]
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|【[^】]*】|\"[^\"]*\"")
_ASKING = re.compile(r"谁|哪|什么|啥|何|怎|咋|多少|几|吗|是否|是不是|有没有|多[大长高重远宽深久]")
_TAIL = re.compile(r"[\s?？!！。.…~,，、;；:：]+$|(?:呢|呀|啊|哩|哦|嘞|来着|的呢|哈|啦|哇)[\s?？!！。.]*$")
_MEASURED = "(?:个|项|种|大|点|方面|件|条|重|类|样|处|座|位|名|家|所|句|步|片)"
_NAMED = re.compile(rf"(?<![第十百千万\d])([二两三四五六七八九十]|1?\d){_MEASURED}")
_BEFORE = re.compile(rf"(?<![第十百千万\d])([二两三四五六七八九十]){_MEASURED}?\W*\w{{0,4}}\W*(?:分别|各)(?:是|为|指)?$")
# 多大 and its like name no unit: the kind of quantity is read off the noun.
_SIZES = {"长": "length", "远": "length", "高": "length", "宽": "length", "深": "length", "厚": "length", "重": "weight"}
_NOUN_UNITS: list[tuple[str, str]] = [
    (r"份额|比例|占比|比重|百分|率(?!先|领)|几成|占.{0,12}多少(?!\w)", "percent"),
    (r"钱|价格|票价|投资|收入|工资|造价|产值|资金|金额|总额|补贴|奖金|贷款|费", "money"),
    (r"面积|占地|地方|平方", "area"),
    (r"库容|容积|蓄水", "volume"),
    (r"年龄|岁", "time"),
    (r"人口|人数|人员", "people"),
    (r"里程|全长|总长|加起来有多长|距离", "length"),
    (r"产量|重量", "weight"),
]


def mask_quotes(text: str) -> str:
    """Return the text with everything between quotation marks blotted out, same length: it asks nothing."""
    return _QUOTED.sub(lambda match: match.group()[0] + "＊" * (len(match.group()) - 2) + match.group()[-1], text)


def understand(question: str) -> Asked:
    """Return what a question asks for."""
    text = mask_quotes(fold(question[:MOST]).text).rstrip()
    while (bare := _TAIL.sub("", text)) != text:
        text = bare
    letters, han = len(re.findall(r"[a-z]", text)), len(re.findall(r"[\u3400-\u9fff]", text))
    if letters > 2 * han:
        kind, measure, several = english_type(text)
        return Asked(kind, measure, several=several, end=len(text), english=True)
    for kind, pattern in _COMPILED:
        if match := pattern.search(text):
            return _complete(kind, text, match.start(), match.end())
    for kind, pattern in _KEYWORDS:
        if match := pattern.search(text):
            return Asked(kind, _unit_by_noun(text) if kind == "number" else "", keyword=True, start=len(text))
    return Asked("other", keyword=not _ASKING.search(text), start=len(text), end=len(text))


def question_type(question: str) -> str:
    """Return the type of answer that a question asks for, one of TYPES."""
    return understand(question).type


def _complete(kind: str, text: str, start: int, end: int) -> Asked:
    """Add what is counted, of what, and how many items are wanted."""
    words, keyword = text[start:end], not _ASKING.search(text)
    if kind == "number":
        measure, thing = _counted(text, start, end)
        return Asked(kind, measure, thing, start=start, end=end, keyword=keyword)
    if kind == "time" and (match := re.search(r"(?:几|多少)(个?(?:年|天|月|小时|星期|周|钟头|分钟))", words)):
        return Asked(kind, "duration" if match.group(1) != "月" else "", start=start, end=end)
    if kind == "time" and re.search(r"多久|多长", words):
        return Asked(kind, "duration", start=start, end=end)
    if kind == "method" and re.search(r"邮箱|邮件|网址|微信|联系方式", words):
        return Asked(kind, "contact", start=start, end=end)
    count = _items(text, start, end) if kind not in ("quote", "reason", "yes_no", "title") else 0
    several = kind == "list" or count > 1 or bool(re.search(r"哪些|哪几|分别|都有|还有", text))
    return Asked(kind, count=count, several=several, start=start, end=end, keyword=keyword)


def _items(text: str, start: int, end: int) -> int:
    """Return how many items the question says there are: 哪七个方面, 四个“不”分别是; 0 when it does not."""
    named = _NAMED.search(text, start, min(len(text), end + 6)) or _BEFORE.search(text[:end])
    if not named:
        return 0
    digits = named.group(1)
    return int(digits) if digits.isdigit() else _DIGITS.get(digits, 0)


def _counted(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the measure word and the thing that 多少 or 几 counts."""
    words, after, before = text[start:end], text[end:], text[:start]
    if re.search(r"分之几|几成", words):
        return "percent", ""
    unit = re.match(rf"[\s]*((?:{UNIT}))", after)
    measure = unit.group(1) if unit else ""
    if measure and measure in "大市县省国区乡镇村校院路班级方口" and words.startswith("多少") and after[1:2]:
        measure = measure if after.startswith(measure + "的") else ""
    if after.startswith("钱"):
        return "money", ""
    if words.startswith("第几"):
        return measure or "order", ""
    if size := re.search(r"多([大长高重远宽深快厚粗])$", words):
        return _unit_by_noun(text) or _SIZES.get(size.group(1), ""), ""
    if not measure:
        measure = _unit_by_noun(text)
    rest = after[unit.end() :] if unit else after
    thing = re.match(r"的?([\u4e00-\u9fff]{2,8})", rest)
    if thing:
        return measure, thing.group(1)
    owner = re.search(r"([\u4e00-\u9fff]{2,8}?)(?:一共|总共|共|里|中)?(?:有|达|达到|为|是|建成|拥有)?$", before)
    return measure, owner.group(1) if owner else ""


def _unit_by_noun(text: str) -> str:
    for pattern, unit in _NOUN_UNITS:
        if re.search(pattern, text):
            return unit
    return ""

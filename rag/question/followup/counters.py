"""A question of how many, now about another thing -> the same question with the measure word of that thing.

Knows how Chinese counts kinds of things (多少座公厕, 多少处驿站, 多少名读者); nothing of articles.
"""

import re

from rag.language.measures import family
from rag.question.parse import understand
from rag.text import fold

# What ends so -> the words it may be counted with, the usual one first. The first row that fits decides.
_ROWS: tuple[tuple[str, str], ...] = (
    ("车站|电站|加油站|泵站|水站|基站", "座 个"),
    ("站|服务点|网点|点位?|景点|遗址|场所|景区|绿地|停车场|球场|工地|隐患", "处 个"),
    (
        "[^卫养民]生|人|员|者|工|师|(?<!居)民|干部|代表|孩子|儿童|老人|选手|嘉宾|专家|教练|院士|冠军",
        "名 位 个 人",
    ),
    ("公司|企业|集团|店|厂|银行|单位|商户|餐馆|超市|合作社|机构|影院|媒体|报社|俱乐部|民宿", "家 个"),
    ("学校|大学|中学|小学|幼儿园|学院|高校|医院|卫生院|养老院", "所 家 个"),
    ("列车|火车|高铁", "列 趟"),
    ("车", "辆 台"),
    ("飞机|无人机", "架"),
    ("船|艇|舰", "艘"),
    ("机器人?|设备|电脑|机组|机床|空调|收割机", "台 套"),
    ("电梯|手机|法规|作品|电影|电视剧", "部 台"),
    ("路|街|巷|河|线|线路|街道|航线|铁路|高速|建议|意见|新闻|消息", "条 个"),
    ("桥|塔|楼|城市?|山|水库|大坝|公厕|厕所|(?<!幼儿)园|馆|广场|寺|庙|码头|矿|隧道", "座 个"),
    ("树|树木", "棵 株"),
    ("花|苗|苗木", "株 盆"),
    ("书|图书|藏书|画册", "册 本"),
    ("文章|报道|论文|稿件|评论", "篇"),
    ("床位?|票|照片|图片|海报", "张 个"),
    ("家庭|农户|户|居民|人家|商铺", "户 家"),
    ("工程|措施|制度|成果|专利|指标|任务|政策|技术|纪录", "项 个"),
    ("案件|案子|提案|实事|文物|展品|展项|商品", "件 个"),
    ("演出|比赛|音乐会|讲座|招聘会|发布会|表演", "场 次 个"),
    ("植物|动物|作物|产品|品种|菜|方言", "种 个"),
    ("房|房屋|住房|民居", "套 间 栋"),
    ("[座岗车泊床]位|名额|项目|村庄?|社区|小区|乡镇|[^城]市|县|省|奖项?|团队?|方面|部门|环节|标段", "个"),
)
_COUNTED = tuple((re.compile(f"(?:{ends})$"), tuple(words.split())) for ends, words in _ROWS)
_MARKS = "“”‘’《》「」"


def recounted(question: str, new: str) -> str:
    """Return the question with the measure word that ``new`` is counted with, if ``new`` is what it counts."""
    asked = understand(question)
    if asked.type != "number" or asked.english or family(asked.measure) not in ("thing", "people"):
        return question
    named = new.strip(_MARKS)
    if asked.thing and named not in asked.thing and asked.thing not in named:
        return question
    start, end = fold(question).span(asked.end, asked.end + len(asked.measure))
    if question[start:end] != asked.measure:
        return question
    usual = next((words for ends, words in _COUNTED if ends.search(named)), ())
    if not usual or asked.measure in usual:
        return question
    return question[:start] + usual[0] + question[end:]

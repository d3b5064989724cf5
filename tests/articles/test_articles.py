"""A newspaper page becomes its stories: boundaries, headlines, parts, kinds, furniture."""

import json
from pathlib import Path

import pytest

from benchmarks.pages import VARIANTS, Story, make_page
from benchmarks.pages import stories as news_stories
from benchmarks.segmentation import Figures, gold_pages, measure
from rag.articles import find_articles
from rag.types import Article, Document

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "articles.json"
NEWS = ROOT.parent / "shared" / "data" / "news" / "docs_20k.jsonl.gz"
SEEDS = ROOT / "seeds"

HARVEST = (
    "本报讯（记者王小明）7月15日，全县小麦收割工作全面展开，各乡镇组织联合收割机下地作业，确保颗粒归仓。\n\n"
    "农机部门介绍，今年小麦种植面积达二十万亩，预计总产量比去年增加一成，收割机手昼夜轮班作业。"
)
LIBRARY = (
    "本报讯（记者李红）近日，市图书馆新馆建成开放，馆内设有儿童阅览区、自习室和报告厅，藏书超过百万册。\n\n"
    "读者凭身份证即可入馆借书，图书馆还将举办读书沙龙和少儿绘本活动，方便市民阅读。"
)
BRIDGE = (
    "本报讯（记者赵刚）7月14日，跨河大桥顺利合龙，施工单位克服汛期影响，提前一个月完成主桥施工任务。\n\n"
    "大桥全长一千二百米，建成后两岸车程由四十分钟缩短至五分钟，大桥计划明年通车。"
)


def find(text: str) -> list[Article]:
    return find_articles(Document("页.txt", "text/plain", "", text, "utf-8", "text"))


def news(text: str) -> list[Article]:
    return [article for article in find(text) if article.kind != "furniture"]


def furniture(text: str) -> list[str]:
    return [
        line for article in find(text) if article.kind == "furniture" for line in article.text.split("\n")
    ]


def seed(start: str) -> list[Article]:
    (path,) = SEEDS.glob(start + "*.txt")
    return find(path.read_text("utf-8"))


def titles(text: str) -> list[str]:
    return [article.title for article in news(text)]


def test_headlines_above_their_stories() -> None:
    text = f"全县小麦收割全面展开\n\n{HARVEST}\n\n市图书馆新馆建成开放\n\n{LIBRARY}\n\n跨河大桥顺利合龙\n\n{BRIDGE}\n"
    assert titles(text) == ["全县小麦收割全面展开", "市图书馆新馆建成开放", "跨河大桥顺利合龙"]


def test_headlines_below_their_stories() -> None:
    text = f"{HARVEST}\n\n全县小麦收割全面展开\n\n{LIBRARY}\n\n市图书馆新馆建成开放\n\n{BRIDGE}\n\n跨河大桥顺利合龙\n"
    found = news(text)
    assert [article.title for article in found] == [
        "全县小麦收割全面展开",
        "市图书馆新馆建成开放",
        "跨河大桥顺利合龙",
    ]
    assert all(article.text.startswith(article.title) for article in found)


def test_one_headline_above_and_the_next_below_with_nothing_between_the_stories() -> None:
    text = f"全县小麦收割全面展开\n\n{HARVEST}\n\n{LIBRARY}\n\n市图书馆新馆建成开放\n"
    assert titles(text) == ["全县小麦收割全面展开", "市图书馆新馆建成开放"]


def test_the_parts_of_a_headline_come_first_and_in_order() -> None:
    head = "县长检查夏收工作时强调\n\n## 全县小麦收割全面展开\n——二十万亩小麦颗粒归仓\n\n本报记者 王小明"
    text = f"{head}\n\n{HARVEST[13:]}\n"
    (article,) = news(text)
    assert [part.role for part in article.parts[:4]] == ["kicker", "title", "subtitle", "byline"]
    assert article.role("kicker") == "县长检查夏收工作时强调"
    assert article.title == "全县小麦收割全面展开"
    assert article.role("subtitle") == "——二十万亩小麦颗粒归仓"
    assert "#" not in article.text


def test_two_lines_of_one_headline_are_joined_by_one_space() -> None:
    text = f"{HARVEST}\n\n全县小麦收割展开\n农机手们昼夜轮班\n\n{BRIDGE}\n\n跨河大桥顺利合龙\n"
    assert titles(text) == ["全县小麦收割展开 农机手们昼夜轮班", "跨河大桥顺利合龙"]


def test_wrapped_lines_and_column_breaks_in_mid_sentence_are_joined() -> None:
    body = LIBRARY.replace("\n", "")
    lines = [body[at : at + 16] for at in range(0, len(body), 16)]
    lines.insert(3, "")
    (article,) = news("市图书馆新馆建成开放\n\n" + "\n".join(lines) + "\n")
    assert article.role("paragraph").replace(" ", "") == body


def test_a_jump_line_ends_a_story_and_is_kept_with_it() -> None:
    text = f"全县小麦收割全面展开\n\n{HARVEST[:-1]}，（下转第二版）\n\n跨河大桥顺利合龙\n\n{BRIDGE}\n"
    first, second = news(text)
    assert first.jump == "下转第二版"
    assert first.text.endswith("（下转第二版）")
    assert second.jump == ""


def test_slogans_prompts_labels_and_layout_credits_are_kept_but_in_no_story() -> None:
    strip, prompt, credit = (
        "牢记嘱托 感恩奋进 顽强拼搏 真抓实干",
        "扫一扫 读全文",
        "版式设计：高琪 本版图片由本报视觉中心提供",
    )
    text = f"{strip}\n\n全县小麦收割全面展开\n\n{HARVEST}\n\n{prompt}\n\n跨河大桥顺利合龙\n\n"
    text += f"{BRIDGE}\n\n\n\n绿意满城\n\n\n\n碧水萦绕\n\n{credit}\n"
    assert titles(text) == ["全县小麦收割全面展开", "跨河大桥顺利合龙"]
    assert set(furniture(text)) == {strip, prompt, credit, "绿意满城", "碧水萦绕"}
    assert not any(strip in article.text for article in news(text))


def test_a_caption_with_its_photographer_is_a_story_of_its_own() -> None:
    caption = "7月13日，航拍下的新城大道宽阔平坦、车流如织，成为市民出行的主要通道。"
    text = f"全县小麦收割全面展开\n\n{HARVEST}\n\n{caption}李红卫 摄\n\n跨河大桥顺利合龙\n\n{BRIDGE}\n"
    photo = next(article for article in news(text) if article.kind == "photo_news")
    assert photo.role("caption") == caption or photo.role("paragraph") == caption
    assert photo.role("credit") == "李红卫 摄"


def test_a_pull_quote_names_the_story_that_it_repeats() -> None:
    quote = "今年小麦种植面积达二十万亩，预计总产量比去年增加一成"
    text = f"全县小麦收割全面展开\n\n{HARVEST}\n\n跨河大桥顺利合龙\n\n{BRIDGE}\n\n{quote}，收割机手昼夜轮班作业\n"
    found = news(text)
    (box,) = [article for article in found if article.kind == "pull_quote"]
    assert box.repeats == next(article.id for article in found if article.title == "全县小麦收割全面展开")


def test_section_headings_stay_in_their_story() -> None:
    found = [article for article in seed("004") if article.kind != "furniture"]
    assert [article.title for article in found] == ["勇挑重任 高质量建设晋东南城镇圈"]
    headings = [found[0].text[part.start : part.end] for part in found[0].parts if part.role == "heading"]
    assert {
        "借势赋能融入区域协作",
        "紧盯项目构建产业集群",
        "善作善为增强竞争优势",
        "立足优势争做示范标杆",
    } <= set(headings)
    assert {"持续发力锻造城市特色", "锚定坐标勇当开路先锋"} <= set(headings)
    assert "路网贯通构筑城市“筋骨”" not in found[0].text  # a caption, far from all else


def test_a_headline_may_call_out_and_a_bracket_may_sign() -> None:
    page = f"全县开镰收麦！颗粒归仓正当时！\n\n{HARVEST}（王小明 张强）\n\n（县融媒体中心供稿）\n\n"
    page += f"新馆开了，你去看书了吗？\n\n{LIBRARY}"
    assert titles(page) == ["全县开镰收麦！颗粒归仓正当时！", "新馆开了，你去看书了吗？"]
    assert news(page)[0].role("byline") == "（县融媒体中心供稿）"


def test_a_sentence_about_reporters_is_no_byline() -> None:
    page = (
        f"全县开镰收麦 颗粒归仓正当时\n\n{HARVEST}\n\n记者随后来到县农机站看到\n\n收割机正在检修，准备下地。"
    )
    assert all("记者随后" not in article.role("byline") for article in find(page))


def test_the_larger_of_two_lines_need_not_be_the_first() -> None:
    page = f"确保颗粒归仓\n全县小麦收割工作全面展开各乡镇\n\n{HARVEST}"
    assert news(page)[0].role("kicker") == "确保颗粒归仓"


def test_a_continued_story_takes_the_headline_that_stands_garbled_in_its_middle() -> None:
    first, second = (article for article in seed("003") if article.kind != "furniture")
    assert first.title == "坚持党性党风党纪一起抓 努力营造风清气正政治生态"
    assert second.title == "走出一条中国特色城市发展道路"
    assert second.jump == "上接1版"
    assert "习近平总书记在中央城镇化工作会议上指出" in second.text


def test_what_was_printed_stays_as_it_was_read() -> None:
    assert any("党建人章" in article.text for article in seed("003"))


@pytest.mark.parametrize("number", range(3))
def test_the_pages_with_known_truth(number: int) -> None:
    if not GOLD.exists():
        pytest.skip("the truth is not in this copy")
    name, page = gold_pages(GOLD, SEEDS)[number]
    figures, articles = measure(page, name)
    assert figures.f1 >= 0.97
    assert figures.headlines >= 0.95
    truth = json.loads(GOLD.read_text("utf-8"))["files"][number]["articles"]
    for entry in truth:
        (article,) = [one for one in articles if one.kind != "furniture" and opens(one, entry["first_words"])]
        assert "".join(article.role("subtitle").split()) == "".join(entry["subtitle"].split())
        assert article.kind == {"news_digest": "digest"}.get(entry["kind"], entry["kind"])


def opens(article: Article, words: str) -> bool:
    body = "".join(article.text[p.start : p.end] for p in article.parts if p.role in {"paragraph", "caption"})
    return "".join(body.split()).startswith(words)


def test_artificial_pages_that_nobody_has_looked_at() -> None:
    if not NEWS.exists():
        pytest.skip("the news texts are not in this copy")
    from random import Random

    chance = Random(2024)
    pool = list(news_stories(NEWS, limit=120))
    total = Figures()
    for _ in range(12):
        total.add(measure(make_page(chance, chance.sample(pool, chance.randint(3, 8))))[0])
    assert total.f1 >= 0.9
    assert total.headlines >= 0.85


@pytest.mark.parametrize("variant", VARIANTS)
def test_artificial_pages_with_one_kind_of_trouble_are_printed_whole(variant: str) -> None:
    from random import Random

    told = "县里召开会议部署秋收工作。" * 3
    sentences = tuple(f"第{n}组农机手在第{n}片麦田作业，收割机昼夜轮班，粮食颗粒归仓。" for n in range(9))
    stories = [Story(f"全县秋收第{n}日见闻实录", (told, *sentences)) for n in range(4)]
    for number in range(6):
        page = make_page(Random(number), stories, variant)
        assert len(page.owners) == len(page.text), "every character has an owner"
        assert {owner for owner in page.owners if owner >= 0} == set(range(len(page.titles)))

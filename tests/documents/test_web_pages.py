"""What a saved web page says of itself: headline, newspaper, date; and what of it is no story."""

from pathlib import Path

import pytest

from rag.articles import find_articles
from rag.documents import read
from rag.types import Article, Document

BODY = (
    "本报讯（记者 林致远）6月2日，松溪县渡口大桥合龙，两岸三个乡镇的群众不再靠摆渡过河。",
    "大桥全长486米，总投资1.3亿元，工期两年零四个月，计划国庆节前通车。",
    "县交通运输局副局长卫东来说，通车以后，从河东到县医院的车程由50分钟缩短到15分钟。",
)
STORY = "".join(f"<p>{words}</p>" for words in BODY)
HEADLINE = "松溪县渡口大桥合龙"
LINKS = "".join(f"<li><a href=/{n}>南山晚报：第{n}届庙会今天开幕</a></li>" for n in range(12))
COMMENTS = "".join(
    f'<div class="comment-item"><b>网友{n}</b><p>这座桥我等了十年，终于修好了！老家的路也该修修了。</p></div>'
    for n in range(9)
)


def document(folder: Path, page: str) -> Document:
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    (found,) = read(path, path.name, pytest.fail)
    return found


def only(folder: Path, page: str) -> Article:
    (article,) = find_articles(document(folder, page))
    return article


def page(head: str, body: str) -> str:
    return f'<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", f"<h1>{HEADLINE}</h1>{STORY}"),
        (
            f"<title>{HEADLINE}_社会_松溪网</title>",
            f"<h1 class=logo><a href=/>新闻中心</a></h1><h1>{HEADLINE}</h1>{STORY}",
        ),
        (f'<meta property="og:title" content="{HEADLINE}">', f"<div class=t>{HEADLINE}</div>{STORY}"),
        (
            f"<title>{HEADLINE}-要闻-松溪网</title>",
            f"<p class=t>{HEADLINE}</p><p>2025-06-03 08:00</p>{STORY}",
        ),
        (f"<title>{HEADLINE}_要闻_松溪网</title>", f"<p><b>松溪县<br>渡口大桥合龙</b></p>{STORY}"),
        (f"<title>今日要闻--{HEADLINE}</title>", f"<h1>松溪网_要闻_本地新闻</h1><h2>{HEADLINE}</h2>{STORY}"),
        (f"<title>{HEADLINE}_要闻_松溪网</title>", STORY),
    ],
)
def test_the_headline_is_what_the_page_calls_it(tmp_path: Path, head: str, body: str) -> None:
    article = only(tmp_path, page(head, f"{body}<h3>相关阅读</h3><ul>{LINKS}</ul>"))
    assert article.title == HEADLINE
    assert all(words.replace(" ", "") in article.text for words in BODY)


@pytest.mark.parametrize(
    ("head", "line", "newspaper", "date"),
    [
        ("", "<p>2025-06-03 08:15　来源：<a href=/>松溪日报</a><a href=/r>举报</a></p>", "松溪日报", "2025-06-03"),
        ("", "<p><span>2025年6月3日 08:15</span> <span>松溪日报</span></p>", "松溪日报", "2025-06-03"),
        ('<meta property="og:site_name" content="松溪网">', "<p>发布时间：2025/6/3</p>", "松溪网", "2025-06-03"),
        ('<meta name="pubdate" content="2025-06-03">', "<p>稿源：松溪日报</p>", "松溪日报", "2025-06-03"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"松溪县渡口大桥合龙",'
            '"datePublished":"2025-06-02T16:30:00Z","publisher":{"name":"松溪日报"}}</script>',
            "", "松溪日报", "2025-06-03",
        ),
        ('<script>var publish_time = "2025-06-03";</script>', "", "", "2025-06-03"),
        ("<script>var ct = '1748908800';</script>", "", "", "2025-06-03"),
        ('<link rel="canonical" href="https://n.example.cn/2025/06/03/a1.shtml">', "", "", "2025-06-03"),
        ('<meta property="og:site_name" content="微信公众平台"><meta name="author" content="松溪发布">',
         "<p>松溪发布</p>", "松溪发布", ""),
        ("", "<p>来源：网络</p>", "", ""),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_newspaper_and_date_are_what_the_page_states(
    tmp_path: Path, head: str, line: str, newspaper: str, date: str
) -> None:
    body = f"<h1>{HEADLINE}</h1>{line}{STORY}<h3>推荐阅读</h3><ul>{LINKS}<li>南山晚报</li><li>2023-01-01</li></ul>"
    article = only(tmp_path, page(f"<title>{HEADLINE}</title>{head}", body))
    assert (article.newspaper, article.date) == (newspaper, date)
    assert all(article.evidence[name].words for name in article.evidence)


def test_the_day_of_an_event_is_not_the_day_of_a_page(tmp_path: Path) -> None:
    told = "<p>2024年5月，大桥开工。6月2日，大桥合龙，工程用时一年多，两岸群众奔走相告。</p>"
    assert only(tmp_path, page(f"<title>{HEADLINE}</title>", f"<h1>{HEADLINE}</h1>{told}{STORY}")).date == ""


def test_a_users_own_date_is_told_as_the_users(tmp_path: Path) -> None:
    (tmp_path / "page.html.json").write_text('{"date": "2025-06-05"}', encoding="utf-8")
    article = only(tmp_path, page("", f"<h1>{HEADLINE}</h1><p>2025-06-03 08:15 来源：松溪日报</p>{STORY}"))
    assert (article.date, article.evidence["date"].reason) == ("2025-06-05", "the user's own metadata")
    assert "来源" in article.evidence["newspaper"].reason


def test_comments_and_recommendations_are_no_text(tmp_path: Path) -> None:
    body = (
        f'<div class=wrap><div class=main><h1>{HEADLINE}</h1>{STORY}</div><div id="commentList">'
        f"<h3>热门评论</h3>{COMMENTS}</div><div class=more><h3>猜你喜欢</h3><p>南山晚报</p>"
        "<p>隔壁县的桥昨天也通车了。</p></div></div>"
    )
    text = only(tmp_path, page(f"<title>{HEADLINE}</title>", body)).text
    assert BODY[2] in text
    assert [words for words in ("等了十年", "热门评论", "南山晚报", "隔壁县") if words in text] == []


@pytest.mark.parametrize("style", ["visibility: hidden; opacity: 0;", "visibility:hidden", "display:none"])
def test_a_story_that_waits_for_a_script_is_read_and_remarked(tmp_path: Path, style: str) -> None:
    body = f'<h1>{HEADLINE}</h1><div id=c style="{style}">{STORY}</div><div style="display:none">扫码关注。</div>'
    found = document(tmp_path, page(f"<title>{HEADLINE}</title>", body))
    assert BODY[1] in found.text and "扫码" not in found.text
    assert "脚本" in found.metadata["warning"]


def test_a_page_saved_before_its_story_came_is_remarked(tmp_path: Path) -> None:
    found = document(tmp_path, page(f"<title>{HEADLINE}_松溪网</title>", "<div id=app><h1>松溪网</h1></div>"))
    assert "没有找到正文" in found.metadata["warning"]


def test_a_page_that_ends_in_its_middle_is_read_to_its_end(tmp_path: Path) -> None:
    head = "<div><a href=/>首页</a></div></body></html>"
    assert (
        BODY[2]
        in only(tmp_path, page(f"<title>{HEADLINE}</title>", f"{head}<h1>{HEADLINE}</h1>{STORY}")).text
    )

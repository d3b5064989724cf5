"""Keys -> the words of browsing, of links between articles and of what an addition did, in Chinese and English.

Knows nothing of where they are shown; rag.page.words.translations takes them in.
"""

BROWSE: dict[str, tuple[str, str]] = {
    # articles that belong together
    "continues": ("← 接前文", "← Continued from"),
    "continued_by": ("续文 →", "Continued in →"),
    "repeats": ("重复自", "Repeats"),
    "repeated_by": ("另有重复", "Repeated in"),
    "page_number": ("第 {page} 版", "page {page}"),
    "kind_furniture": ("版面零件", "Page furniture"),
    # the views of the articles
    "view": ("怎么看", "View"),
    "view_list": ("文章", "Articles"),
    "view_dates": ("按日期", "By date"),
    "view_people": ("人名", "People"),
    "view_numbers": ("数字", "Numbers"),
    "person": ("人物", "Person"),
    "everybody": ("所有人", "Everybody"),
    "dates_unknown": ("日期未知", "Date unknown"),
    "dates_reason": (
        "版面上没有印报头日期，文中也没有能推出日期的话",
        "no date is printed on the page, and no words in it show one",
    ),
    "found_people": ("{count} 个人名", "{count} people"),
    "found_numbers": ("{count} 个数字", "{count} numbers"),
    "names_none": ("没有符合的名字。", "No name fits."),
    "names_waiting": (
        "正在把文章里的人名和数字理出来，第一次要等一会儿。",
        "Collecting the people and numbers in the articles; the first time takes a while.",
    ),
    "names_again": ("再看看", "Look again"),
    "names_more": ("再看 {count} 个", "Show {count} more"),
    "names_places": ("{count} 处", "{count} places"),
    "names_rest": ("还有 {count} 处", "{count} more places"),
    "only_person": ("只看提到他（她）的文章", "Only articles that name this person"),
    "topic_more": ("说的人、地、事", "More about"),
    "topic_articles": ("{count} 篇文章提到", "Articles that name it: {count}"),
    "topic_posts": ("历任职务", "Posts, as printed"),
    "topic_figures": ("有关的数字", "Figures"),
    "topic_all": ("在“文章”里看这 {count} 篇", "See all of them ({count}) under “Articles”"),
    "topic_open": ("看他（她）的专页", "Page of this person"),
    "only_named": ("只看提到“{name}”的文章", "Only articles that name “{name}”"),
    "everybody_again": ("看全部", "Show all"),
    # articles looked over before they enter
    "draft_lead": (
        "点开一篇，可以改标题、报纸、日期，拆开、合并，或者不收；没有改动的照原样放入。",
        "Open an article to correct its headline, newspaper or date, to part or join it, or to leave it out; "
        "what you do not touch goes in as it is.",
    ),
    "draft_too_much": (
        "内容太多，这里不能逐篇改，会照原样放入。",
        "This is too much to be corrected here; it goes in as it is.",
    ),
    "draft_rest": ("另有 {count} 篇，照原样放入。", "{count} more articles go in as they are."),
    "draft_title": ("标题", "Headline"),
    "draft_newspaper": ("报纸", "Newspaper"),
    "draft_date": ("日期（如 2025-07-14，可以只写到月）", "Date (2025-07-14, or only the month)"),
    "draft_wanted": ("收进索引", "Take it in"),
    "draft_left_out": ("不收", "Left out"),
    "draft_merge": ("并入上一篇", "Join to the one before"),
    "draft_part": ("从这里拆成两篇", "Part the article here"),
    "draft_none": ("一篇也没有选。", "No article was chosen."),
    # what an addition did
    "report": ("这次放入的结果", "What this addition did"),
    "report_same": ("内容和索引里的一样，没有变化。", "The same is in the index already; nothing changed."),
    "report_new": ("新增 {count} 个文件", "{count} files added"),
    "report_changed": ("替换 {count} 个文件", "{count} files replaced"),
    "report_renamed": (
        "“{old}”改名为“{name}”，内容一样",
        "“{old}” is now called “{name}”, its content the same",
    ),
    "report_found": ("{articles} 篇文章，现在共 {total} 篇。", "{articles} articles; {total} in all now."),
    "report_repairs": ("修补了 {count} 处识别错误", "{count} misreadings mended"),
    "report_copy": ("与 {files} 的一字不差，只算一处", "word for word that of {files}; counts as one source"),
    "report_refused": ("没有收下", "Refused"),
    "report_remarks": ("收下了，但请留意", "Taken in, with a remark"),
    "kept_not": (
        "已移出 {name}。它的原件不在这里，要放回请再添加一次原文件。",
        "Removed {name}. Its original is not kept here; to put it back, add the file again.",
    ),
}

"""Characters that are one another's variants: old, Hong Kong and Japanese forms, radicals, middle dots.

What OpenCC turns simplified is not repeated here. Left out is what is a character of its own in today's standard
(昇, 甦, 喆 in names; 棹, 閤): two people must not become one; but for 锺, as 鍾 is turned into it or into 钟.
The groups of old forms follow the table of variant characters of 1955 (第一批异体字整理表), as far as newspapers
print them.
"""

_GROUPS = """
暗晻 翱翺 霸覇 柏栢 背揹 备俻 逼偪 痹痺 遍徧 鳖鼈 冰氷 并竝 驳駮 博愽 睬倸 参叅 策筞 插揷 察詧 场塲 敕勅 窗窓牕
锄鉏 捶搥 辞辤 匆怱悤 篡簒 脆脃 耽躭 德悳惪 堤隄 抵觝 蝶蜨 兜兠 斗鬪鬭 豆荳 睹覩 妒妬 遁遯 朵朶 跺跥 额頟 厄阨 萼蕚
尔尒 帆颿 翻飜 仿倣 附坿 赣贑 扛摃 皋臯 糕餻 稿稾 歌謌 耕畊 构搆 怪恠 罐鑵 规槼 国囯圀囻 果菓 函圅 焊銲 哄閧 欢懽
晃晄 蛔蚘 回囘廻囬 昏昬 羁覉 楫檝 碱堿鹻 剑劒劎 叫呌 剿勦 阶堦 劫刧刦 京亰 阱穽 炯烱 迥逈 纠糺 韭韮 厩廐 倦勌 坎埳
考攷 咳欬 克尅 肯肎 寇冦宼 裤袴 款欵 矿鑛 昆崐 阔濶 辣辢 赖頼 懒嬾 琅瑯 梨棃 犁犂 历歴 荔茘 隶隷 莅涖 联聨 邻隣
磷燐 吝悋 菱蔆 留畱 柳栁 龙竜 橹艪 略畧 裸躶臝 麻蔴痲 冒冐 卯夘 梅楳 觅覔 绵緜 妙玅 写冩 谟謩 亩畞畮 幕幙 拿拏
楠枏柟 闹閙 嫩嫰 你妳 年秊 捏揑 农辳 暖煖 糯穤 刨鉋 炮砲礮 碰掽踫 匹疋 毗毘 飘飃 凭凴 瓶缾 迫廹 戚慽 奇竒 棋碁 启唘
器噐 憩憇 铅鈆 潜濳 枪鎗 强彊 峭陗 锹鍫 琴琹 勤懃 寝寑 清淸 青靑 穷竆 丘坵 秋秌穐 球毬 驱駈敺 券劵 裙裠帬 韧靭靱
饪餁 绒羢毧 融螎 冗宂 软輭 蕊蘂蕋 睿叡 腮顋 伞繖 桑桒 涩澁濇 膳饍 剩賸 时旹 实寔 视眎眡 寿夀 疏疎 薯藷 漱潄 祀禩
似佀 诉愬 算筭 岁歳 锁鎻 它牠 塔墖 糖餹 藤籐 啼嗁 蹄蹏 铁鐡 筒筩 偷媮 图啚 兔兎 腿骽 拖拕 袜韈韤 蛙鼃 碗盌椀㼝 亡亾
往徃 望朢 喂餧 卫衞 吻脗 污汚 吴呉 戏戱 狭陿 仙僊 效効傚 笑咲 胁脇 携擕 鞋鞵 蟹蠏 胸胷 叙敍 恤䘏賉 婿壻 学斈 巡廵
徇狥 鸦鵶 崖崕 胭臙 岩嵒 盐塩 宴醼讌 艳豓 验騐 焰燄 雁鴈 窑窰 咬齩 耀燿 野壄 夜亱 一弌 医毉 以㠯 因囙 阴隂 姻婣
吟唫 淫婬滛 饮㱃 映暎 雍雝 寓庽 愈瘉 冤寃 猿猨 杂襍 灾烖 咱喒偺 葬塟 糟蹧 札剳 闸牐 榨搾 盏琖 照炤 浙淛 珍珎 砧碪
只秖衹 侄姪 址阯 纸帋 稚穉 置寘 钟锺 咒呪 煮煑 砖甎塼 撰譔 妆粧 庄荘 桌槕 兹玆 姊姉 棕椶 最冣 罪辠 樽罇 会㑹 产産
台枱 馆舘 峰峯 群羣 线綫 发発髪 广広 图図 气気 泽沢 战戦 续続 变変 关関 经経 单単 实実 应応 两両 边辺 铁鉄 对対
县県 团団 圆円 总総 带帯 归帰 价価
"""
VARIANTS = {variant: group[0] for group in _GROUPS.split() for variant in group[1:]}  # -> the form of today

# Radicals stand for ideographs where a font or a PDF lost the letter; those of Kangxi (U+2F00-2FD5) are in NFKC. The
# pairs are Unicode's EquivalentUnifiedIdeograph for U+2E80-2EF3, as far as they are whole characters or usual parts.
_RADICALS = (
    "⺁厂⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺜日⺝月⺞歹⺟母⺠民⺡氵⺢氺"
    "⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳罒⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹"
    "⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑长⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青"
    "⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟"
    "⻳龟"
)
RADICALS = dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))

DOT = "·"  # between the parts of a foreign name
DOTS = frozenset("・･•‧∙⋅ᐧ⸱ꞏ᛫․﹒")

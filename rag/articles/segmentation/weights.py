"""Every tuned number of the segmentation, in one place, with what it was measured on.

Units are "votes": one vote is about the weight of one weak sign. Measured with
``python benchmarks/segmentation.py`` (artificial pages) and the three pages with known truth.
"""

NEW_ARTICLE = -3.0  # a boundary needs reasons
SILENT = -1.0  # more so where no headline stands at it
NO_HEADLINE = -2.6  # a story without headline; captions, continuations and pull-quotes are excused
HEAD_ALONE = -6.0  # a headline without a story
MID_SENTENCE = -5.0  # a boundary after an unfinished sentence
NO_WORDS = -4.0  # a paragraph without words (……) does not begin a story
DATELINE_OPENS = 2.5  # "本报讯", "新华社北京7月15日电" begin a story
DATELINE_INSIDE = -6.0  # and do not stand in the middle of one
OPENING_WORDS = 0.8  # 近日, 7月14日 ... in the first sentence
AFTER_END = -2.5  # text of the same story after 下转, a closing byline or a credit
AFTER_BYLINE = -3.1  # headline lines of the same story after its byline
TITLE = 0.6  # a display line as part of a headline
TITLE_LIKENESS = 2.3  # times the share of its words that the story has
SAME_BLOCK = -6.0  # a story that begins within a block of headline lines
DECK = 1.5
BYLINE = 1.5
END_BYLINE = 0.8
LABEL = 2.5  # 编者按, 公告: headlines by their words
HEADING = 0.5  # a lone display line inside a story as its section heading
HEADING_AGAIN = -3.0  # a second one right below it
HEADING_LIKENESS = 1.6
HEADING_AMONG_LIKE = 1.2  # other lone display lines of the page are as long as this one
STAY = 3.5  # times the share of the words of the story's headline that stand below a display line
UNDATED = -0.5  # a lone line over a story without dateline or byline, on a page where stories have them
LONE_KICKER = -1.4  # a line that ends like a kicker, without a headline below it
LONE_COMMA = -0.4  # a lone line of two clauses: papers part the halves of a headline by a space
SPLIT_LINES = -1.2  # a story that begins between two display lines without blank lines or furniture
CAPTION_APART = 0.3  # a short paragraph with a photographer's credit, as a story of its own
FURNITURE = -1.0
FURNITURE_SHORT = 0.8  # photo labels: very short, far apart, in a row
FURNITURE_APART = (
    1.8  # captions: far from all else, times the share of their words that no paragraph near has
)
COHESION = 1.4  # times the logarithm of how much more alike the two sides of a gap are than is usual
COHESION_MOST = 2.5
USUAL_COHESION = (
    0.036  # between that of gaps within stories and across them; 0.042 while all pairs counted alike
)
STRETCH = 300  # characters looked at on each side of a gap
FAR_STRETCH = 1000
FAR = 0.5  # how much less likeness of the wider surroundings tells
AFFINITY = 0.7  # a paragraph's words in the headline above rather than in the one below
"""Numbers above: first set by hand on the rules of the trade; see the benchmark's report for what they reach."""

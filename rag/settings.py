"""Every tuned number with the measurement behind it, and the folders that belong to us.

Knows nothing of models, files or questions; nothing is read from the environment but the user's cache folder.
"""

import os
from pathlib import Path

VERSION = "0.1.0"
FORMAT = 2  # of an index folder; an index of another format is refused

# Passages. 220 characters: about one idea of a news story and well below the encoder's 512 positions.
PASSAGE_LENGTH = 220
PASSAGE_OVERLAP = 0  # sentences that two neighbouring windows share
PASSAGE_TAIL = 60  # a last window shorter than this joins the one before it
SENTENCE_LENGTH = 160  # a longer sentence is cut at ， or 、

# Terms. The usual BM25 constants; the document side saturates, the query side carries the rarity.
BM25_K1 = 1.2
BM25_B = 0.75

# Search. Recall@1/5/10 on the 143 answerable QA dev questions whose gold passage is known (193 passages,
# 2026-11): dense .65/.90/.94, terms .74/.91/.92, best sentence .69/.93/.96, dense + terms .79/.96/.97,
# all three .84/.96/.99. Other weights (0.5 to 2), clipped or softened scores and weighing the terms by how much
# of the question they cover move it by one or two questions: equal weights stayed while a sentence was encoded for
# itself. Out of its passage's pass its lead over the passage counts half: on 686 news calibration questions .762/.980/
# .993 (each for itself .764/.981/.993, no sentences .752/.980/.990), on QA dev .869/.966/.979 (.862/.966/.979).
READ = (
    12  # passages read for one question; with 10, the right one is missed by one question in a hundred more
)
CANDIDATE_DEPTH = 100  # rows taken from each list before they are fused
TIE_MARGIN = 16  # rows taken beyond k so that equal scores at the edge are ordered by id
TIE_DIGITS = 4  # scores equal to this many decimals are ties: engines differ in the last bits
WEIGHT_DENSE = 1.0
WEIGHT_TERM = 1.0
WEIGHT_SENTENCE = 0.5
# Chinese words that one English word is searched by: of XQuAD's English questions, see LOG.md.
MEANINGS_USED = 8
# Taken off the fused score of page furniture (slogans, photo labels, layout credits). On the 145 answerable QA dev
# questions recall@1/5/10 stays .828/.945/.972 for 0 to 5; furniture among the first ten: 28 of all questions with 0,
# 11 with 1, 2 with 2, none with 3. Asked for (版式设计是谁), it leads by far more than 2.
FURNITURE_PENALTY = 2.0

# Another search engine (rag build --store). Below this many passages it compares with every vector, as we do, and
# finds the same; above, it walks a graph (HNSW), which finds nearly the same and is faster.
ENGINE_EXACT = 1_000_000
ENGINE_BREADTH = 512  # of that walk, at least; FAISS at 128 missed none of ten among 30,000 clustered vectors
ENGINE_MOST = 16_384  # rows that Milvus gives to one question
ENGINE_ROWS = 500  # sent at a time: 2 MB with 1024 numbers a vector, of the 64 that a server takes
ENGINE_ARTICLES = 2_000  # named in one question, 40 KB; more are asked for in several
ENGINE_CONNECT, ENGINE_ANSWER, ENGINE_WRITE = 10.0, 30.0, 600.0  # seconds; then a sentence instead

# Questions.
QUESTION_LENGTH = 512  # characters; beyond it nobody asks, and the encoder would cut it anyway

# Encoder.
ENCODER = "multilingual-e5-small"  # the carried default, best of its size on Chinese retrieval (C-MTEB 59.95)
ENCODER_BATCH = 16
ENCODER_THREADS = 4  # at most; more gains little on short texts and starves the page
ENCODER_SHARD = 256  # passages embedded between two saves: what a kill can cost

# Index.
VERSIONS_KEPT = 3  # the one in use and two to roll back to: a bad build may be noticed after one more
REMOVED_UNASKED = 5  # documents that a build may take out without being asked, whatever share of all they are
ARTICLE_LENGTH = 2_000_000  # characters of one article; longer ones are refused by name


def cache_folder() -> Path:
    """Return the user's cache folder for Wenbao (``WENBAO_CACHE`` overrides the platform's own place)."""
    named = os.environ.get("WENBAO_CACHE")
    if named:
        return Path(named)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "wenbao"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wenbao"

"""What a source file may cost to read: every limit of the documents room, with its reason.

Does not know the formats; tests pass smaller limits instead of making huge files.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one file. A file beyond one of them is refused by name, never cut silently."""

    # A scanned newspaper issue of 24 broadsheet pages is about 100 MB; twice that still fits in memory twice.
    file_bytes: int = 200_000_000
    # One text of 8 million characters is some 1,500 newspaper pages: more is better given as rows.
    characters: int = 8_000_000
    # The longest file name most systems allow is 255 bytes; a path of many parts may be longer.
    name_characters: int = 1_000
    # Bound volumes of a newspaper have up to about 2,000 pages.
    pages: int = 3_000
    # Glyphs on one page: a dense broadsheet has about 12,000; a PDF may repeat glyphs to eat time.
    page_glyphs: int = 100_000
    # Scanned broadsheets at 400 dpi have 60 million pixels; a "pixel bomb" of a few KB claims billions.
    image_pixels: int = 100_000_000
    # A year of a daily paper, one file a page, is about 6,000 files.
    archive_members: int = 20_000
    # All members together, unpacked: what a build can hold in one evening.
    archive_bytes: int = 1_000_000_000
    # Chinese text deflates to about 1/3, a table of it to 1/10; bombs sit near the format's limit of 1/1032.
    archive_ratio: int = 200
    # All members together, where no single one is dense: a table of Chinese text deflates to 1/10.
    archive_whole_ratio: int = 50
    # The text that one archive, book or PDF unpacks to. A year of a daily paper has 6,000 pages of 8,000 characters;
    # 1.8 MB of members just below every limit of their own made 194 million.
    unpacked_characters: int = 60_000_000
    # The text of all files of one addition: two million passages, a night of embedding; more in several additions.
    build_characters: int = 500_000_000
    # Rows of one table of articles.
    rows: int = 1_000_000
    # Wall time for one file: text takes well under a second a page, OCR of a broadsheet page up to two minutes
    # on a busy machine, an issue has 24.
    seconds: float = 7_200.0
    # Wall time between two pages or members: one broadsheet page of OCR took four minutes on a busy machine; a page
    # that draws its letters millions of times would take the whole time of a file.
    step_seconds: float = 600.0
    # Memory of the process that reads a file, beside four times the file's own size: a PDF of 994 bytes asked for
    # 900 MB, one of 2.7 KB for more than there was. Reading an honest one takes some 200 MB.
    memory_bytes: int = 1_000_000_000
    # The same where pages are recognised as pictures: the engine itself needs more than half of it.
    picture_memory_bytes: int = 3_000_000_000
    # Attempts at a file that changes under our hands before it is named and left for the next build.
    attempts: int = 3
    # A side file (metadata.csv, page.txt.json) describes articles, it does not hold them.
    side_file_bytes: int = 5_000_000
    # One value of the user's own metadata: a headline has at most some 60 characters.
    value_characters: int = 500


LIMITS = Limits()

"""Nothing -> Gradio's theme, style sheet and script for this page; fonts of the reader's own machine only.

Knows nothing of components.
"""

import json
from importlib.resources import files

import gradio as gr

from rag.page.html import escape
from rag.page.service.stored_conversation import TURNS
from rag.page.words.translations import WORDS
from rag.settings import QUESTION_LENGTH

SANS = [
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "system-ui",
    "sans-serif",
]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Noto Sans Mono CJK SC", "monospace"]
# Gradio's own sizes are pixels, which the reader's choice of larger type would leave as they are.
TEXT = gr.themes.sizes.Size(
    name="wenbao",
    xxs="0.7rem",
    xs="0.78rem",
    sm="0.88rem",
    md="1rem",
    lg="1.18rem",
    xl="1.4rem",
    xxl="1.65rem",
)
SPOKEN = (
    "copied shared pick thanks in_line wait too_long error_title error_lost error_busy chats chats_full chats_turns "
    "chats_removed chats_lead chats_none rename delete save_name undo close_list".split()
)  # the words that the script itself shows


def style() -> str:
    """Return the style sheet, but for what document_head.py sends ahead."""
    folder = files("rag.page") / "static"
    return "\n".join(
        (folder / name).read_text(encoding="utf-8")
        for name in ("page.css", "answer.css", "article.css", "browse.css", "evaluate.css", "verify.css")
    )


def script() -> str:
    """Return the script that runs inside the bus component."""
    return (files("rag.page") / "static" / "page.js").read_text(encoding="utf-8")


def bus() -> str:
    """Return the hidden HTML of the bus component: the words the script shows and the line it shows them in."""
    words = escape(
        json.dumps(
            {key: WORDS[key] for key in SPOKEN} | {"limit": QUESTION_LENGTH, "turns": TURNS},
            ensure_ascii=False,
        )
    )
    lines = (
        '<div id="toast" role="status" aria-live="polite"></div><div id="line" role="status" hidden></div>'
    )
    return f'<span id="wenbao-words" hidden>{words}</span>{lines}'


def theme() -> gr.themes.Base:
    """Return plain Gradio: square paper, ink, one red, and no font that is fetched."""
    made = gr.themes.Base(
        primary_hue=gr.themes.colors.red,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
        text_size=TEXT,
        font=SANS,
        font_mono=MONO,
    )
    return made.set(
        body_background_fill="var(--paper)",
        body_background_fill_dark="var(--paper)",
        body_text_color="var(--ink)",
        body_text_color_dark="var(--ink)",
        body_text_color_subdued="var(--muted)",
        body_text_color_subdued_dark="var(--muted)",
        background_fill_primary="var(--sheet)",
        background_fill_primary_dark="var(--sheet)",
        background_fill_secondary="var(--paper)",
        background_fill_secondary_dark="var(--paper)",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_shadow="none",
        block_shadow_dark="none",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_label_text_color="var(--muted)",
        block_label_text_color_dark="var(--muted)",
        border_color_primary="var(--line)",
        border_color_primary_dark="var(--line)",
        border_color_accent="var(--red)",
        border_color_accent_dark="var(--red)",
        input_background_fill="var(--sheet)",
        input_background_fill_dark="var(--sheet)",
        input_border_color="var(--line)",
        input_border_color_dark="var(--line)",
        input_border_color_focus="var(--red)",
        input_border_color_focus_dark="var(--red)",
        input_placeholder_color="var(--muted)",
        input_placeholder_color_dark="var(--muted)",
        button_primary_background_fill="var(--button)",
        button_primary_background_fill_dark="var(--button)",
        button_primary_background_fill_hover="var(--button-over)",
        button_primary_background_fill_hover_dark="var(--button-over)",
        button_primary_text_color="#fff",
        button_primary_text_color_dark="#fff",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover="var(--wash)",
        button_secondary_background_fill_hover_dark="var(--wash)",
        button_secondary_text_color="var(--ink)",
        button_secondary_text_color_dark="var(--ink)",
        button_secondary_border_color="var(--line)",
        button_secondary_border_color_dark="var(--line)",
    )

"""Nothing -> the components of the page, named, in place, and still without any event.

Knows nothing of what happens when something is pressed.
"""

import gradio as gr

from rag.page.html import button, tag
from rag.page.render import article as render_article
from rag.page.render import lists as render_lists
from rag.page.tabs import theme
from rag.page.tabs.components import Add, Ask, Browse, Evaluate, Page, Verify
from rag.page.words.translations import UPLOAD_MB, UPLOADS, WORDS, say

# BrowserState always scrambles what it stores; a fixed word keeps it readable after a restart. Not a secret.
SCRAMBLE = "wenbao"
# What a run may be compared with before there is any. Gradio translates no choice, and who reads is not known yet.
COMPARED = ("last", "none")


def html(value: str, id: str, *classes: str) -> gr.HTML:
    """Return one of our own pieces of HTML, without Gradio's prose style and without a click event."""
    return gr.HTML(
        value, elem_id=id, elem_classes=list(classes), apply_default_css=False, js_on_load=None, padding=False
    )


def masthead() -> str:
    """Return the head of the page."""
    name = tag("h1", say("name")) + tag("p", say("tagline"))
    signs = (
        ("api", "{}"),
        ("larger", tag("b", "A") + "⁺"),
        ("theme", "◐"),
        ("language", say("language_short")),
        ("logout", "⏻"),  # shown to those who logged in
    )
    tools = "".join(
        button(
            tag("span", sign, class_="sign", aria_hidden="true") + tag("span", say(key), class_="label"), key
        )
        for key, sign in signs
    )
    skip = tag("a", say("skip"), class_="skip", href="#question")
    seal = tag("span", "问报", class_="seal", aria_hidden="true")
    return skip + tag("div", seal + name + tag("nav", tools, aria_label="设置 Settings"), class_="masthead")


def build(i18n: gr.I18n, suffixes: tuple[str, ...], writable: bool) -> Page:
    """Return the page; must be called inside a Blocks context."""
    html(masthead(), "head")
    bus = gr.HTML(
        "",
        html_template=theme.bus(),
        js_on_load=theme.script(),
        apply_default_css=False,
        elem_id="bus",
        padding=False,
    )
    turns = gr.HTML(
        None,
        html_template="",
        js_on_load='watch("value", () => window.wenbaoChats.keep(props.value));',
        apply_default_css=False,
        elem_id="turns",
        padding=False,
    )
    with gr.Row(elem_id="desk", equal_height=False):
        with gr.Column(elem_id="left"), gr.Tabs(elem_id="rooms"):
            ask = _ask(i18n)
            browse = _browse(i18n)
            add = _add(i18n, suffixes, writable)
            evaluate = _evaluate(i18n)
            verify = _verify(i18n)
        with gr.Column(elem_id="pane"):
            pane = html(render_article.nothing(), "reading")
    return Page(bus, turns, pane, ask, browse, add, evaluate, verify)


def _verify(i18n: gr.I18n) -> Verify:
    with gr.Tab(i18n("tab_verify"), id="verify", elem_classes=["room"]):
        html(tag("p", say("verify_lead"), class_="lead"), "verify-lead")
        draft = gr.Textbox(
            label=i18n("verify_draft"),
            placeholder=i18n("verify_hint"),
            lines=7,
            max_lines=20,
            elem_id="verify-draft",
        )
        with gr.Row():
            run = gr.Button(i18n("verify_run"), variant="primary", scale=0, elem_id="verify-run")
            stop = gr.Button(i18n("verify_stop"), scale=0, visible="hidden", elem_id="verify-stop")
        with gr.Row(visible=False, elem_id="verify-downloads") as downloads:
            md, docx, json = (
                gr.Button(i18n(f"verify_{name}"), size="sm", scale=0, elem_id=f"verify-{name}")
                for name in ("md", "docx", "json")
            )
        report = html("", "verify-report")
        kept = gr.State(None)
    return Verify(draft, run, stop, downloads, md, docx, json, report, kept)


def _dates(i18n: gr.I18n) -> tuple[gr.Textbox, gr.Textbox]:
    """Return the two ends of a time; the page's script makes them the browser's own date pickers."""
    first, last = (
        gr.Textbox(label=i18n(name), max_length=10, max_lines=1, min_width=140, elem_classes=["date-field"])
        for name in ("from_date", "to_date")
    )
    return first, last


def _ask(i18n: gr.I18n) -> Ask:
    with gr.Tab(i18n("tab_ask"), id="ask", elem_id="ask-room"), gr.Column():
        conversation = html(render_lists.getting_ready(), "conversation")
        with gr.Column(elem_id="composer"):
            with gr.Row():
                question = gr.Textbox(
                    label=i18n("ask_label"),
                    placeholder=i18n("ask_placeholder"),
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=5,
                    elem_id="question",
                    scale=1,
                    min_width=0,
                )
                send = gr.Button(i18n("ask_button"), variant="primary", elem_id="send", scale=0, min_width=64)
                stop = gr.Button(i18n("stop"), elem_id="stop", scale=0, min_width=64)
            with gr.Row(elem_id="chat-tools"):
                gr.Button(i18n("chats"), size="sm", scale=0, elem_id="all-chats")
                new = gr.Button(i18n("new_chat"), size="sm", scale=0, elem_id="new-chat")
                export_md, export_docx = (
                    gr.Button(i18n(name), size="sm", scale=0, elem_classes=["export"])
                    for name in ("export_md", "export_docx")
                )
                with gr.Accordion(i18n("narrow"), open=False, elem_id="narrow"), gr.Row():
                    paper = gr.Dropdown([], label=i18n("paper"), allow_custom_value=True, min_width=140)
                    person = gr.Dropdown([], label=i18n("person"), allow_custom_value=True, min_width=140)
                    first, last = _dates(i18n)
    return Ask(conversation, question, send, stop, paper, person, first, last, new, export_md, export_docx)


def _browse(i18n: gr.I18n) -> Browse:
    with gr.Tab(i18n("tab_browse"), id="browse", elem_classes=["room"]) as tab:
        with gr.Row():
            query = gr.Textbox(
                label=i18n("search_label"),
                placeholder=i18n("search_placeholder"),
                max_length=100,
                scale=4,
                elem_id="search",
            )
            search = gr.Button(i18n("search_button"), scale=0, min_width=72, elem_id="search-button")
        with (
            gr.Accordion(i18n("narrow"), open=False, elem_id="browse-narrow"),
            gr.Row(elem_id="browse-filters"),
        ):
            paper = gr.Dropdown([], label=i18n("paper"), allow_custom_value=True, min_width=140)
            kind = gr.Dropdown([], label=i18n("kind"), min_width=120)
            person = gr.Dropdown([], label=i18n("person"), allow_custom_value=True, min_width=140)
            first, last = _dates(i18n)
        view = gr.Radio(["list"], value="list", label=i18n("view"), show_label=False, elem_id="view")
        found = html("", "found")
    return Browse(tab, query, search, paper, kind, person, first, last, view, found)


def _add(i18n: gr.I18n, suffixes: tuple[str, ...], writable: bool) -> Add:
    with gr.Tab(i18n("tab_add"), id="add", elem_classes=["room"]) as tab:
        html(tag("p", say("add_lead" if writable else "read_only"), class_="lead"), "add-lead")
        with gr.Column(visible=writable):
            files = gr.File(
                label=i18n("add_files"),
                show_label=False,
                file_count="multiple",
                file_types=list(suffixes),
                type="filepath",
                height=150,
            )
            told = say("add_formats", formats=" ".join(suffixes), count=UPLOADS, size=UPLOAD_MB)
            html(tag("p", told, class_="facts"), "add-formats")
            paste = gr.Textbox(
                label=i18n("add_paste"),
                placeholder=i18n("add_paste_hint"),
                lines=5,
                max_lines=14,
                elem_id="add-paste",
            )
            name = gr.Textbox(label=i18n("add_name"), placeholder=i18n("add_name_hint"), max_length=100)
            with gr.Row():
                preview = gr.Button(i18n("add_preview"), scale=0, elem_id="add-preview")
                stop = gr.Button(i18n("add_stop"), scale=0, visible="hidden", elem_id="add-stop")
            found = html("", "preview")
            looked = gr.State(None)
            fields = gr.HTML(None, html_template="", visible="hidden", elem_id="draft-fields")
            confirm = gr.Button(i18n("add_confirm"), variant="primary", scale=0, visible="hidden")
        documents = html("", "documents")
    return Add(tab, files, name, paste, preview, stop, found, looked, fields, confirm, documents)


def _evaluate(i18n: gr.I18n) -> Evaluate:
    with gr.Tab(i18n("tab_evaluate"), id="evaluate", elem_classes=["room"]) as tab:
        html(tag("p", say("evaluate_lead"), class_="lead"), "evaluate-lead")
        kinds = [".jsonl", ".json", ".csv", ".tsv"]
        file = gr.File(
            label=i18n("evaluate_file"),
            file_types=[*kinds],
            type="filepath",
            height=150,
            elem_id="evaluate-file",
        )
        with gr.Accordion(i18n("evaluate_compare"), open=False, elem_id="evaluate-compare"):
            against = gr.Dropdown(
                [(" ".join(WORDS[f"evaluate_choice_{key}"]), key) for key in COMPARED],
                value=COMPARED[0],
                label=i18n("evaluate_with"),
                elem_id="evaluate-against",
            )
            older = gr.File(
                label=i18n("evaluate_older"),
                file_types=kinds[:2],
                type="filepath",
                height=150,
                elem_id="evaluate-older",
            )
            html(tag("p", say("evaluate_older_lead"), class_="facts"), "evaluate-older-lead")
        with gr.Row():
            run = gr.Button(i18n("evaluate_run"), variant="primary", scale=0, elem_id="evaluate-run")
            stop = gr.Button(i18n("evaluate_stop"), scale=0, visible="hidden", elem_id="evaluate-stop")
        with gr.Row(visible=False, elem_id="evaluate-downloads") as downloads:
            predictions, page, data = (
                gr.Button(i18n(f"evaluate_{name}"), size="sm", scale=0, elem_id=f"evaluate-{name}")
                for name in ("predictions", "page", "data")
            )
        report = html("", "report")
        kept = gr.State("")
        mine = gr.BrowserState([], storage_key="wenbao-runs", secret=SCRAMBLE)
        html(tag("h2", say("corrections")), "cases-head")
        cases = html("", "cases")
        export = gr.Button(i18n("export_corrections"), scale=0, elem_id="export-corrections")
    return Evaluate(
        tab,
        file,
        against,
        older,
        run,
        stop,
        downloads,
        predictions,
        page,
        data,
        report,
        kept,
        mine,
        cases,
        export,
    )

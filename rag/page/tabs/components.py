"""The components of the page, by tab: what layout.py places and every event reads or writes.

Knows nothing of where they stand or of what happens when something is pressed.
"""

from dataclasses import dataclass

import gradio as gr


@dataclass(frozen=True, slots=True)
class Ask:
    """The components of the ask tab."""

    conversation: gr.HTML
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    paper: gr.Dropdown
    person: gr.Dropdown
    date_from: gr.Textbox
    date_to: gr.Textbox
    new: gr.Button
    export_md: gr.Button
    export_docx: gr.Button


@dataclass(frozen=True, slots=True)
class Browse:
    """The components of the browse tab."""

    tab: gr.Tab
    query: gr.Textbox
    search: gr.Button
    paper: gr.Dropdown
    kind: gr.Dropdown
    person: gr.Dropdown
    date_from: gr.Textbox
    date_to: gr.Textbox
    view: gr.Radio
    found: gr.HTML


@dataclass(frozen=True, slots=True)
class Add:
    """The components of the add tab."""

    tab: gr.Tab
    files: gr.File
    name: gr.Textbox
    paste: gr.Textbox
    preview: gr.Button
    stop: gr.Button
    found: gr.HTML
    looked: gr.State  # the articles of the last preview, as the reader corrects them
    fields: gr.HTML  # draws nothing: carries what was written in the preview
    confirm: gr.Button
    documents: gr.HTML


@dataclass(frozen=True, slots=True)
class Evaluate:
    """The components of the evaluate tab."""

    tab: gr.Tab
    file: gr.File
    against: gr.Dropdown
    older: gr.File
    run: gr.Button
    stop: gr.Button
    downloads: gr.Row
    predictions: gr.Button
    page: gr.Button
    data: gr.Button
    report: gr.HTML
    kept: gr.State
    mine: gr.BrowserState  # the names of this visitor's own runs
    cases: gr.HTML
    export: gr.Button


@dataclass(frozen=True, slots=True)
class Verify:
    """The components of the fact-check tab."""

    draft: gr.Textbox
    run: gr.Button
    stop: gr.Button
    downloads: gr.Row
    md: gr.Button
    docx: gr.Button
    json: gr.Button
    report: gr.HTML
    kept: gr.State


@dataclass(frozen=True, slots=True)
class Page:
    """Every component that an event reads or writes."""

    bus: gr.HTML
    turns: gr.HTML  # the conversation: draws nothing, its script keeps the value in the browser
    pane: gr.HTML
    ask: Ask
    browse: Browse
    add: Add
    evaluate: Evaluate
    verify: Verify

"""The page in one language: questions and answers beside the article with its proof."""

import json
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web import handling
from assistant.web.answerers import picker_html, where_html
from assistant.web.article_view import article_html
from assistant.web.asking import Update
from assistant.web.chat_view import chat_html
from assistant.web.desk import Desk
from assistant.web.frame import masthead_html, reading_bar_html, talk_bar_html
from assistant.web.uploads import UploadsOnly
from index.documents import LIMIT_MB
from index.messages import Language, message

_HERE = Path(__file__).parent
SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
"""Kinds of files that can be uploaded."""
_EVENTS = (_HERE / "events.js").read_text(encoding="utf-8")
_SAVE = (_HERE / "save.js").read_text(encoding="utf-8")
_FOCUS = "() => document.querySelector('#question textarea').focus()"
_CHOSEN = """(question, kept, editing, answerer) => [
    question, kept, editing, document.querySelector("#picker select")?.value ?? answerer]"""
"""Who answers is who stands chosen as the question is sent, for what is kept comes a moment later.
"""
_HOUR = 3600
"""Seconds after which an upload that was given up is deleted."""
_STORAGE = "article-assistant"
"""The browser's key for what it keeps. Gradio also scrambles the value with it: no secret."""

_SCRIPT = (_HERE / "page.js").read_text(encoding="utf-8")
STYLE = _HERE / "page.css"
THEME = gr.themes.Base(
    primary_hue="teal",
    neutral_hue="stone",
    # Names alone: fonts of the reader's machine, for a font service would see every visit.
    font=["Noto Sans Arabic", "Noto Sans", "system-ui", "sans-serif"],
    font_mono=["ui-monospace", "monospace"],
).set(
    # Darker than the defaults, whose grey and teal miss the contrast of WCAG's level AA.
    body_text_color_subdued="*neutral_600",
    body_text_color_subdued_dark="*neutral_400",
    input_placeholder_color="*neutral_600",
    input_placeholder_color_dark="*neutral_400",
    button_primary_background_fill="*primary_700",
    button_primary_background_fill_hover="*primary_800",
    button_primary_background_fill_dark="*primary_700",
    button_primary_background_fill_hover_dark="*primary_800",
)


def page_script(language: Language) -> str:
    """What the page in `language` runs once it is built."""
    filled = {
        "LANGUAGE": language,
        "SUFFIXES": ",".join(SUFFIXES),
        "LARGEST": LIMIT_MB * 1024 * 1024,
    }
    script = _SCRIPT
    for name, value in filled.items():
        script = script.replace(name, json.dumps(value))
    return script


def build_page(desk: Desk, language: Language) -> gr.Blocks:
    """The page over `desk`, its controls in `language`."""
    page = UploadsOnly(
        language,
        title=message("interface", "title", language),
        fill_width=True,
        delete_cache=(_HOUR, _HOUR),
    )
    with page:
        _html(masthead_html(language), "masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                bar = _html(talk_bar_html(language), "talk-bar", "new", "export")
                chat = _html(chat_html((), language), "chat", "retry", "edit", "like", "submit")
                notice = _html("", "notice", "cancel")
                suggestions = _html("", "suggestions", "example_select")
                question, ask, stop = _question_box(language)
                picker, where = _answerer(desk, language)
            with gr.Column(elem_id="reading"):
                _html(reading_bar_html(language), "reading-bar")
                article = _html(article_html(desk.first.article, (), language), "article")
                shelf, told, upload, paste, add_text, address, add_address = _shelf(language)
        kept = gr.BrowserState({}, storage_key=_STORAGE, secret=_STORAGE)
        # Apart from the conversation, which an answer under way writes anew with every word.
        answerer = gr.BrowserState("", storage_key=f"{_STORAGE}-answerer", secret=_STORAGE)
        editing = gr.State(None)
        exported = gr.JSON(visible=False)

        parts = Update(question, chat, article, kept, notice, editing)
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        on = handling.Handlers(desk, language)
        # One event for every way to ask, so that one answer at a time is under way.
        asking = gr.on(
            [ask.click, question.submit, chat.retry, suggestions.example_select],
            on.ask,
            inputs=[question, kept, editing, answerer],
            outputs=list(parts),
            js=_CHOSEN,
            concurrency_limit=None,
            **quiet,
        )
        # Shown once the browser has let go of the answer, which is when it will ask again.
        stop.click(None, cancels=asking, **quiet)
        asking.failure(on.stop, inputs=kept, outputs=list(parts), **quiet)
        chat.edit(on.edit, inputs=kept, outputs=list(parts), **quiet).then(None, js=_FOCUS, **quiet)
        notice.cancel(on.cancel_edit, inputs=kept, outputs=list(parts), **quiet)
        gr.on([chat.like, chat.submit], on.rate, kept, list(parts), **quiet)
        bar.new(on.start_anew, inputs=kept, outputs=list(parts), **quiet)
        bar.export(on.export, inputs=kept, outputs=exported, **quiet).then(
            None, inputs=exported, js=_SAVE, **quiet
        )
        shelved = [*parts, shelf, told, paste, address]
        adding: dict[str, Any] = {"outputs": shelved, "concurrency_limit": None, **quiet}
        added = [
            upload.upload(on.add_file, inputs=[upload, kept], **adding),
            gr.on([add_text.click], on.add_text, inputs=[paste, kept], **adding),
            gr.on(
                [add_address.click, address.submit],
                on.add_address,
                inputs=[address, kept],
                **adding,
            ),
            shelf.select(on.select, inputs=kept, outputs=shelved, **quiet),
            shelf.delete(on.delete, inputs=kept, outputs=shelved, **quiet),
        ]
        for done in added:
            done.then(on.suggest, inputs=kept, outputs=suggestions, **quiet)
        picker.input(on.choose, outputs=[answerer, where], **quiet)
        page.load(on.chosen, inputs=answerer, outputs=[picker, where], **quiet)
        page.load(on.shelve, inputs=kept, outputs=shelf, **quiet)
        page.load(on.open, inputs=kept, outputs=list(parts), **quiet).then(
            on.suggest, inputs=kept, outputs=suggestions, **quiet
        )
    return page


def _html(value: str, name: str, *events: str) -> Any:
    """HTML whose buttons with `data-do` trigger the events of that name."""
    return gr.HTML(
        value,
        elem_id=name,
        apply_default_css=False,
        js_on_load=_EVENTS.replace("NAMES", json.dumps(events)),
    )


def _shelf(language: Language) -> tuple[Any, ...]:
    """The list of articles, and the three ways to add one."""

    def said(key: str) -> str:
        return message("interface", key, language)

    with gr.Column(elem_id="shelf"):
        shelf = _html("", "shelf-list", "select", "delete")
        told = _html("", "adding")
        upload = gr.UploadButton(said("upload"), elem_id="upload")
        paste = gr.Textbox(label=said("paste"), lines=3, max_lines=8, elem_id="paste")
        add_text = gr.Button(said("add_text"), elem_id="add-text")
        address = gr.Textbox(label=said("address"), type="text", lines=1, elem_id="address")
        add_address = gr.Button(said("add_address"), elem_id="add-address")
    return shelf, told, upload, paste, add_text, address, add_address


def _answerer(desk: Desk, language: Language) -> tuple[Any, Any]:
    """The choice of who answers, and where the text goes then."""
    chosen = desk.answerer(None)
    with gr.Row(elem_id="answerer"):
        picker = _html(picker_html(desk.answerers, chosen, language), "picker", "input")
        where = _html(where_html(chosen, language), "where")
    return picker, where


def _question_box(language: Language) -> tuple[gr.Textbox, gr.Button, gr.Button]:
    label = message("interface", "question", language)
    with gr.Row(elem_id="asking"):
        question = gr.Textbox(
            label=label,
            placeholder=label,
            show_label=False,
            container=False,
            autofocus=True,
            scale=1,
            lines=1,
            max_lines=4,
            elem_id="question",
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
        )
        ask = gr.Button(
            message("interface", "ask", language), variant="primary", scale=0, elem_id="ask"
        )
        stop = gr.Button(message("interface", "stop", language), scale=0, elem_id="stop")
    return question, ask, stop

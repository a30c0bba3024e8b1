"""The page: questions and answers on one side, the article with its proof on the other."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from assistant.answer import Answer, Citation, Evidence, Words
from assistant.chain import Assistant
from assistant.web.article_view import DIRECTION, article_html, bilingual, bilingual_html
from assistant.web.conversation import Line, Message, history, shown
from index.arabic import main_language
from index.errors import ArticleAssistantError
from index.messages import Language, catalogue, message

_HERE = Path(__file__).parent
_SCROLL = (_HERE / "scroll.js").read_text(encoding="utf-8")
_PRESS_ASK = "() => document.querySelector('#ask').click()"
_EXAMPLES = ("example_who", "example_where", "example_how_long", "example_agreed")
_QUESTIONS_AT_ONCE = 8

_Lines = tuple[Line, ...]
_Update = tuple[object, object, object, object]
"""New values of the question box, the chat, the article panel and the kept lines, in this order."""

STYLE = _HERE / "style.css"
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


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page that asks `assistant`; it also serves `Answer.as_json` under the name `ask`."""
    first = assistant.article.language
    page: gr.Blocks = gr.Blocks(
        title=f"{assistant.article.title} – {message('interface', 'title', first)}",
        analytics_enabled=False,
        fill_width=True,
    )
    with page:
        gr.HTML(_masthead(first), elem_id="masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                chat = _chat(first)
                question, ask = _question_box(first)
                examples = _examples(first)
            with gr.Column(elem_id="reading"):
                article = gr.HTML(article_html(assistant.article), elem_id="article")
        lines = gr.State(())
        # One event for the button and the Enter key, so that a second question waits its turn.
        asked = gr.on(
            [ask.click, question.submit],
            _answering(assistant),
            inputs=[question, lines],
            outputs=[question, chat, article, lines],
            api_visibility="private",
            show_progress="hidden",
        )
        chat.clear(
            lambda: ((), article_html(assistant.article)),
            outputs=[lines, article],
            api_visibility="private",
            show_progress="hidden",
        )
        article.change(None, js=_SCROLL, api_visibility="private")
        # The same question twice changes nothing in the panel, but the reader may have moved on.
        asked.then(None, js=_SCROLL, api_visibility="private")
        for example in examples:
            filled = example.click(
                None,
                inputs=example,
                outputs=question,
                js="(example) => example",
                api_visibility="private",
            )
            filled.then(None, js=_PRESS_ASK, api_visibility="private")
        api(_served(assistant), api_name="ask")
    page.queue(default_concurrency_limit=_QUESTIONS_AT_ONCE)
    return page


def _masthead(first: Language) -> str:
    title, subtitle = bilingual_html("title", first), bilingual_html("subtitle", first)
    return f'<div dir="{DIRECTION[first]}"><h1>{title}</h1><p>{subtitle}</p></div>'


def _chat(first: Language) -> gr.Chatbot:
    """The chat. It is given HTML that is escaped already, and must not read it as Markdown."""
    return gr.Chatbot(
        label=bilingual("chat", first),
        show_label=False,
        placeholder=bilingual("chat_empty", first, between="\n\n"),
        elem_id="chat",
        height=None,
        render_markdown=False,
        sanitize_html=True,
        latex_delimiters=[],
        feedback_options=None,
        buttons=[],
        group_consecutive_messages=False,
        layout="bubble",
    )


def _question_box(first: Language) -> tuple[gr.Textbox, gr.Button]:
    with gr.Row(elem_id="asking"):
        question = gr.Textbox(
            label=bilingual("question", first),
            placeholder=bilingual("question", first),
            show_label=False,
            container=False,
            autofocus=True,
            scale=1,
            lines=1,
            max_lines=4,
            elem_id="question",
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
        )
        ask = gr.Button(bilingual("ask", first), variant="primary", scale=0, elem_id="ask")
    return question, ask


def _examples(first: Language) -> list[gr.Button]:
    """A button for each example question, the article's own language first."""
    second: Language = "en" if first == "ar" else "ar"
    with gr.Row(elem_id="examples"):
        return [
            gr.Button(catalogue("interface")[key][language], size="sm", elem_classes="example")
            for language in (first, second)
            for key in _EXAMPLES
        ]


def _answering(assistant: Assistant) -> Callable[[str, _Lines], Iterator[_Update]]:
    """The event behind the button: the proof first, then the answer as it is written."""

    def answer(question: str, lines: _Lines) -> Iterator[_Update]:
        asked = (*lines, Line("question", question)) if question.strip() else lines
        yield "", shown(asked), gr.skip(), asked
        try:
            yield from _streamed(assistant, question, lines, asked)
        except ArticleAssistantError as error:
            told = (*asked, Line("error", error.text(_language(assistant, question))))
            yield gr.skip(), shown(told), gr.skip(), told

    return answer


def _streamed(
    assistant: Assistant, question: str, before: _Lines, asked: _Lines
) -> Iterator[_Update]:
    """Updates of the page for each event of the answer's stream."""
    written = ""
    marked: tuple[Citation, ...] | None = None
    for event in assistant.stream(question, history=history(before)):
        match event:
            case Evidence(citations):
                marked = citations
                panel = article_html(assistant.article, citations)
                yield gr.skip(), gr.skip(), panel, gr.skip()
            case Words(text):
                written += text
                growing = (*asked, Line("answer", written))
                yield gr.skip(), shown(growing), gr.skip(), gr.skip()
            case Answer():
                told = (*asked, Line("answer", event.text))
                same = event.citations == marked
                final = gr.skip() if same else article_html(assistant.article, event.citations)
                yield gr.skip(), shown(told), final, told


def _served(assistant: Assistant) -> Callable[..., dict[str, Any]]:
    """The function that programs call: `client.predict("who attended?", api_name="/ask")`."""

    def ask(question: str, history: list[Message] | None = None) -> dict[str, Any]:
        """Answer a question about the article, with the quotes that prove the answer."""
        began = time.perf_counter()
        try:
            answer = assistant.ask(question, history=history)
        except ArticleAssistantError as error:
            told = error.text(_language(assistant, question))
            raise gr.Error(told, print_exception=False) from error
        return answer.as_json(time.perf_counter() - began)

    return ask


def _language(assistant: Assistant, question: str) -> Language:
    """The question's language, or the article's where the question has no letters."""
    if not any(character.isalpha() for character in question):
        return assistant.article.language
    return main_language(question)

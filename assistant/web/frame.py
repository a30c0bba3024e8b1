"""What stands around the conversation and the article: the masthead and the two bars, as HTML."""

from html import escape

from assistant.web.direction import spoken
from index.documents import LIMIT_MB
from index.messages import Language, message

OTHER: dict[Language, Language] = {"ar": "en", "en": "ar"}


def masthead_html(language: Language) -> str:
    """The page's name, and the way to the other language."""
    other = OTHER[language]
    return (
        f'<div class="bar"><a class="skip" href="#question">{_said("skip", language)}</a>'
        f"<h1>{_said('title', language)}</h1>"
        f'<a class="language" href="../{other}/" lang="{other}" hreflang="{other}">'
        f"{_said('other_language', language)}</a>"
        '<p id="announced" class="unseen" role="status"'
        f' data-copied="{_said("copied", language)}"></p>'
        f'<p id="trouble" role="alert" data-lost="{_said("lost", language)}"'
        f' data-large="{_said("file_large", language, limit=LIMIT_MB)}"></p></div>'
    )


def talk_bar_html(language: Language) -> str:
    """The conversation's heading, and what can be done with it as a whole."""
    saves = "".join(
        f'<button type="button" class="plain save" data-do="export" data-format="{kind}"'
        f' aria-label="{_said(f"export_{kind}", language)}">{name}</button>'
        for kind, name in (("markdown", "Markdown"), ("json", "JSON"))
    )
    return (
        f'<div class="bar"><h2 class="unseen">{_said("chat", language)}</h2>'
        f'<button type="button" class="plain" data-do="new"'
        f' data-confirm="{_said("new_confirm", language)}">{_said("new", language)}</button>'
        f"{saves}</div>"
    )


def reading_bar_html(language: Language) -> str:
    """The article's heading, which on a phone folds and unfolds it."""
    return (
        '<div class="bar"><h2><button type="button" id="fold" aria-expanded="false"'
        ' aria-controls="reading">'
        f"{_said('article', language)}</button></h2>"
        '<button type="button" class="plain" id="to-shelf" aria-expanded="false"'
        f' aria-controls="shelf">{_said("articles", language)}</button></div>'
    )


def suggestions_html(questions: tuple[str, ...], language: Language) -> str:
    """The suggested questions, each asked by one press."""
    items = "".join(
        f'<li><button type="button" class="suggestion" data-do="example_select" {spoken(question)}'
        f' data-question="{escape(question, quote=True)}">{escape(question)}</button></li>'
        for question in questions
    )
    listed = f'<ul aria-label="{_said("suggestions", language)}">{items}</ul>' if items else ""
    return f'<div class="ready">{listed}</div>'


def _said(key: str, language: Language, **values: object) -> str:
    return escape(message("interface", key, language, **values), quote=True)

"""Who words the answers: the choice among those that the server's owner offers, and what it means
for where the article's text goes."""

from collections.abc import Sequence
from html import escape

from assistant.models.choosing import EXTRACTIVE, LOCAL, is_remote, public_name
from assistant.models.weights import is_installed
from index.messages import Language, message


def offered(named: Sequence[str], alone: bool) -> tuple[str, ...]:
    """The answerers among which the readers of a page may choose.

    The quotes, and what the server's owner has named; where the owner reads `alone`, also the local
    model, whose packages were installed for nothing else. It is loaded once it is chosen.
    """
    return (EXTRACTIVE, *named, *([LOCAL] if alone and is_installed() else []))


def answerer_name(name: str, language: Language) -> str:
    """What a reader calls an answerer: a model is called as its provider calls it, or its file."""
    if name in (EXTRACTIVE, LOCAL):
        return message("interface", f"answerer_{name}", language)
    if is_remote(name):
        return message("interface", "answerer_remote", language, model=name)
    return public_name(name)


def picker_html(answerers: Sequence[str], chosen: str, language: Language) -> str:
    """The choice among `answerers`; nothing where there is but one."""
    if len(answerers) == 1:
        return ""
    label = escape(message("interface", "answerer", language))
    options = "".join(
        f'<option value="{escape(public_name(name))}"{" selected" if name == chosen else ""}>'
        f"{escape(answerer_name(name, language))}</option>"
        for name in answerers
    )
    return f'<label>{label} <select data-do="input" autocomplete="off">{options}</select></label>'


def where_html(chosen: str, language: Language) -> str:
    """Where the article's text and the questions go when `chosen` answers."""
    where = "remote" if is_remote(chosen) else "quotes_only" if chosen == EXTRACTIVE else "local"
    told = escape(message("interface", where, language, model=chosen))
    return f'<p class="{"remote" if where == "remote" else "local"}" role="status">{told}</p>'

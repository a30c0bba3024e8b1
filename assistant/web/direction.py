"""In which direction a text runs, and in which language it is read out."""

from index.arabic import main_language
from index.messages import Language

DIRECTION: dict[Language, str] = {"ar": "rtl", "en": "ltr"}


def spoken(text: str, otherwise: Language = "en") -> str:
    """The attributes of the element that shows `text`, whose language, without letters, is
    `otherwise`.

    Not dir="auto", which goes by the first letter alone: an Arabic sentence that begins with a
    Latin name would run from the left, its mark and its number at the wrong end.
    """
    language = main_language(text, otherwise)
    return f'dir="{DIRECTION[language]}" lang="{language}"'

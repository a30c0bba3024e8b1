"""Which judge weighs the sentences: the thorough one where what it needs is there, or the light."""

import os
from typing import TYPE_CHECKING

from index.errors import ModelError

# Telling which it is should not load what either of them needs.
if TYPE_CHECKING:
    from assistant.reading.judging import Judge
    from index.article_index import ArticleIndex

THOROUGH, LIGHT = "thorough", "light"
VARIABLE = "ARTICLE_ASSISTANT_READER"
"""The environment variable that names the reader: "thorough" or "light"."""


def chosen_reader() -> str:
    """The reader's name: ARTICLE_ASSISTANT_READER, else "thorough" where it is installed.

    Raises ModelError when the variable names no reader.
    """
    from assistant.reading.thorough.installed import is_installed

    name = os.environ.get(VARIABLE) or (THOROUGH if is_installed() else LIGHT)
    if name not in (THOROUGH, LIGHT):
        raise ModelError("reader_unknown", name=name, variable=VARIABLE)
    return name


def chosen_judge(index: "ArticleIndex") -> "Judge":
    """The judge of that reader for an article.

    Raises ModelError when it is not known or not installed, and WeightsDamaged.
    """
    if chosen_reader() == LIGHT:
        from assistant.reading.judging import NetworkJudge

        return NetworkJudge(index)
    from assistant.reading.thorough.judging import ThoroughJudge

    return ThoroughJudge(index)

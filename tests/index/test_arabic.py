"""In which language a text is, Arabic and Latin letters mixed."""

import pytest

from index.arabic import main_language
from index.messages import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("من حضر؟", "ar"),
        ("Who attended?", "en"),
        ("من هو Vladimir Putin؟", "ar"),
        ("NATO ماذا قرر؟", "ar"),
        ("أين يقع مقر Microsoft؟", "ar"),
        ("بوتين met whom there?", "en"),
        ("Who met بوتين?", "en"),
        ("What about زيلينسكي وبوتين?", "en"),
        ("TRUMP AND PUTIN MEET", "en"),
    ],
)
def test_the_language_of_most_words_counts_and_names_do_not(text: str, language: Language) -> None:
    assert main_language(text) == language


@pytest.mark.parametrize("otherwise", ["ar", "en"])
def test_a_text_without_letters_is_in_the_language_around_it(otherwise: Language) -> None:
    assert main_language("٢٠٢٥ – 3+3؟", otherwise) == otherwise

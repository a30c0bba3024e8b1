"""What the reader knows of words before it reads: which of them match, and how rare they are."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.question import Question
from assistant.reading.signals import FEATURES, signals
from index import ArticleIndex


def word_pairs(index: ArticleIndex, question: str) -> set[tuple[str, str]]:
    """The words of the question and of the article that match."""
    hits = index.search(question, len(index.passages))
    known = signals(index.lexical, Question.parse(question), hits)
    asked = question.split()
    return {
        (asked[n], hits[k].passage.text.split()[m])
        for k, n, m in zip(*known.matches.nonzero(), strict=True)
    }


def test_words_match_by_stem_whatever_clings_to_them(index: ArticleIndex) -> None:
    assert ("الاجتماع؟", "اجتماعه") in word_pairs(index, "متى الاجتماع؟")


def test_words_match_across_the_languages_by_translation(index: ArticleIndex) -> None:
    assert ("president", "الرئيس") in word_pairs(index, "Which president spoke?")


def test_names_match_across_the_scripts(index: ArticleIndex) -> None:
    assert ("Witkoff", "ويتكوف،") in word_pairs(index, "What does Witkoff do?")


def test_function_words_match_nothing_and_count_for_nothing(index: ArticleIndex) -> None:
    question = Question.parse("من الذي في")
    known = signals(index.lexical, question, index.search("الاجتماع", 5))
    assert not known.matches.any()
    assert not known.rarity.any()


_WRITTEN = st.text(st.characters(exclude_categories=["C"]), max_size=80)


@given(_WRITTEN, st.sampled_from("aBzبتث"), _WRITTEN)
@settings(max_examples=50)
def test_signals_fit_their_words_and_stay_in_range(
    index: ArticleIndex, before: str, letter: str, after: str
) -> None:
    question = Question.parse(before + letter + after)
    hits = index.search(question.text, 6)
    known = signals(index.lexical, question, hits)
    longest = max(len(hit.passage.text.split()) for hit in hits)
    assert known.matches.shape == (len(hits), len(question.text.split()), longest)
    assert known.sentences.shape == (len(hits), len(FEATURES))
    assert 0 <= known.matches.min() <= known.matches.max() <= 1

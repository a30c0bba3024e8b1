"""An article is cut into sentences, and no character is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.splitting import LONGEST, SentenceSplitter


def split(text: str) -> list[str]:
    return SentenceSplitter().split_text(text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("حضر الوزير. ثم غادر؟ نعم!", ["حضر الوزير.", "ثم غادر؟", "نعم!"]),
        ("Dr. Smith met Mr. Jones. They left.", ["Dr. Smith met Mr. Jones.", "They left."]),
        ("It cost 3.5 million. Prices rose.", ["It cost 3.5 million.", "Prices rose."]),
        ("The U.S. envoy left at 5 p.m. sharp.", ["The U.S. envoy left at 5 p.m. sharp."]),
        ('وقال: "انتهى. سنعود". ثم خرج.', ['وقال: "انتهى. سنعود".', "ثم خرج."]),
        (
            'ورد على سؤال "هل في موسكو؟" بالقول: "من الممكن".',
            ['ورد على سؤال "هل في موسكو؟" بالقول: "من الممكن".'],
        ),
        ('"Why?" he asked. Nobody knew.', ['"Why?" he asked.', "Nobody knew."]),
        ("Headline here\n\nFirst one. Second one.", ["Headline here", "First one.", "Second one."]),
        ("قال د. أحمد إن الاتفاق قريب.", ["قال د. أحمد إن الاتفاق قريب."]),
        ("فاز إ. مان بالجائزة. ثم سافر.", ["فاز إ. مان بالجائزة.", "ثم سافر."]),
        ("كتب أ.د. سامي الفصل.", ["كتب أ.د. سامي الفصل."]),
        (
            "Rev. Lee and Kim et al. agreed. It passed.",
            ["Rev. Lee and Kim et al. agreed.", "It passed."],
        ),
        ("عام 1990 م. ثم عاد.", ["عام 1990 م. ثم عاد."]),
        ("Wait... what? Yes.", ["Wait... what?", "Yes."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


ARTICLES = st.text(
    alphabet=st.one_of(
        st.sampled_from('ابتثج ء.؟!?"«»“”()\n ،:;0٣aBc'), st.characters(exclude_categories=["Cs"])
    )
)


@given(ARTICLES)
def test_passages_are_exact_ordered_and_lose_nothing_but_white_space(text: str) -> None:
    at = 0
    for passage in SentenceSplitter().passages(text):
        assert text[passage.start : passage.end] == passage.text
        assert passage.text.strip() == passage.text != ""
        assert len(passage.text) <= LONGEST
        assert not text[at : passage.start].strip()
        at = passage.end
    assert not text[at:].strip()


def test_a_megabyte_without_a_space_is_cut_to_size() -> None:
    passages = SentenceSplitter().passages("ا" * 1_000_000)
    assert sum(len(p.text) for p in passages) == 1_000_000
    assert max(len(p.text) for p in passages) <= LONGEST


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("." * 300_000 + "x", 501),
        ('"a." ' * 60_000, 60_000),
        ("Go it. " * 150_000, 150_000),
        ('."' * 150_000 + "x", 501),
    ],
    ids=["full stops", "quotations", "one paragraph", "quotation marks"],
)
def test_a_paragraph_without_end_is_cut_in_one_pass(text: str, sentences: int) -> None:
    """Each of these once took time by the square of its length: minutes here."""
    assert len(SentenceSplitter().passages(text)) == sentences

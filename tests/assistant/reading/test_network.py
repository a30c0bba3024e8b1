"""The reader's network: what it is given beside a question must not leak into it."""

from dataclasses import replace

import torch

from assistant.reading.network import PassageWords, ReadingBatch, ReadingNetwork

WIDTH, SIGNALS = 12, 5


def network() -> ReadingNetwork:
    torch.manual_seed(1)
    return ReadingNetwork(WIDTH, SIGNALS, dropout=0.5).eval()


def batch(own: ReadingNetwork, lengths: tuple[int, ...], asked: int = 4) -> ReadingBatch:
    """One question of `asked` words beside a sentence of each length, all made up."""
    torch.manual_seed(2)
    k, m = len(lengths), max(lengths)
    features = torch.randn(1, k, m, WIDTH)
    return ReadingBatch(
        question=torch.randn(1, asked, WIDTH),
        question_mask=torch.ones(1, asked, dtype=torch.bool),
        passages=own.read_words(features),
        word_mask=(torch.arange(m) < torch.tensor(lengths)[:, None])[None],
        passage_mask=torch.ones(1, k, dtype=torch.bool),
        matches=torch.rand(1, k, asked, m),
        question_rarity=torch.rand(1, asked),
        word_signals=torch.rand(1, k, m, 3),
        signals=torch.rand(1, k, SIGNALS),
    )


def test_what_stands_behind_a_sentence_s_last_word_changes_no_score() -> None:
    own = network()
    whole = batch(own, (7, 4))
    noise = PassageWords(*(part.clone() for part in whole.passages))
    noise.meaning[0, 1, 4:] = 1.0
    noise.offer[0, 1, 4:] = 1.0
    matches, signals = whole.matches.clone(), whole.word_signals.clone()
    matches[0, 1, :, 4:] = 0.0
    clean = replace(whole, matches=matches)
    noisy = replace(clean, passages=noise, word_signals=signals)
    assert torch.allclose(own(clean).scores, own(noisy).scores, atol=1e-5)


def test_a_question_is_judged_alike_alone_and_in_longer_company() -> None:
    own = network()
    alone = batch(own, (6, 6))
    n, more = 4, 3
    padded = replace(
        alone,
        question=torch.cat([alone.question, torch.ones(1, more, WIDTH)], dim=1),
        question_mask=torch.tensor([[True] * n + [False] * more]),
        matches=torch.cat([alone.matches, torch.zeros(1, 2, more, 6)], dim=2),
        question_rarity=torch.cat([alone.question_rarity, torch.zeros(1, more)], dim=1),
    )
    assert torch.allclose(own(alone).scores, own(padded).scores, atol=1e-5)


def test_a_sentence_s_score_does_not_depend_on_the_others() -> None:
    own = network()
    both = batch(own, (6, 6))
    first = replace(
        both,
        passages=PassageWords(*(part[:, :1] for part in both.passages)),
        word_mask=both.word_mask[:, :1],
        passage_mask=both.passage_mask[:, :1],
        matches=both.matches[:, :1],
        word_signals=both.word_signals[:, :1],
        signals=both.signals[:, :1],
    )
    assert torch.allclose(own(both).scores[:, :1], own(first).scores, atol=1e-5)


def test_an_absent_sentence_has_no_chance() -> None:
    own = network()
    both = replace(batch(own, (6, 6)), passage_mask=torch.tensor([[True, False]]))
    chances = torch.softmax(own(both).scores[0], dim=0)
    assert chances[1] == 0

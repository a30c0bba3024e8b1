"""The pretrained model is the one that was published, whole, or it is not used."""

from pathlib import Path

import pytest
import torch

from assistant.reading.thorough import base
from assistant.reading.thorough.base import BEGIN, LINE_BREAK, base_file, load_base
from assistant.reading.thorough.gemma import Gemma
from index.errors import ModelError


@pytest.mark.parametrize(
    ("said", "next_word", "others"),
    [
        ("The capital of France is", " Paris", (" London", " Rome", " Cairo", " France")),
        ("عاصمة فرنسا هي مدينة", " باريس", (" لندن", " روما", " القاهرة", " فرنسا")),
    ],
)
def test_it_knows_what_the_published_model_knows(
    said: str, next_word: str, others: tuple[str, ...]
) -> None:
    model, gemma = load_base(), Gemma()
    gemma.load_state_dict({name: weight.float() for name, weight in model.layers.items()})
    tokens = torch.tensor([[BEGIN, *model.tokenizer.encode(said).ids]])
    size = tokens.shape[1]
    visible = torch.ones(1, 1, size, size, dtype=torch.bool).tril()
    with torch.inference_mode():
        states, _ = gemma(model.embed(tokens), torch.arange(size)[None], visible)
    first = [model.tokenizer.encode(word).ids[0] for word in (next_word, *others)]
    assert int((model.embed(torch.tensor(first)) @ states[0, -1]).argmax()) == 0


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("The summit ended.", ["The", "▁summit", "▁ended", "."]),
        ("قال الرئيس", ["قال", "▁الرئيس"]),
        ("2025", ["2", "0", "2", "5"]),
    ],
)
def test_text_is_cut_into_the_models_own_pieces(text: str, pieces: list[str]) -> None:
    assert load_base().tokenizer.encode(text).tokens == pieces


def test_a_text_begins_and_its_lines_end_with_the_models_own_pieces() -> None:
    tokenizer = load_base().tokenizer
    assert tokenizer.id_to_token(BEGIN) == "<bos>"
    assert tokenizer.encode("\n").ids == [LINE_BREAK]


@pytest.mark.parametrize("text", ["<bos>", "<eos>", "<start_of_turn>", "<unused0>"])
def test_what_looks_like_a_sign_to_the_model_is_read_as_text(text: str) -> None:
    tokenizer = load_base().tokenizer
    assert tokenizer.token_to_id(text) not in tokenizer.encode(f"x{text}").ids


def test_parts_that_are_not_the_models_are_refused_and_nothing_is_kept(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [tmp_path / f"part{n}" for n in range(2)]
    for part in parts:
        part.write_bytes(b"of another model")
    monkeypatch.setattr(base, "installed_parts", lambda: parts)
    with pytest.raises(ModelError, match="SHA-256"):
        base_file()
    assert [file.suffix for file in (home / "models").iterdir()] == [".lock"]

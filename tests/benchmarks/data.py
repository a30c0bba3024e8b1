"""A data folder small enough for a test: articles made up here, in the question sets' files."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.benchmarks.questions import ARABIC, ARCD, ENGLISH, XQUAD_TRAINED

_CITIES = (
    ("Amman", "عمان"),
    ("Tunis", "تونس"),
    ("Cairo", "القاهرة"),
    ("Rabat", "الرباط"),
)
_GOODS = (("olives", "الزيتون"), ("cotton", "القطن"), ("paper", "الورق"), ("copper", "النحاس"))


def write_data(folder: Path, articles: int = XQUAD_TRAINED + 2) -> Path:
    """Parallel articles, of which two are held out, and ARCD's, of which half are long enough."""
    english = [_article(number, "en") for number in range(articles)]
    arabic = [_article(number, "ar") for number in range(articles)]
    longer = [_article(number, "ar", paragraphs=7) for number in range(4)]
    for name, data in ((ARABIC, arabic), (ENGLISH, english), (ARCD, longer + arabic[:2])):
        (folder / name).write_text(json.dumps({"data": data}, ensure_ascii=False), encoding="utf-8")
    return folder


def _article(number: int, language: str, paragraphs: int = 2) -> dict[str, Any]:
    return {
        "title": f"{language} {number}",
        "paragraphs": [_paragraph(number, place, language) for place in range(paragraphs)],
    }


def _paragraph(number: int, place: int, language: str) -> dict[str, Any]:
    city, goods = _CITIES[(number + place) % 4], _GOODS[(number // 4 + place) % 4]
    year = str(1900 + 7 * number + place)
    if language == "en":
        context = (
            f"The market of {city[0]} number {number} opened in {year} near the river. "
            f"Its traders sell {goods[0]} to the whole country on every Monday."
        )
        question, answer = f"When did market number {number} of {city[0]} open?", year
    else:
        context = (
            f"افتتح سوق {city[1]} رقم {number} في عام {year} قرب النهر. "
            f"ويبيع تجاره {goods[1]} للبلاد كلها في كل يوم اثنين."
        )
        question, answer = f"متى افتتح سوق {city[1]} رقم {number}؟", year
    gold = {"text": answer, "answer_start": context.index(answer)}
    return {
        "context": context,
        "qas": [{"id": f"{number}-{place}", "question": question, "answers": [gold, gold]}],
    }


def write_some(source: Path, folder: Path, size: int) -> Path:
    """A new folder with the first stories of another."""
    folder.mkdir()
    for cases in sorted(source.glob("*.yaml"))[:size]:
        for file in (cases, cases.with_suffix(".txt")):
            shutil.copy(file, folder)
    return folder


def write_lines(folder: Path) -> None:
    """Add parallel lines and TyDi QA's files, made of the same articles."""
    for name, language in (("tydiqa-ar-a.json", "ar"), ("tydiqa-en-train.json", "en")):
        alone = [
            {"title": "", "paragraphs": [paragraph]}
            for number in range(10)
            for paragraph in _article(number, language, paragraphs=6)["paragraphs"]
        ]
        (folder / name).write_text(json.dumps({"data": alone}, ensure_ascii=False), "utf-8")
    (folder / "parallel").mkdir()
    for name in ("ntrex", "flores-dev", "tico19", "tatoeba", "questions"):
        for language in ("ar", "en"):
            lines = [_paragraph(n, 0, language)["context"].split(". ")[0] for n in range(40)]
            path = folder / "parallel" / f"{name}.{language}.txt"
            path.write_text("\n".join(lines), "utf-8")

"""What a question asks for, and what a sentence offers: a person, a place, a time, a reason...

Languages and kinds of questions are known here; no article is.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.arabic import main_language, normalise, words
from index.errors import QuestionError
from index.messages import Language
from index.places import tells_a_place

LIMIT = 2000
"""Characters that a question may have."""
MARK: Mapping[Language, str] = {"ar": "؟", "en": "?"}
"""What a question ends with."""


class Kind(StrEnum):
    """What a question asks for; the value is the frame's key in `prompts/answers.toml`."""

    PUBLISHED = "published"
    PERSONS = "persons"
    PERSON = "person"
    PLACE = "place"
    DURATION = "duration"
    TIME = "time"
    NUMBER = "number"
    REASON = "reason"
    YES_NO = "yes_no"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked: checked, in one line, its kind and language known."""

    text: str
    kind: Kind
    language: Language
    further: Kind | None = None
    """What its second part asks for: "will they meet again, and where?" asks for a place too."""
    in_context: str = ""
    """As it was asked, behind the questions that it leans on; empty where it leans on none."""

    @classmethod
    def parse(cls, text: object) -> "Question":
        """Check a question and tell its kind.

        Raises QuestionError when it is empty, has no word, is over 2,000 characters or holds
        characters that are not text.
        """
        if not isinstance(text, str):
            raise QuestionError("question_binary")
        if len(text) > LIMIT:
            raise QuestionError("question_long", length=len(text), limit=LIMIT)
        if any(_is_binary(c) for c in text):
            raise QuestionError("question_binary")
        line = " ".join(text.split())
        if not words(line):
            raise QuestionError("question_empty")
        first, *second = _FURTHER.split(normalise(line), maxsplit=1)
        further = _kind_of(second[0]) if second else None
        return cls(line, _kind_of(first), main_language(line), further)

    @property
    def marked(self) -> str:
        """It, with its mark where it was typed without."""
        if self.text.rstrip(' "”»').endswith(tuple(MARK.values())):
            return self.text
        return self.text.rstrip(" .!") + MARK[self.language]

    @property
    def in_full(self) -> str:
        """As a reader that knows grammar is asked it: behind the questions that it leans on."""
        return self.in_context or self.marked

    @property
    def first(self) -> str:
        """Its first part: all of it, where it has but one."""
        if self.further is None:
            return self.text
        size = len(_FURTHER.split(normalise(self.text), maxsplit=1)[0].split())
        return " ".join(self.text.split()[:size])


def _is_binary(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cs", "Co", "Cn") or (category == "Cc" and character not in "\n\r\t")


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


# Tried in order, on normalised text (see index.arabic.normalise): hamza, alif maqsura and ta
# marbuta are folded in the patterns too.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.PUBLISHED,
        _pattern(
            r"\bwhen (?:was|is) (?:it|this|(?:the|this) (?:article|story|news|report|text))\b.{0,12}"
            r"\b(?:published|written|issued|posted|dated)",
            r"\b(?:publication date|date of (?:the |this )?(?:article|publication|story|report))",
            r"متي (?:نشر|كتب|صدر)(?:ت)? (?:هذا |هذه )?(?:ال)?(?:مقال|خبر|تقرير|نص|قصه)",
            r"متي (?:نشر|صدر)\W*$",
            r"تاريخ (?:نشر|النشر|المقال|الخبر)",
        ),
    ),
    (
        Kind.DURATION,
        _pattern(
            r"\bhow long\b",
            r"\bhow many (?:hours|minutes|days|weeks|months|years)\b",
            r"\bduration\b",
            r"(?:كم|كام|قديش|اديش|قد ايه) (?:من الوقت|استمر\w*|استغرق\w*|دام\w*|طال\w*|طول\w*|قعد\w*"
            r"|ساعه|دقيقه|يوما?|اسبوعا?|شهرا?|سنه|عاما?)\b",
            r"(?:ما|كم) (?:هي )?(?:كانت )?مده",
            r"مده (?:ال|استمر)",
        ),
    ),
    (
        Kind.TIME,
        _pattern(
            r"\bwhen\b",
            r"\b(?:what|which) (?:day|date|time|year|month|century)\b",
            r"(?:^|\s)(?:[وف]?متي|[وف]?(?:ا|اي)متي)\b",
            r"(?:اي|باي) (?:يوم|تاريخ|عام|سنه|وقت|شهر|قرن)",
            r"ما (?:هو )?(?:تاريخ|موعد)",
        ),
    ),
    (
        Kind.PLACE,
        _pattern(
            r"\bwhere\b",
            r"\b(?:what|which) (?:city|country|place|base|state|town|region|location|venue)\b",
            r"(?:^|\s)[وف]?(?:من |الي )?(?:اين|فين|وين)\b",
            r"(?:اي|ايه) (?:مدينه|دوله|بلد|قاعده|ولايه|مكان|منطقه|قاره)",
            r"ما (?:هو |هي )?(?:مكان|موقع)",
        ),
    ),
    (
        Kind.NUMBER,
        _pattern(
            r"\bhow (?:many|much|old|far|tall|large|big|fast|often)\b",
            r"\b(?:what|which) (?:percentage|percent|number|amount|share|price|cost)\b",
            r"\bprice\b",
            r"(?:^|\s)[وفب]?(?:كم|كام|قديش|اديش|قد ايه)\b",
            r"ما (?:هو |هي )?(?:عدد|نسبه|مقدار|سعر|قيمه|تكلفه)",
        ),
    ),
    (
        Kind.REASON,
        _pattern(
            r"\bwhy\b",
            r"\b(?:reason|cause)\b",
            r"لماذا|(?:^|\s)[وف]?(?:ليش|ليه|علاش)\b",
            r"ما (?:هو |هي )?(?:ال)?(?:سبب|اسباب)",
        ),
    ),
    (
        Kind.PERSONS,
        _pattern(
            r"\bwho (?:else )?(?:attended|participated|took part|were|are|joined|accompanied|was (?:there"
            r"|present|on|in|at)|came|met)\b",
            r"\b(?:attendees|participants|members|delegations?|names of)\b",
            r"(?:^|\s)و?(?:من|مين) (?:الذين |اللي |هم |كان |كانوا |ال?ذي )?(?:حضر\w*|شارك\w*|رافق\w*|ضم\w*|في |علي |"
            r"الحاضر\w*|المشارك\w*|موجود\w*)",
            r"(?:^|\s)(?:ممن|من هم|مين هم)\b",
            r"(?:الحاضرون|الحاضرين|المشاركون|المشاركين|اعضاء|اسماء)",
        ),
    ),
    (
        Kind.PERSON,
        _pattern(
            r"\b(?:who|whom|whose)\b",
            r"^و?(?:من|مين|بمن|لمن|مع من|ممن|ب?من)\s",
            r"^(?:من|مين|بمن|لمن)\W*$",
        ),
    ),
    (
        Kind.YES_NO,
        _pattern(
            r"^(?:and |so |but )?(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should"
            r"|may|might)\b",
            r"^[وف]?هل\b",
        ),
    ),
)


_FURTHER = re.compile(
    r"(?<=\w)\W*[,،;؛?؟]\s*(?:and\s+|و)(?=(?:where|when|who|whom|why|how|what|which|اين|متي|من|لماذا"
    r"|كيف|كم|ماذا|ما)\b)"
)
"""What parts "will they meet again, and where?"; the first part tells the kind."""


def _kind_of(normal: str) -> Kind:
    """What a normalised question of one part asks for; OTHER when nothing tells."""
    return next((kind for kind, pattern in _KINDS if pattern.search(normal)), Kind.OTHER)


_AHEAD = _pattern(
    r"\b(?:will|shall|next|upcoming|future|tomorrow)\b",
    r"\b(?:سوف|لن|غدا|لاحقا)\b|(?:مقبل|قادم|مستقبل)",
    # "We will meet" in one word; "years", "a car", "politics" and many names begin alike.
    r"\b[وف]?س(?!نوات|نوي|نتان|نغا|ندات|نات|يار|ياس|ياد|يد|يطر|ير|ين|يول|يل\b|يلا|يلف|يليك|يبيري|يمون"
    r"|تين|تيف|ترات|تراسب|توكهول|توري|تان|تاف|تمنست|تيغ)[ينت]\w{3,}",
)


def looks_ahead(text: str) -> bool:
    """Whether a question or a sentence is about what is still to come, as far as words tell.

    >>> looks_ahead("Will they meet again?"), looks_ahead("انتهى الاجتماع قبل سنوات")
    (True, False)
    """
    return _AHEAD.search(normalise(text)) is not None


_TITLES = _pattern(
    r"\b(?:ال|لل|وال|بال)?و?(?:وزير\w*|رييس\w*|مبعوث\w*|مستشار\w*|سفير\w*|متحدث\w*|ناطق\w*|امين\w*|مدير\w*"
    r"|زعيم\w*|قايد\w*|ملك\w*|امير\w*|سيد\w*|دكتور\w*|نايب\w*|مندوب\w*|جنرال\w*|عالم\w*|لاعب\w*|مدرب\w*)",
    r"\b(?:minister|president|envoy|advis[eo]r|ambassador|spokes\w+|secretary|director|leader|chief"
    r"|king|queen|prince|general|senator|chairman|chairwoman|governor|mayor|coach|mr|mrs|ms|dr)\b",
)
_CAPITALISED = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+")
_ENUMERATION = re.compile(r"[،,]\s*و?|\s(?:and|&)\s|;|؛")
_PLACES = _pattern(
    r"\bب?(?:ال|لل)?(?:مدينه|قاعده|ولايه|عاصمه|مقر|قصر|مطار|منطقه|محافظه|اقليم|بلده|قريه|جزيره|شارع|فندق"
    r"|ميناء)\b",
    r"\b(?:city|base|state|capital|palace|airport|region|province|town|village|island|street|hotel|port"
    r"|headquarters)\b",
)
_IN_PLACE = re.compile(r"\b(?:in|at|near|from)\s+(?:the\s+)?[A-Z]\w+")
_IN_ARABIC = re.compile(r"\bفي\s+\w{4,}")  # a place or any other noun: no capitals tell
_MONTHS = (
    r"يناير|فبراير|مارس|ابريل|نيسان|مايو|ايار|يونيو|حزيران|يوليو|تموز|اغسطس|اب|سبتمبر|ايلول|اكتوبر|نوفمبر"
    r"|ديسمبر|كانون|شباط|اذار|تشرين|january|february|march|april|may|june|july|august|september|october"
    r"|november|december"
)
_TIMES = _pattern(
    rf"\b[وب]?(?:{_MONTHS})\b",
    r"\b(?:ال|ب|لل)?(?:سبت|احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه)\b",
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    r"\b(?:1\d{3}|20\d{2})\b",
    r"\b(?:امس|اليوم|غدا|صباح|مساء|العام|القرن|عام|سنه|yesterday|today|tomorrow|morning|evening|century)\b",
)
_UNITS = (
    r"ثواني?|ثانيه|ساعه|ساعات|ساعتين|دقيقه|دقايق|دقيقتين|يوما?|ايام|يومين|اسبوعا?|اسابيع|شهرا?|اشهر|شهور"
    r"|سنه|سنوات|سنتين|عاما?|اعوام|عامين|قرون|seconds?|hours?|minutes?|days?|weeks?|months?|years?"
)
_NUMBER_WORDS = (
    r"واحد\w*|اثن\w+|ثلاث\w*|اربع\w*|خمس\w*|ست|سته|سبع\w*|ثمان\w*|تسع\w*|عشر\w*|مييه|مايه|مايات|الف|الاف"
    r"|مليون\w*|ملايين|مليار\w*|نصف|ربع|one|two|three|four|five|six|seven|eight|nine|ten|dozens?"
    r"|hundreds?|thousands?|millions?|billions?|half|percent"
)
_DURATIONS = _pattern(
    rf"(?:\d+|\b(?:{_NUMBER_WORDS}))\s+(?:{_UNITS})\b",
    r"\b(?:ساعتين|دقيقتين|يومين|اسبوعين|شهرين|سنتين|عامين)\b",
)
_NUMBERS = _pattern(r"\d", rf"\b(?:{_NUMBER_WORDS})\b", "%", "٪")
_REASONS = _pattern(
    r"\b(?:بسبب|لان\w*|نتيجه|بهدف|من اجل|نظرا|لذلك|سبب\w*|ادي|ادت|كي|لكي|حيث)\b",
    r"\b(?:because|due to|since|in order|reason\w*|caused?|therefore|led to|result\w*)\b",
)


def _place(text: str, normal: str) -> float:
    if _PLACES.search(normal) or tells_a_place(normal):
        return 1.0
    if _IN_PLACE.search(text):
        return 0.5
    return 0.25 if _IN_ARABIC.search(normal) else 0.0


@lru_cache(maxsize=4096)
def offers(text: str) -> Mapping[Kind, float]:
    """How far, in [0, 1], a sentence offers what each kind of question asks for."""
    normal = normalise(text)
    persons = len(_TITLES.findall(normal)) + len(_CAPITALISED.findall(text))
    listed = min(len(_ENUMERATION.findall(text)), persons)
    return {
        Kind.PERSON: min(persons, 2) / 2,
        Kind.PERSONS: min(listed, 4) / 4,
        Kind.PLACE: _place(text, normal),
        Kind.TIME: float(bool(_TIMES.search(normal))),
        Kind.DURATION: float(bool(_DURATIONS.search(normal))),
        Kind.NUMBER: float(bool(_NUMBERS.search(normal))),
        Kind.REASON: float(bool(_REASONS.search(normal))),
    }

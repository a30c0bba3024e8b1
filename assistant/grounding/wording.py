"""A model's words on their way to the reader: each sentence is shown once it is proven, or never.

The first sentence that is not proven ends the model's turn. What it had left to say is replaced by
the exact quotes that the reader (assistant/reading/) had found, with a remark that says why.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from langchain_core.embeddings import Embeddings

from assistant.answer import Answer, Citation, Event, Evidence, Replaced, Words
from assistant.grounding.sentences import Sentence, SentenceStream
from assistant.grounding.verifying import Verifier
from assistant.phrasing import abstention, cite, frame
from assistant.question import Kind
from index.arabic import main_language, words
from index.messages import message
from index.splitting import Passage

# Yes and no alone are no sentence: they open the one that follows.
_ASIDE = re.compile(r"\s*(?:yes|no|نعم|لا|كلا|بلى)\s*[.,،!]?\s*", re.I)
_MOST_SENTENCES = 6
# The agreed sentence in a model's own words: of passages, texts and articles, in normalised words.
_DECLINES = re.compile(
    r"\b(?:not|no|t) (?:\w+ ){0,3}(?:mention\w*|say|said|stated?|provided?|specif\w+|given|found"
    r"|contain\w*|information)\b.{0,40}\b(?:passages?|article|text)\b"
    r"|\b(?:passages?|article|text)\b.{0,20}\b(?:not|no) (?:\w+ )?(?:mention|say|state|provide"
    r"|specif|give|contain|hold)"
    r"|\b(?:لا|لم) (?:ي|ت)(?:ذكر|رد|حدد|وجد|قل|قول|تضمن|حتوي)\w*\b.{0,30}"
    r"\b(?:المقال|النص|المقطع|المقاطع)\b"
)


class Wording:
    """Makes an answer of a model's pieces.

    Args:
        extractive: what is answered without a model: its citations are the evidence.
        kind: what the question asks for.
        model: the model's name.
        embeddings: an encoder of both languages.

    `open`, then `feed` for each piece, then `finish` yield the events of a stream, of which the
    last is the Answer. Once it is `over`, no more pieces are wanted.
    """

    def __init__(self, extractive: Answer, kind: Kind, model: str, embeddings: Embeddings) -> None:
        self._extractive = extractive
        self._kind = kind
        self._model = model
        self._embeddings = embeddings
        self._evidence = tuple(Passage(c.quote, c.start, c.end) for c in extractive.citations)
        self._phrase = next((c.phrase for c in self._extractive.citations if c.phrase), None)
        self._sent: tuple[Passage, ...] = ()
        self._verifier = Verifier((), embeddings)
        self._sentences = SentenceStream()
        self._said: list[str] = []
        self._cited: list[Passage] = []
        self._told: tuple[Citation, ...] = ()
        self._replaced: Replaced | None = None

    @property
    def over(self) -> bool:
        """Whether the model need not go on."""
        return self._replaced is not None

    @property
    def begun(self) -> bool:
        """Whether a sentence of the model was shown or refused."""
        return bool(self._said) or self.over

    def open(self) -> Iterator[Event]:
        """The evidence, which is there before the model's first word."""
        yield from self._tell(self._extractive.citations)

    def listen(self, sent: Sequence[Passage]) -> None:
        """Begin with a model that was given these passages, in the order of their numbers."""
        self._sent = tuple(sent)
        self._verifier = Verifier([passage.text for passage in sent], self._embeddings)
        self._sentences = SentenceStream()

    def feed(self, piece: str) -> Iterator[Event]:
        """What can be shown once `piece` has come."""
        yield from self._show(self._sentences.feed(piece))

    def finish(self, failure: Replaced | None = None) -> Iterator[Event]:
        """What is left to show; `failure` tells why the model did not come to its end."""
        if failure is None:
            yield from self._show(self._sentences.finish())
        self._replaced = self._replaced or failure
        if not self._said:
            self._replaced = self._replaced or Replaced.EMPTY
        rest = "" if self._replaced is None else self._rest(self._replaced)
        used = self._cited + (self._others() if rest else [])
        citations = self._cite(used)
        if rest:
            yield from self._tell(citations)
            yield Words(rest)
        yield replace(
            self._extractive,
            text=" ".join(self._said) + rest,
            citations=citations,
            model=self._model if self._said else self._extractive.model,
            replaced=self._replaced,
        )

    def _show(self, sentences: Iterator[Sentence]) -> Iterator[Event]:
        for sentence in sentences:
            if self.over:
                return
            if not _ASIDE.fullmatch(sentence.text):
                yield from self._judge(sentence)

    def _judge(self, sentence: Sentence) -> Iterator[Event]:
        """Show a sentence with its proof, or note why it is not shown."""
        self._replaced = self._refusal(sentence.text)
        if self._replaced is not None:
            return
        verdict = self._verifier.verdict(sentence)
        self._replaced = verdict.reason
        if self._replaced is not None:
            return
        proof = [self._sent[n - 1] for n in verdict.proof]
        self._cited += [passage for passage in proof if passage not in self._cited]
        yield from self._tell(self._cite(self._cited + self._others()))
        marks = " ".join(f"[{self._cited.index(passage) + 1}]" for passage in proof)
        blank = " " if self._said else ""
        self._said.append(f"{sentence.text} {marks}")
        yield Words(f"{blank}{self._said[-1]}")

    def _refusal(self, text: str) -> Replaced | None:
        """Why a sentence is not shown, whatever its proof."""
        if is_abstention(text):
            return Replaced.DECLINED
        if main_language(text) != self._extractive.language:
            return Replaced.LANGUAGE
        if len(self._said) == _MOST_SENTENCES or any(said.startswith(text) for said in self._said):
            return Replaced.ENDLESS
        return None

    def _cite(self, passages: list[Passage]) -> tuple[Citation, ...]:
        return cite(passages, self._phrase)

    def _others(self) -> list[Passage]:
        """The evidence that no sentence of the model has cited."""
        return [passage for passage in self._evidence if passage not in self._cited]

    def _rest(self, why: Replaced) -> str:
        """The quotes that stand for what the model did not say or prove, and the remark."""
        language = self._extractive.language
        remark = "\n" + message("grounding", why, language)
        if not self._said:
            return self._extractive.text + remark
        more = self._cite(self._cited + self._others())[len(self._cited) :]
        return ("\n" + frame(self._kind, language, more) if more else "") + remark

    def _tell(self, citations: tuple[Citation, ...]) -> Iterator[Event]:
        """The evidence, where it is not what was told last."""
        if citations != self._told or not citations:
            self._told = citations
            yield Evidence(citations)


def is_abstention(text: str) -> bool:
    """Whether a sentence says, in either language, that the article does not say."""
    said = " ".join(words(text))
    return any(
        said.startswith(" ".join(words(abstention(language)))) for language in ("ar", "en")
    ) or bool(_DECLINES.search(said))

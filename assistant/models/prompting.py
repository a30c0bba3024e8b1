"""What a model is told: a task, an example of it, and numbered passages fenced as data.

What is the same in every prompt comes first, so that llama.cpp need not read it again.
"""

import re
from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.answer import Replaced
from assistant.models.choosing import LanguageModel
from assistant.models.speaking import SpeechFailed
from assistant.phrasing import abstention
from assistant.question import Question
from index.messages import Language, message
from index.splitting import Passage

GIVEN = 4
"""Passages that a model is given at least, where the article has so many."""
_ANSWER = 300
"""Tokens that are kept free for the answer and for what a chat template adds."""
_FENCE = re.compile(r"</?\s*(?:passages|conversation)\s*>", re.I)
# How models mark turns: a passage that holds such a mark would end its own fence.
_CONTROL = re.compile(
    r"<\|[^|>]{0,40}\|>|<\|?/?(?:im_start|im_end|eot|start_of_turn|end_of_turn)\|?>"
)


def passages_to_give(read: Sequence[Passage], found: Sequence[Passage]) -> list[Passage]:
    """What a model is given, most important first: what was read to answer, then the next found."""
    others = [passage for passage in found if passage not in read]
    return [*read, *others][: max(GIVEN, len(read) + 1)]


def answer_prompt(
    model: LanguageModel, question: Question, passages: Sequence[Passage], article: Language
) -> tuple[list[BaseMessage], list[Passage]]:
    """The messages that ask `model` to answer, and the passages in them, in their order.

    Args:
        model: whose context must hold it, by its own count of tokens.
        question: what is asked.
        passages: most important first; as many are sent as fit, in the article's order.
        article: the article's language.

    Raises SpeechFailed when not even the first passage fits.
    """
    fixed = _answer_beginning(question.language, article)
    room = model.context - _ANSWER - sum(model.count(str(m.content)) for m in fixed)
    for kept in range(len(passages), 0, -1):
        sent = sorted(passages[:kept], key=lambda passage: passage.start)
        asked = message(
            "models",
            "asked",
            question.language,
            passages=_numbered(sent),
            question=fenced(question.text),
        )
        if model.count(asked) <= room:
            return [*fixed, HumanMessage(asked)], sent
    raise SpeechFailed(Replaced.CONTEXT)


def condense_prompt(question: Question, earlier: Sequence[str]) -> list[BaseMessage]:
    """The messages that ask for `question` in words that stand alone, after `earlier` ones."""
    language = question.language
    conversation = "\n".join(f"- {fenced(text)}" for text in earlier)
    asked = message(
        "models", "condensed", language, conversation=conversation, question=fenced(question.text)
    )
    return [SystemMessage(message("models", "condense", language)), HumanMessage(asked)]


def _answer_beginning(language: Language, article: Language) -> list[BaseMessage]:
    said = abstention(language)
    messages: list[BaseMessage] = [
        SystemMessage(message("models", "answer", language, abstention=said))
    ]
    passages = message("models", "example_passages", article)
    for example in ("example_who", "example_number"):
        question = message("models", example, language)
        messages += [
            HumanMessage(
                message("models", "asked", language, passages=passages, question=question)
            ),
            AIMessage(message("models", f"{example}_answer", language)),
        ]
    return messages


def _numbered(passages: Sequence[Passage]) -> str:
    return "\n".join(f"[{n}] {fenced(p.text)}" for n, p in enumerate(passages, start=1))


def fenced(text: str) -> str:
    """`text` on one line, without what would end its fence or pass for a turn of the chat."""
    return " ".join(_CONTROL.sub(" ", _FENCE.sub(" ", text)).split())

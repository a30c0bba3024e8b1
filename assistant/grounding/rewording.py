"""Whether a model's rewording of a follow-up can be trusted to ask what was asked."""

from collections.abc import Sequence

from assistant.conversation import LONGEST
from assistant.grounding.verifying import fault_of_facts
from assistant.question import Kind, Question
from index.arabic import words
from index.errors import QuestionError
from index.lexical import Lexical
from index.stopwords import STOPWORDS


def reworded(text: str, question: Question, said: Sequence[str]) -> Question | None:
    """A model's rewording of a follow-up, if it can be trusted; else None.

    It must be a question in the language of `question`, ask for the same (a place, a reason, where
    `question` says which), keep most of its words, and name nothing and no number that was not
    said.

    Args:
        text: what the model wrote.
        question: the follow-up.
        said: what it leans on, as `leans_on` gives it.
    """
    line = text.strip().splitlines()[0] if text.strip() else ""
    try:
        found = Question.parse(line[:LONGEST])
    except QuestionError:
        return None
    spoken = [question.text, *said]
    own = {word for word in words(question.text) if word not in STOPWORDS}
    kept = own & set(words(found.text))
    if found.language != question.language or 2 * len(kept) < len(own):
        return None
    if question.kind is not Kind.OTHER and found.kind not in (question.kind, Kind.OTHER):
        return None
    if fault_of_facts(found.text, spoken, Lexical.build(spoken)) is not None:
        return None
    return found

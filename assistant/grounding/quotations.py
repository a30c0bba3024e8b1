"""What stands in quotation marks, and whether a text holds it word for word."""

import re

from index.arabic import words

_QUOTED = re.compile(r"«([^»]*)»|“([^”]*)”|„([^“”]*)[“”]|\"([^\"]*)\"|‘([^’]*)’(?!\w)")


def quotations(text: str) -> list[list[str]]:
    """The normalised words of every quotation in `text`; none of an empty one."""
    found = ("".join(parts) for parts in _QUOTED.findall(text))
    return [said for quoted in found if (said := words(quoted))]


def holds(said: list[str], text: str) -> bool:
    """Whether the words stand in `text`, together and in their order."""
    held = words(text)
    size = len(said)
    return any(held[at : at + size] == said for at in range(len(held) - size + 1))

"""Whether a text that a case wants stands in another, whatever the spelling."""

import re

from index.arabic import normalise


def folded(text: str) -> str:
    """`text` as it is compared: in the one spelling of `index.arabic`, white space as one blank."""
    return " ".join(normalise(text).split())


def stands_in(wanted: str, text: str) -> bool:
    """Whether folded `wanted` stands in folded `text`, a number only as a whole: no 3 in 13 or 3.5.

    Words may be parts of longer ones: Arabic writes its "and", "in" and "the" onto them.
    """
    pattern = re.escape(wanted)
    if wanted[:1].isdigit():
        pattern = rf"(?<!\d)(?<!\d[.,٫٬]){pattern}"
    if wanted[-1:].isdigit():
        pattern = rf"{pattern}(?!\d|[.,٫٬]\d)"
    return re.search(pattern, text) is not None

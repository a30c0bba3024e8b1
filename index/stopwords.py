"""Words of questions that tell little of what is asked about, in normalised form."""

from collections.abc import Iterable

from index.arabic import normalise, stem

_ENGLISH = """
a an the this that these those it its he she his her they their them we us you your i me my there
is are was were be been being am do does did has have had having will would shall should can could
may might must of in on at to for from by with about as into over under between during and or but
if then than so not no yes who whom whose what which when where why how many much long
again once other others else further later according article text story report tell say says said
happen happened please
s t d ll re ve any some take took part take taking
"""
_ARABIC = """
من ما ماذا متى اين كيف كم هل لماذا لم لما اي اية أيها الذي التي الذين اللذين اللتين
هذا هذه ذلك تلك
هو هي هم هن كان كانت كانوا يكون تكون سيكون ستكون قد لقد سوف في على الى إلى عن مع بين عند منذ
حتى ثم
او أو ام أم و ف ب ل ك لا لن ليس ليست غير إن أن ان إنه أنه أنها إنها به بها له لها فيه فيها
عليه عليها
منه منها عنه عنها
لدى كل بعض أيضا ايضا بأن بان المقال النص الخبر تم يتم جرى وما ومن وهل ومتى واين وأين
مرة مرات مجددا أخرى آخر آخرون آخرين لاحقا قال قالت قالوا يقول تقول يقولون
ولماذا وكيف وكم بمن لمن ممن بماذا لأي بأي مما عما عمن فيم بم لهم لهما هما وهو وهي
مين فين وين امتى إيمتى ليش ليه شو ايش إيش ايه إيه قديش كام اللي اد قد عشان علشان
"""

STOPWORDS = frozenset(normalise(word) for word in (_ENGLISH + _ARABIC).split())
"""Words that ask or join."""

_LIGHT = frozenset(normalise(word) for word in ["held", "جرت", "عقد", "عقدت", "يعقد", "انعقد"])
"""Verbs that say of an event only that it was."""


def content(question: Iterable[str]) -> list[str]:
    """The words of a question that tell what it is about, in order, each once: neither STOPWORDS
    nor, where any other word is left, verbs that only say that something was.

    >>> content(["where", "was", "the", "meeting", "held"]), content(["where", "was", "it", "held"])
    (['meeting'], ['held'])
    """
    left = [word for word in dict.fromkeys(question) if word not in STOPWORDS]
    return [word for word in left if word not in _LIGHT] or left


_SOUGHT_IN_ENGLISH = """
job role position post title name names nationality participant participants attendee attendees
describe described description mention mentioned explain explained comment commented state stated
think thought opinion purpose goal aim reason reasons cause result outcome topic topics subject kind
type form format way manner date time day place location venue number amount duration detail details
information event occasion occur occurred exactly actually person
persons people called named held give given
"""
_SOUGHT_IN_ARABIC = """
وظيفة منصب دور اسم أسماء لقب جنسية مشارك مشاركون مشاركين حاضر حاضرون حاضرين وصف يصف ذكر يذكر أوضح
علق تعليق صرح رأى رأي هدف غرض سبب أسباب نتيجة موضوع مواضيع موضوعات نوع شكل طريقة كيفية صيغة تاريخ
موعد وقت يوم مكان موقع عدد مقدار مدة تفاصيل معلومات مناسبة حدث وقع حصل جرت ثانية بالضبط تحديدا شخص
أشخاص سمي يسمى تسمى دعي أطلق أعطى
"""

SOUGHT = frozenset(
    stem(normalise(word)) for word in (_SOUGHT_IN_ENGLISH + _SOUGHT_IN_ARABIC).split()
)
"""Stems of words that name what is sought rather than what it is sought of, as "job" in "what is
her job?": an article that answers need not have them."""

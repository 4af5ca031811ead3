"""How much a message matters, 0 to 1, and why.

Four factors are weighed: what the message says (content), who says it (author), how fresh
it is (temporal) and what it belongs to (topic). The content leads. A factor about which
nothing is known takes the content's side, so a new author or an old message is neither
lifted nor pressed down: every class stays within reach. Freshness and a busy topic only
ever raise; age takes that rise away and nothing else. The less a message says, the less
the other factors can add, so an "ok" is noise whoever says it, wherever, at whatever time.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from orakul.errors import RejectedError
from orakul.language.cues import NOISE, REQUEST, SIGNAL
from orakul.language.stopwords import content_words
from orakul.language.text import CODE, COMMAND, MENTION, URL, fold, prose, words

Classification = Literal["noise", "weak_signal", "signal"]

_HALF_LIFE: Final = timedelta(hours=24)  # of the rise that freshness gives
_FRESH: Final = 0.5  # part of the way to 1 that a message just sent is lifted
_BUSY: Final = 3  # messages of a topic in 24 h, above which it counts as busy
_KNOWN_AUTHOR: Final = 5  # messages after which a record counts as much as the content
_KNOWN_TOPIC: Final = 10  # the same for a topic
_SPEAKING: Final = 0.3  # content from which the other factors count in full
NOTHING: Final = 0.05  # content of a message that says nothing
_REPEATED: Final = 0.85  # cosine similarity from which a message repeats an earlier one

_VERSION_OR_DATE = re.compile(r"\bv?\d+[.:/-]\d+|\b\d{2,}\b")
# No more of each than tells it: strangers choose the text, and what begins with a run of letters
# would be looked for from each of them to its end.
_IDENTIFIER = re.compile(r"\w\(\)|\w[._]\w|\b[a-z]+[A-Z]\w|[/\\]\w+[/\\]\w")


@dataclass(frozen=True, slots=True)
class Scale:
    """Weights of the four factors and the borders of the classes.

    Raises:
        RejectedError: the weights do not sum to 1 ± 0.01, or the borders are out of order.
    """

    content: float = 0.4
    author: float = 0.2
    temporal: float = 0.2
    topic: float = 0.2
    noise: float = 0.3  # below it: noise
    signal: float = 0.7  # from it: signal

    def __post_init__(self) -> None:
        weights = (self.content, self.author, self.temporal, self.topic)
        if not all(0 <= weight <= 1 for weight in weights):
            raise RejectedError("a weight of importance is between 0 and 1")
        if abs(sum(weights) - 1) > 0.01 + 1e-9:
            raise RejectedError(f"the weights of importance sum to 1, not {sum(weights):g}")
        if not 0 < self.noise < self.signal <= 1:
            raise RejectedError("the borders of the classes are 0 < noise < signal <= 1")


DEFAULT_SCALE: Final = Scale()


@dataclass(frozen=True, slots=True)
class Importance:
    """What was found about one message.

    Attributes:
        score: 0 to 1, the weighted sum of *factors*, four digits.
        classification: the class of *score* as rounded.
        factors: content, author, temporal and topic, each 0 to 1, four digits.
        reasons: what the content was judged by, such as "question" or "link".
    """

    score: float
    classification: Classification
    factors: Mapping[str, float]
    reasons: Sequence[str]


def assess(
    text: str,
    *,
    age: timedelta,
    author_mean: float | None = None,
    author_count: int = 0,
    topic_count: int = 0,
    topic_recent: int = 0,
    similarity: float = 0.0,
    scale: Scale = DEFAULT_SCALE,
) -> Importance:
    """Judge one message.

    Args:
        text: what it says; blank for a sticker or a picture without words.
        age: time since it was sent; below zero counts as zero.
        author_mean: mean score of the author's earlier messages, None with none.
        author_count: how many earlier messages *author_mean* is the mean of.
        topic_count: messages of its topic, 0 when it has none.
        topic_recent: those of them that were sent in the last 24 h.
        similarity: highest cosine similarity to an earlier message of the chat, 0 to 1.
        scale: weights and borders.
    """
    said, reasons = content(text, similarity=similarity)
    open_to_others = min(1.0, said / _SPEAKING)
    pulls = {
        "content": 0.0,
        "author": _author(said, author_mean, author_count),
        "temporal": _temporal(said, age, topic_recent),
        "topic": _topic(said, topic_count),
    }
    factors = {name: round(said + open_to_others * pull, 4) for name, pull in pulls.items()}
    total = scale.content + scale.author + scale.temporal + scale.topic
    score = sum(getattr(scale, name) * factor for name, factor in factors.items()) / total
    score = round(min(1.0, max(0.0, score)), 4)
    return Importance(score, classify(score, scale), factors, reasons)


def classify(score: float, scale: Scale = DEFAULT_SCALE) -> Classification:
    """Name the class of *score*: noise < 0.3 <= weak_signal < 0.7 <= signal by default."""
    if score < scale.noise:
        return "noise"
    return "signal" if score >= scale.signal else "weak_signal"


def content(text: str, *, similarity: float = 0.0) -> tuple[float, tuple[str, ...]]:
    """Return how much *text* says by itself, 0 to 1, and what that was judged by."""
    empty = _says_nothing(text)
    if empty:
        return (0.0 if empty == "empty" else NOTHING), (empty,)
    said, reasons = 0.0, list[str]()
    for reason, found in _traits(text).items():
        if found > 0:
            said += found
            reasons.append(reason)
    if similarity >= _REPEATED:
        said *= 1 - 0.6 * (min(similarity, 1.0) - _REPEATED) / (1 - _REPEATED)
        reasons.append("repeated")
    return round(min(1.0, max(NOTHING, said)), 4), tuple(reasons)


def _says_nothing(text: str) -> str | None:
    """Name why *text* cannot matter, or None when it may."""
    if not text.strip():
        return "empty"
    if COMMAND.match(text.strip()):
        return "command"
    if URL.search(text) or CODE.search(text):
        return None
    found = words(fold(MENTION.sub(" ", text)))
    if not any(len(word) > 1 or word.isalnum() for word in found) or all(map(str.isdigit, found)):
        return "no words"
    return "filler" if all(_filler(word) for word in found) else None


def _filler(word: str) -> bool:
    if word in NOISE or len(word) == 1:
        return True
    return (
        re.fullmatch(r"(?:[ха]{3,}|(?:ha|he|lo)+[hl]?|х[еи]+(?:х[еи]*)*|(.)\1{2,})", word)
        is not None
    )


def _traits(text: str) -> dict[str, float]:
    """Return what each trait of *text* adds to its content."""
    plain = prose(text)
    meaning = len({fold(word) for word in content_words(words(plain))})
    cues = len(set(SIGNAL.found(plain)))
    return {
        "length": 0.12 + 0.43 * (1 - math.exp(-meaning / 7)),
        "signal words": 0.22 * (1 - 0.4**cues) / 0.6,
        "request": 0.12 if REQUEST.within(plain) else 0.0,
        "question": 0.18 if "?" in plain and meaning > 1 else 0.0,
        "link": 0.12 if URL.search(text) else 0.0,
        "code": 0.12 if CODE.search(text) or _IDENTIFIER.search(plain) else 0.0,
        "numbers": 0.03 if _VERSION_OR_DATE.search(plain) else 0.0,
    }


def _author(said: float, mean: float | None, count: int) -> float:
    """Return the pull of the author's record, which grows with the number of messages."""
    if mean is None or count <= 0:
        return 0.0
    return (mean - said) * count / (count + _KNOWN_AUTHOR)


def _temporal(said: float, age: timedelta, recent: int) -> float:
    freshness = 0.5 ** (max(age, timedelta()) / _HALF_LIFE)
    busy = 0.1 if recent > _BUSY else 0.0
    return min(1 - said, (1 - said) * _FRESH * freshness + busy)


def _topic(said: float, count: int) -> float:
    """Return the lift of a topic by its size: 0.5 for a few messages, 0.9 from fifty on."""
    if count <= 0:
        return 0.0
    level = 0.5 + 0.4 * min(1.0, math.log1p(count) / math.log1p(50))
    return max(0.0, level - said) * count / (count + _KNOWN_TOPIC)

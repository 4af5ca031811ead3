"""Candidate tasks of a batch: what somebody is asked, promises or needs to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from orakul import vectors
from orakul.language import triage
from orakul.language.asks import HELP, PLEASE, Ask, ask, title
from orakul.language.dates import due
from orakul.language.stopwords import content_words
from orakul.language.text import fold, shorten, words
from orakul.llm.engine import CandidateTask, Context, Reason
from orakul.llm.offline.reading import Reading, nameable, stem
from orakul.llm.offline.reasons import reason, told
from orakul.llm.offline.requests import probabilities

_SURE: Final[dict[Ask, float]] = {"request": 0.7, "promise": 0.6, "need": 0.55, "proposal": 0.5}
_LEAST: Final = 0.5  # confidence below which a sentence is no task
_SAME: Final = 0.75  # cosine similarity of titles from which two tasks are one
_SHARED: Final = 0.6  # share of words that does the same
_TITLE: Final = 200  # characters
_DESCRIPTION: Final = 800  # characters
_POINTING: Final = frozenset(fold("it this that them це його її їх это его ее их").split())
_FEWEST_WORDS: Final = 2  # of a title, that carry meaning


@dataclass(slots=True)
class _Candidate:
    readings: list[Reading]
    before: Reading | None  # what was said just before, where the task points back to it
    title: str
    sentence: str
    ask: Ask
    likely: float | None  # what the request classifier says; None of a language it was not taught
    confidence: float
    due: date | None


def tasks(readings: Sequence[Reading], context: Context) -> list[CandidateTask]:
    """Return the tasks found in *readings*, the surest first, each once."""
    found = [each for at in range(len(readings)) for each in _of_message(readings, at)]
    found.sort(key=lambda each: (-each.confidence, each.readings[0].id))
    return [_task(each, context) for each in _merged(found) if each.confidence >= _LEAST]


def _of_message(readings: Sequence[Reading], at: int) -> Iterable[_Candidate]:
    reading = readings[at]
    for sentence in reading.sentences:
        kind = ask(sentence)
        if kind is None or HELP.within(sentence):
            continue
        name = title(sentence)
        telling = [word for word in words(name) if nameable(word)]
        if len(content_words(words(name))) < _FEWEST_WORDS or not telling:
            continue
        chance = float(probabilities([sentence])[0]) if reading.language == "en" else None
        wanted = due(sentence, reading.at)
        sure = _confidence(kind, chance, sentence, wanted, telling)
        before = readings[at - 1] if at and _points_back(name) else None
        yield _Candidate([reading], before, name, sentence, kind, chance, sure, wanted)


def _confidence(
    kind: Ask, likely: float | None, sentence: str, wanted: date | None, telling: Sequence[str]
) -> float:
    """Weigh the cue with the classifier, where it can judge; details make it surer."""
    sure = _SURE[kind] if likely is None else 0.55 * _SURE[kind] + 0.45 * likely
    sure += 0.1 * PLEASE.within(sentence) + 0.08 * (wanted is not None)
    sure += 0.03 * min(3, len(telling)) - 0.1 * (
        sentence.rstrip().endswith("?") and kind != "request"
    )
    return round(min(0.95, sure), 2)


def _points_back(name: str) -> bool:
    """Tell whether *name* cannot be understood without what was said before."""
    return not _POINTING.isdisjoint(words(fold(name)))


def _merged(found: Sequence[_Candidate]) -> list[_Candidate]:
    """Join the candidates that name one task; the surer one keeps its words."""
    embedded = vectors.embed([each.title for each in found])
    stems = [{stem(word) for word in content_words(words(each.title))} for each in found]
    kept: list[int] = []
    for place, each in enumerate(found):
        for other in kept:
            shared = len(stems[place] & stems[other]) / max(1, len(stems[place] | stems[other]))
            if float(embedded[place] @ embedded[other]) >= _SAME or shared >= _SHARED:
                _join(found[other], each)
                break
        else:
            kept.append(place)
    return [found[place] for place in kept]


def _join(kept: _Candidate, same: _Candidate) -> None:
    known = {reading.id for reading in kept.readings}
    kept.readings += [reading for reading in same.readings if reading.id not in known]
    kept.due = kept.due or same.due
    kept.confidence = round(min(0.95, kept.confidence + 0.05), 2)


def _task(found: _Candidate, context: Context) -> CandidateTask:
    said = " ".join(reading.text for reading in found.readings)
    reasons = _reasons(found)
    return CandidateTask(
        title=shorten(found.title, _TITLE),
        description=_description(found),
        category=triage.category(found.sentence),
        priority=triage.priority(said, found.due, found.readings[0].at.date()),
        confidence=found.confidence,
        reasoning=told(context.language, *reasons),
        sources=sorted(reading.id for reading in found.readings),
        tags=_tags(found),
        due=found.due,
        reasons=reasons,
    )


def _description(found: _Candidate) -> str:
    lines = [*([found.before] if found.before else []), *found.readings]
    each = _DESCRIPTION // len(lines)
    return "\n".join(f"{reading.author}: {shorten(reading.text, each)}" for reading in lines)


def _reasons(found: _Candidate) -> list[Reason]:
    reasons = [reason(found.ask, cue=shorten(found.sentence, 80))]
    if found.likely is not None:
        reasons.append(reason("likely", share=round(100 * found.likely)))
    if len(found.readings) > 1:
        reasons.append(reason("merged", messages=len(found.readings)))
    return reasons


def _tags(found: _Candidate) -> list[str]:
    """Return up to three words of the title that name a subject."""
    telling = dict.fromkeys(fold(word) for word in words(found.title) if nameable(word))
    return list(telling)[:3]

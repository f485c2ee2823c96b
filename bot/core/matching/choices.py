"""Which answer button a typed answer means."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from bot.core.matching.amounts import Range, bare_number, range_in, told_amounts
from bot.core.matching.answer_words import BREAK, AnswerWords, core
from bot.core.matching.mentions import Mention, mentions, option_wordings, size
from bot.core.matching.telling import telling
from bot.core.text import normalise, syllables

_CLOSE = 0.72
_CLEAR = 0.08  # by how much the likest option must beat the next
_MENTIONED = 0.9
_LIKELIER = 2.0  # times: how much more must be said of one option than of any other
_SAME_SOUND = 100.0
_PAIR = 2
_TELLING = 3  # characters
_LIKELY = 0.75
_ENOUGH = 2  # pairs of characters or Latin words found with one option alone
_SHORT = 8  # characters; in a longer answer a single character mentioned is not sure
_DOUBT = "?"


@dataclass(frozen=True, slots=True)
class ChoiceOption:
    """An answer button: its label and the other words that mean it."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChoiceMatch:
    """The button meant, or None when the text is about something else; score 0 to 1.

    `unsure`: the customer says not to know. `between`: the options it may be, when the words fit
    more than one. `agreed`: it was a yes or no, without a word of the button.
    """

    id: str | None
    score: float
    runner_up: str | None
    unsure: bool
    between: tuple[str, ...] = ()
    agreed: bool = False


_NOTHING = ChoiceMatch(None, 0.0, None, unsure=False)


def choose(text: str, options: Sequence[ChoiceOption], *, words: AnswerWords) -> ChoiceMatch:
    """Return which of the options the text means.

    In the order of sense: a place in the list, an option's very words, an amount within an
    option's range, an option mentioned or denied, yes and no, not knowing, last a likeness in
    writing and sound. Between options that fit about as well none is chosen.
    """
    options = tuple(options)
    if not options:
        return _NOTHING
    said = core(text, words)
    whole = said.replace(BREAK, "")
    place = next((i for i, names in enumerate(words.ordinals) if whole in names), None)
    if place is not None and place < len(options):
        return ChoiceMatch(options[place].id, 1.0, None, unsure=False)
    wordings = _wordings(options, words)
    same = {option for wording, option in wordings if wording == whole}
    if len(same) == 1:
        return ChoiceMatch(same.pop(), 1.0, None, unsure=False)
    amount = _amount(normalise(text), options, words)
    if amount is not None:
        return amount
    return _named(said, options, words) or _alike(said, options, words)


def volunteered(text: str, options: Sequence[ChoiceOption], *, words: AnswerWords) -> str | None:
    """Return the one option a story already tells, None when it tells none or several.

    Only wordings long enough to mean something by themselves count, and none that deny or lean on
    the question: "none of them", "just as before" answer one question and turn up in every story.
    """
    said = core(text, words)
    told = [
        one
        for one in mentions(said, _wordings(tuple(options), words), words=words)
        if one.weight >= _PAIR and not _stands_in_question(one, said, words)
    ]
    tells = {one.option for one in told if not one.denial and _tells(one.wording, words)}
    return tells.pop() if len(tells) == 1 and {one.option for one in told} == tells else None


def _stands_in_question(one: Mention, said: str, words: AnswerWords) -> bool:
    start, end = _clause(one, said)
    return words.question.search(said[start:end]) is not None and (
        words.question.search(one.wording) is None
    )


def _tells(wording: str, words: AnswerWords) -> bool:
    return (
        size(wording) >= _TELLING
        and not _denies(wording, words)
        and words.leaning.match(wording) is None
    )


@lru_cache(maxsize=2_000)
def _wordings(options: tuple[ChoiceOption, ...], words: AnswerWords) -> tuple[tuple[str, str], ...]:
    return tuple(option_wordings([(one.id, one.words) for one in options], words))


def _amount(text: str, options: tuple[ChoiceOption, ...], words: AnswerWords) -> ChoiceMatch | None:
    """The one option whose range holds every amount told; None when the question is of no amount."""
    ranges = _ranges(options, words)
    if not ranges:
        return None
    kinds = {one.kind for own in ranges.values() for one in own}
    told = [amount for amount in told_amounts(text, words.amounts) if amount[0] in kinds]
    number = bare_number(core(text, words), words.amounts)
    if not told and number is not None and len(kinds) == 1:
        unit = next(one.unit for own in ranges.values() for one in own)
        told = [(kinds.pop(), number * unit)]
    if not told:
        return None
    meant = [
        [
            id_
            for id_, own in ranges.items()
            if any(one.kind == kind and one.holds(value) for one in own)
        ]
        for kind, value in told
    ]
    if all(len(one) == 1 and one == meant[0] for one in meant):
        return ChoiceMatch(meant[0][0], _MENTIONED, None, unsure=False)
    return None


@lru_cache(maxsize=2_000)
def _ranges(
    options: tuple[ChoiceOption, ...], words: AnswerWords
) -> Mapping[str, tuple[Range, ...]]:
    found = {
        one.id: tuple(
            named
            for word in one.words
            if (named := range_in(normalise(word), words.amounts)) is not None
        )
        for one in options
    }
    return {option: own for option, own in found.items() if own}


def _named(said: str, options: tuple[ChoiceOption, ...], words: AnswerWords) -> ChoiceMatch | None:
    """The option mentioned, or left when the others are denied; a yes or no; or not knowing."""
    doubts = [(doubt, _DOUBT) for doubt in words.doubts]
    found = mentions(said, [*_wordings(options, words), *doubts], words=words)
    doubt = next((one for one in found if one.option == _DOUBT), None)
    told = [one for one in found if one.option != _DOUBT and not _is_asked(one, said, words)]
    affirmed = _affirmed(told, said, words)
    if doubt is not None and (len(affirmed) != 1 or _governs(doubt, told, said)):
        return ChoiceMatch(None, 0.0, None, unsure=True)
    if affirmed:
        return _heaviest(affirmed, said, hedged=doubt is not None)
    denied = {one.option for one in told if one.denial == "near"}
    left = [one.id for one in options if one.id not in denied]
    if denied and len(left) == 1:
        return ChoiceMatch(left[0], _LIKELY, None, unsure=False)
    return _yes_or_no(said, options, words)


def _is_asked(one: Mention, said: str, words: AnswerWords) -> bool:
    """Whether a mention is part of a question of the customer's rather than an answer."""
    start, end = _clause(one, said)
    clause = said[start:end]
    asked = words.question.search(clause)
    if (
        asked is None
        or words.question.search(one.wording)
        or words.inclusive.search(clause, asked.end())
    ):
        return False
    return one.weight < _TELLING


def _clause(one: Mention, said: str) -> tuple[int, int]:
    end = said.find(BREAK, one.end)
    return said.rfind(BREAK, 0, one.start) + 1, len(said) if end < 0 else end


def _governs(doubt: Mention, told: Sequence[Mention], said: str) -> bool:
    """Whether the doubt is about what is told: "don't know if it's red", "too dark to see"."""
    start, end = _clause(doubt, said)
    return any(
        start <= one.start < end and (doubt.end <= one.start or one.weight == 1) for one in told
    )


def _affirmed(told: Sequence[Mention], said: str, words: AnswerWords) -> dict[str, float]:
    """Return how much is said of each option; what held before a turn counts no more."""
    held = [one for one in told if not one.denial]
    turn = max((found.start() for found in words.turn.finditer(said)), default=-1)
    held = [one for one in held if one.start >= turn] or held
    weights: dict[str, float] = {}
    for one in held:
        weights[one.option] = weights.get(one.option, 0.0) + one.weight
    for one in told:
        if one.denial and weights.get(one.option, 0.0) <= one.weight:
            weights.pop(one.option, None)
    return weights


def _heaviest(weights: Mapping[str, float], said: str, *, hedged: bool) -> ChoiceMatch:
    best, *others = sorted(weights, key=lambda option: -weights[option])
    if not others:
        if weights[best] <= 1 and max(size(clause) for clause in said.split(BREAK)) > _SHORT:
            return ChoiceMatch(None, 0.5, best, unsure=hedged)
        return ChoiceMatch(best, _MENTIONED, None, unsure=hedged)
    if weights[best] >= _LIKELIER * weights[others[0]]:
        return ChoiceMatch(best, _LIKELY, others[0], unsure=hedged)
    return ChoiceMatch(None, 0.5, None, unsure=hedged, between=(best, *others))


def _yes_or_no(
    said: str, options: tuple[ChoiceOption, ...], words: AnswerWords
) -> ChoiceMatch | None:
    """The yes-like or no-like button when the answer begins with yes or no."""
    answer = words.leading(said)
    if answer is None:
        return None
    own, other = (words.yes, words.no) if answer == "yes" else (words.no, words.yes)
    found = _worded(options, own, words)
    if found is None and len(options) == _PAIR:
        opposite = _worded(options, other, words)
        if opposite is not None:
            found = next(one.id for one in options if one.id != opposite)
    return ChoiceMatch(found, _MENTIONED if found else 0.0, None, unsure=False, agreed=True)


def _worded(
    options: tuple[ChoiceOption, ...], kind: Sequence[str], words: AnswerWords
) -> str | None:
    """Return the one option a wording of which is a plain yes or no."""
    like = [one.id for one in options if any(core(word, words) in kind for word in one.words)]
    return like[0] if len(like) == 1 else None


def _alike(said: str, options: tuple[ChoiceOption, ...], words: AnswerWords) -> ChoiceMatch:
    """The option likest in writing and sound to the whole or a clause, when it is so by far."""
    parts = {said.replace(BREAK, ""), *said.split(BREAK)}
    parts = {part for part in parts if not words.question.search(part)}
    scores = {
        one.id: max((_similarity(part, one, words) for part in parts), default=0.0)
        for one in options
    }
    best, *others = sorted(scores, key=lambda option: -scores[option])
    if scores[best] < _CLOSE:
        return _telling(parts, options, words)
    if others and scores[best] - scores[others[0]] < _CLEAR:
        return ChoiceMatch(None, scores[best], None, unsure=False, between=(best, others[0]))
    return ChoiceMatch(best, scores[best], None, unsure=False)


def _telling(parts: set[str], options: tuple[ChoiceOption, ...], words: AnswerWords) -> ChoiceMatch:
    """The one option with which words of the answer are shared, when enough of them are."""
    wordings = tuple((one.id, one.words) for one in options)
    shared = Counter({one.id: 0 for one in options})
    for part in parts:
        for option, told in telling(part, wordings, words).items():
            shared[option] = max(shared[option], told)
    (best, most), *others = shared.most_common(_PAIR)
    if most < _ENOUGH or any(told for _, told in others):
        return _NOTHING
    return ChoiceMatch(best, _LIKELY, None, unsure=False)


def _similarity(said: str, option: ChoiceOption, words: AnswerWords) -> float:
    """Likeness to an option's nearest wording; a denial on one side only is no likeness."""
    heard, denies = syllables(said), _denies(said, words)
    best = 0.0
    for word in option.words:
        other = core(word, words)
        if _denies(other, words) != denies:
            continue
        sound = fuzz.ratio(heard, syllables(other))
        best = max(best, (fuzz.ratio(said, other) + sound) / 200)
        if sound == _SAME_SOUND:  # typed by ear, such as 洪登 for 红灯
            best = max(best, _MENTIONED)
    return best


def _denies(text: str, words: AnswerWords) -> bool:
    return words.denial.search(text) is not None

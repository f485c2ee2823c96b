"""Which answer button a typed answer means."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from bot.core.text import bare, normalise, syllables

_CLOSE = 0.72
_MENTIONED = 0.9
_SAME_SOUND = 100.0
_PAIR = 2
_TELLING = 3  # characters
_NEGATION_REACH = 3  # characters between a denial and the word it denies


@dataclass(frozen=True, eq=False)
class AnswerWords:
    """How people answer: words from the book, in normalised form.

    `ordinals[i]` names the answer at position i. `yes` and `no` are whole answers and, at the
    same time, the words by which a yes-like or no-like button is known.
    """

    unsure: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    hedges: tuple[str, ...]
    denials: tuple[str, ...]
    questions: tuple[str, ...]
    ordinals: tuple[tuple[str, ...], ...]

    @cached_property
    def hedges_by_length(self) -> tuple[str, ...]:
        """The softeners, longest first."""
        return tuple(sorted(self.hedges, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class ChoiceOption:
    """An answer button: its label and the other words that mean it."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChoiceMatch:
    """The button meant, or None when the text is about something else; score 0 to 1.

    `unsure`: the customer says not to know.
    """

    id: str | None
    score: float
    runner_up: str | None
    unsure: bool


def choose(text: str, options: Sequence[ChoiceOption], *, words: AnswerWords) -> ChoiceMatch:
    """Return which of the options the text means.

    In the order of sense: a place in the list, an option's very words, not knowing, an option
    mentioned or denied, yes and no, last a likeness in writing and sound.
    """
    said = _core(text, words)
    place = next((i for i, names in enumerate(words.ordinals) if said in names), None)
    if place is not None and place < len(options):
        return ChoiceMatch(options[place].id, 1.0, None, unsure=False)
    for option in options:
        if any(said == _core(word, words) for word in option.words):
            return ChoiceMatch(option.id, 1.0, None, unsure=False)
    doubt = _doubt(said, words)
    if doubt == 0:
        return ChoiceMatch(None, 0.0, None, unsure=True)
    affirmed, denied = _mentions(said, options, words)
    if not affirmed and denied and len(options) == len(denied) + 1:
        affirmed = [option.id for option in options if option.id not in denied]
    if affirmed:
        runner_up = affirmed[1] if len(affirmed) > 1 else None
        return ChoiceMatch(
            affirmed[0],
            _MENTIONED if runner_up is None else 0.5,
            runner_up,
            unsure=doubt is not None,
        )
    if said in words.yes or said in words.no:
        return _yes_or_no(said, options, words)
    if doubt is not None:
        return ChoiceMatch(None, 0.0, None, unsure=True)
    return _alike(said, options, words)


def volunteered(text: str, options: Sequence[ChoiceOption], *, words: AnswerWords) -> str | None:
    """Return the one option a story already tells, None when it tells none or several.

    Only wordings long enough to mean something by themselves count, and none that deny: "none of
    them" answers one question and turns up in every story.
    """
    said = _core(text, words)
    told = set()
    for option in options:
        long = tuple(word for word in option.words if _tells(_core(word, words), words))
        affirmed, _ = _mentions(said, [ChoiceOption(option.id, long)], words)
        told.update(affirmed)
    return told.pop() if len(told) == 1 else None


def _tells(wording: str, words: AnswerWords) -> bool:
    return len(wording) >= _TELLING and not _denies(wording, words)


@lru_cache(maxsize=20_000)
def _core(text: str, words: AnswerWords) -> str:
    """Return the words that carry the answer: no softeners, no spaces."""
    said = bare(normalise(text))
    for hedge in words.hedges_by_length:
        if said != hedge:
            said = said.replace(hedge, "")
    return said.replace(" ", "")


def _doubt(said: str, words: AnswerWords) -> int | None:
    """Return where the customer says not to know; None when nowhere."""
    places = [at for word in words.unsure if (at := said.find(word.replace(" ", ""))) >= 0]
    return min(places, default=None)


def _alike(said: str, options: Sequence[ChoiceOption], words: AnswerWords) -> ChoiceMatch:
    scores = {option.id: _similarity(said, option, words) for option in options}
    ranked = [one for one in sorted(scores, key=lambda one: -scores[one]) if scores[one] >= _CLOSE]
    if not ranked:
        return ChoiceMatch(None, 0.0, None, unsure=False)
    runner_up = ranked[1] if len(ranked) > 1 else None
    return ChoiceMatch(ranked[0], scores[ranked[0]], runner_up, unsure=False)


def _similarity(said: str, option: ChoiceOption, words: AnswerWords) -> float:
    """Likeness to an option's nearest wording; a denial on one side only is no likeness."""
    heard, denies = syllables(said), _denies(said, words)
    best = 0.0
    for word in option.words:
        other = _core(word, words)
        if _denies(other, words) != denies:
            continue
        sound = fuzz.ratio(heard, syllables(other))
        best = max(best, (fuzz.ratio(said, other) + sound) / 200)
        if sound == _SAME_SOUND:  # typed by ear, such as 洪登 for 红灯
            best = max(best, _MENTIONED)
    return best


def _denies(text: str, words: AnswerWords) -> bool:
    return any(denial in text for denial in words.denials)


def _mostly_denies(option: ChoiceOption, words: AnswerWords) -> bool:
    denying = sum(_denies(_core(word, words), words) for word in option.words)
    return denying * 2 > len(option.words)


def _mentions(
    said: str, options: Sequence[ChoiceOption], words: AnswerWords
) -> tuple[list[str], list[str]]:
    """Return the options affirmed and those denied, longest wording first."""
    affirmed: list[str] = []
    denied: list[str] = []
    named = sorted(
        ((_core(word, words), option.id) for option in options for word in option.words),
        key=lambda pair: -len(pair[0]),
    )
    rest = said
    for word, option in named:
        at = rest.find(word) if word else -1
        if at < 0:
            continue
        before = rest[max(0, at - _NEGATION_REACH) : at]
        target = denied if any(before.endswith(denial) for denial in words.denials) else affirmed
        if option not in target:
            target.append(option)
        rest = rest[:at] + " " * len(word) + rest[at + len(word) :]
    return affirmed, denied


def _yes_or_no(said: str, options: Sequence[ChoiceOption], words: AnswerWords) -> ChoiceMatch:
    """Return the yes-like or no-like button; of two, the one that denies is the no."""
    yes = said in words.yes
    kind = words.yes if yes else words.no
    like = [one.id for one in options if any(_core(word, words) in kind for word in one.words)]
    if not like and len(options) == _PAIR:
        denying = [one.id for one in options if _mostly_denies(one, words)]
        if len(denying) == 1:
            like = [one.id for one in options if (one.id in denying) != yes]
    found = like[0] if len(like) == 1 else None
    return ChoiceMatch(found, _MENTIONED if found else 0.0, None, unsure=False)

"""Which answer button a typed answer means."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.core.text import bare, normalise, syllables

_CLOSE = 0.72
_NEGATION_REACH = 3  # characters between a denial and the word it denies


@dataclass(frozen=True, slots=True)
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
    """Return which of the options the text means."""
    said = _core(text, words)
    place = next((i for i, names in enumerate(words.ordinals) if said in names), None)
    if place is not None and place < len(options):
        return ChoiceMatch(options[place].id, 1.0, None, unsure=False)
    scores = {option.id: _similarity(said, option, words) for option in options}
    ranked = sorted(scores, key=lambda option: -scores[option])
    best = ranked[0] if ranked else None
    if best is not None and scores[best] >= _CLOSE:
        runner_up = ranked[1] if len(ranked) > 1 and scores[ranked[1]] >= _CLOSE else None
        return ChoiceMatch(best, scores[best], runner_up, unsure=_is_in(said, words.unsure))
    affirmed, denied = _mentions(said, options, words)
    if not affirmed and denied and len(options) == len(denied) + 1:
        affirmed = [option.id for option in options if option.id not in denied]
    if affirmed:
        runner_up = affirmed[1] if len(affirmed) > 1 else None
        return ChoiceMatch(affirmed[0], 0.9 if runner_up is None else 0.5, runner_up, unsure=False)
    if said in words.yes or said in words.no:
        return _yes_or_no(said, options, words)
    return ChoiceMatch(None, 0.0, None, unsure=_is_in(said, words.unsure))


def _core(text: str, words: AnswerWords) -> str:
    said = bare(normalise(text))
    for hedge in sorted(words.hedges, key=len, reverse=True):
        if said != hedge:
            said = said.replace(hedge, "")
    return said.replace(" ", "")


def _is_in(said: str, words: tuple[str, ...]) -> bool:
    return any(word in said for word in words)


def _similarity(said: str, option: ChoiceOption, words: AnswerWords) -> float:
    heard = syllables(said)
    best = 0.0
    for word in option.words:
        other = _core(word, words)
        sound = fuzz.ratio(heard, syllables(other))
        best = max(best, (fuzz.ratio(said, other) + sound) / 200)
    return best


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
    kind = words.yes if said in words.yes else words.no
    like = [
        option.id for option in options if any(_core(word, words) in kind for word in option.words)
    ]
    return ChoiceMatch(
        like[0] if len(like) == 1 else None, 0.9 if like else 0.0, None, unsure=False
    )

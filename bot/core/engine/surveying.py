"""What the survey's steps do: begin once, keep the score and the word, and call a manager (R4)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.calendar import add_working_time, day_end, next_open
from bot.core.clocks.rating import Rating
from bot.core.clocks.task import Task, task_id
from bot.core.clocks.wording import customer_name, staff_line
from bot.core.effects import KeepRating, Note, OpenTask
from bot.core.engine.talk import Talk

SURVEY = "survey"
"""The script, and the policy file."""
SCORE, WORD = "survey_score", "survey_word"
QUIET = timedelta(days=1)
"""Nobody is asked twice within this time, whatever about."""

_NO_VALUE = ("skipped", "unsure")
_LOW = 2
_FIRST_THING = timedelta(hours=2)
"""Open time within which a manager looks at a low score that came while nobody was there."""
_MANAGER = "manager"


def is_asking(talk: Talk) -> bool:
    """Whether the survey is what waits for an answer."""
    return talk.top is not None and talk.top.script == SURVEY and talk.state.offer is None


def drop(talk: Talk) -> None:
    """Ask no further, when the survey is what waits for an answer."""
    if is_asking(talk):
        talk.change(frames=talk.state.frames[:-1])


def begin(talk: Talk) -> bool:
    """Take note that the customer is being asked; False when they must not be, now or again."""
    state = talk.state
    subject = state.survey or f"talk:{state.turns}"
    asked = state.surveyed_at
    in_danger = bool(state.warned) and subject.startswith("talk:")
    if in_danger or subject in state.surveyed or (asked and talk.now - asked < QUIET):
        talk.change(survey="")
        return False
    talk.forget(SCORE)
    talk.forget(WORD)
    talk.change(survey=subject, surveyed=(*state.surveyed, subject), surveyed_at=talk.now)
    return True


def is_low(talk: Talk) -> bool:
    """Whether the score calls for a manager."""
    score = _score(talk)
    return score is not None and score <= int(
        str(talk.pack.policies.get("survey", {}).get("low", _LOW))
    )


def keep(talk: Talk) -> None:
    """Keep what was answered so far; a low score opens a manager's task: the same day, or first thing."""
    score = _score(talk)
    if score is None or not talk.state.survey:
        return
    answer = talk.answer(WORD)
    word = answer.said if answer is not None and answer.value not in _NO_VALUE else ""
    subject = talk.state.survey
    talk.effects.append(KeepRating(Rating(subject=subject, score=score, word=word, at=talk.now)))
    if is_low(talk):
        talk.effects.append(OpenTask(_call_manager(talk, subject, score)))
        if word:
            talk.effects.append(
                Note(kind="notice", text=_line(talk, "task.low_word", score=score, word=word))
            )


def _score(talk: Talk) -> int | None:
    answer = talk.answer(SCORE)
    digits = answer.value[-1:] if answer is not None else ""
    return int(digits) if digits.isdigit() else None


def _call_manager(talk: Talk, subject: str, score: int) -> Task:
    return Task(
        id=task_id("survey", talk.event.conversation, subject),
        kind="survey",
        title=_line(talk, "task.low_score", score=score),
        conversation=talk.event.conversation,
        case="" if subject.startswith("talk:") else subject,
        role=_MANAGER,
        opened_at=talk.now,
        due_at=_same_day(talk),
        escalate_to="gm",
    )


def _same_day(talk: Talk) -> datetime:
    """Return the end of today while somebody is there, else a little after the next opening.

    `survey.low` tells the customer the same.
    """
    calendar = talk.pack.brand.hours.calendar
    opening = next_open(calendar, talk.now) or talk.now
    day = opening.astimezone(ZoneInfo(calendar.timezone)).date()
    if opening == talk.now:
        return day_end(calendar, day)
    return min(add_working_time(calendar, opening, _FIRST_THING), day_end(calendar, day))


def _line(talk: Talk, phrase: str, **values: object) -> str:
    who = customer_name(talk.state.name, talk.event.conversation)
    return staff_line(talk.pack, phrase, now=talk.now, who=who, **values)

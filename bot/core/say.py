"""Turning a phrase of the book into the words a customer reads."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bot.core.book import Pack, Phrase

FALLBACK_LANGUAGE = "zh-CN"
_NEAR_DAYS = 6
_PARTS = (
    (5, "night"),
    (9, "early"),
    (12, "morning"),
    (13, "noon"),
    (18, "afternoon"),
    (24, "evening"),
)
_HALF_DAY = 12


def render(
    pack: Pack, phrase_id: str, scope: Callable[[], Mapping[str, object]], *, lang: str, seed: str
) -> tuple[str, str]:
    """Return the words of a phrase and the variant's name (`ev_no_charge.soothe#1`).

    The variant follows from `seed`, so the same conversation reads the same again. `scope` gives
    the variables, and is asked only when the words need any.
    """
    phrase = pack.phrases[phrase_id]
    language = lang if lang in phrase.variants else FALLBACK_LANGUAGE
    variants = phrase.variants[language]
    number = _pick(f"{seed}/{phrase_id}", len(variants))
    variant = variants[number]
    if variant.is_plain:  # most are: nothing has to be looked up for them
        return variant.text.strip(), f"{phrase_id}#{number}"
    words = variant.render(scope(), _pack=pack, _lang=language)
    return words.strip(), f"{phrase_id}#{number}"


def in_language(names: Mapping[str, str], lang: str) -> str:
    """Return a name or label in a language, in the fallback language when it has none there."""
    return names.get(lang) or names[FALLBACK_LANGUAGE]


def _pick(seed: str, count: int) -> int:
    return int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=4).digest()) % count


def _small_phrase(context: Context, phrase_id: str, **values: object) -> Markup:
    pack: Pack = context["_pack"]
    phrase: Phrase = pack.phrases[phrase_id]
    return Markup(phrase.variants[context["_lang"]][0].render(values).strip())  # noqa: S704 - rendered with escaping


@pass_context
def when(context: Context, at: datetime) -> Markup:
    """Filter: a moment as people say it, "今天下午 5 点"."""
    now: datetime = context["now"]
    local = _local(context, at)
    away = (local.date() - _local(context, now).date()).days
    key = {0: "today", 1: "tomorrow"}.get(away, "weekday" if 0 < away <= _NEAR_DAYS else "date")
    return _told(context, key, local)


@pass_context
def moment(context: Context, at: datetime) -> Markup:
    """Filter: a moment by its date, "11 月 23 日下午 5 点", for words that are read on other days too."""
    return _told(context, "date", _local(context, at))


def _local(context: Context, at: datetime) -> datetime:
    pack: Pack = context["_pack"]
    return at.astimezone(ZoneInfo(pack.brand.hours.timezone))


def _told(context: Context, key: str, local: datetime) -> Markup:
    return _small_phrase(
        context,
        f"time.{key}",
        month=local.month,
        day=local.day,
        weekday=local.isoweekday(),
        hour=local.hour,
        hour12=(local.hour - 1) % _HALF_DAY + 1,
        minute=local.minute,
        part=next(name for end, name in _PARTS if local.hour < end),
    )


@pass_context
def day(context: Context, value: date | str) -> Markup:
    """Filter: a date as people write it, "2024 年 3 月 8 日"."""
    at = date.fromisoformat(value) if isinstance(value, str) else value
    return _small_phrase(context, "time.day", year=at.year, month=at.month, day=at.day)


@pass_context
def listed(context: Context, items: Iterable[str]) -> Markup:
    """Filter: several things in a row, "a、b 和 c"."""
    return _small_phrase(context, "time.listed", things=[str(item) for item in items])


FILTERS: Mapping[str, Callable[..., Any]] = {
    "when": when,
    "moment": moment,
    "day": day,
    "listed": listed,
}

"""On duty and off, away and back."""

from datetime import timedelta

from bot.channels.staff_talk.asked import Answered, Asked
from bot.core.staff import StaffMember
from bot.desk.accounts import StaffRefusedError, set_away, set_on_duty, staff_list

DEFAULT_LEAVE = timedelta(days=1)


def on_duty(asked: Asked) -> Answered:
    """Take conversations from now on; whoever was away is back."""
    login = asked.member.login
    if asked.member.is_away(asked.at):
        set_away(asked.desk.store, login, until=None)
    set_on_duty(asked.desk.store, login, on_duty=True)
    return asked.say("staff.on_duty")


def off_duty(asked: Asked) -> Answered:
    """Take no new conversations."""
    set_on_duty(asked.desk.store, asked.member.login, on_duty=False)
    return asked.say("staff.off_duty")


def away(asked: Asked, line: str) -> Answered:
    """Be away for so many days; somebody named decides meanwhile: `/away 3 lili`."""
    days, delegate, unknown = _read(asked, line)
    if delegate is None and unknown:
        return asked.say("staff.away_unknown", name=unknown)
    until = asked.at + (timedelta(days=days) if days else DEFAULT_LEAVE)
    try:
        set_away(
            asked.desk.store,
            asked.member.login,
            until=until,
            delegate="" if delegate is None else delegate.login,
        )
    except StaffRefusedError as refused:
        return asked.say("staff.away_refused", reason=refused.reason)
    set_on_duty(asked.desk.store, asked.member.login, on_duty=False)
    return asked.say("staff.away", until=until, delegate="" if delegate is None else delegate.name)


def _read(asked: Asked, line: str) -> tuple[int, StaffMember | None, str]:
    """Return the days, who stands in, and the first word that is neither."""
    people = [one for one in staff_list(asked.desk.store) if one.active]
    beside = asked.words.pack.policies.get("desk", {}).get("day_words")
    day_words = beside if isinstance(beside, list | tuple) else ()
    days, delegate, unknown = 0, None, ""
    for word in line.split():
        known = next((one for one in people if word in (one.login, one.name)), None)
        figures = "".join(sign for sign in word if sign.isdecimal())
        if known is not None:
            delegate = known
        elif figures and not days:
            days = min(int(figures), 366)
        elif word not in day_words:
            unknown = unknown or word
    return days, delegate, unknown

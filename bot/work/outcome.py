"""What the channel's answer means for the message: done, given up, or tried again, and when."""

from datetime import datetime, timedelta

from bot.store.outbox import Outgoing, Retry, Settled
from bot.work.sender import Failed, Gone, SendResult, Sent, Slow, Unknown

MAX_ATTEMPTS = 8
"""Tries of one message; with the doubling delays about two minutes."""

_FIRST_DELAY = timedelta(seconds=1)


def outcome_of(outgoing: Outgoing, result: SendResult, *, now: datetime) -> Settled | Retry:
    """Return what to write down about a message."""
    seq = outgoing.seq
    match result:
        case Sent(message_id):
            return Settled(seq=seq, state="sent", at=now, channel_message_id=message_id)
        case Unknown(reason):
            return Settled(seq=seq, state="unknown", at=now, reason=reason)
        case Slow(retry_after):
            return Retry(seq=seq, not_before=now + retry_after, reason="slow down", counted=False)
        case Gone(reason):
            return Settled(seq=seq, state="failed", at=now, reason=reason)
        case Failed(reason=reason, permanent=True):
            return Settled(seq=seq, state="failed", at=now, reason=reason)
        case Failed(reason=reason) if outgoing.attempt >= MAX_ATTEMPTS:
            reason = f"gave up after {outgoing.attempt} tries: {reason}"
            return Settled(seq=seq, state="failed", at=now, reason=reason)
        case Failed(reason=reason):
            delay = _FIRST_DELAY * 2 ** (outgoing.attempt - 1)
            return Retry(seq=seq, not_before=now + delay, reason=reason)

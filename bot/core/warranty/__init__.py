"""Is a part still under 三包, for how long, why, and what may be asked for (R1, R4, R8, R19)."""

from bot.core.warranty.cover import Cover, Reason, Result, Right, cover
from bot.core.warranty.facts import Exclusion, Facts, Proof, Repair
from bot.core.warranty.term import end_of_term
from bot.core.warranty.terms import Rules, Term, Terms, terms_of
from bot.core.warranty.words import reason_phrase, right_phrase

__all__ = [
    "Cover",
    "Exclusion",
    "Facts",
    "Proof",
    "Reason",
    "Repair",
    "Result",
    "Right",
    "Rules",
    "Term",
    "Terms",
    "cover",
    "end_of_term",
    "reason_phrase",
    "right_phrase",
    "terms_of",
]

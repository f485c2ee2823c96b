"""Understanding what is wrong: bank lines, the matcher, and answers to a question."""

from bot.core.matching.choices import AnswerWords, ChoiceMatch, ChoiceOption, choose, volunteered
from bot.core.matching.matcher import Matcher
from bot.core.matching.model import (
    BankLine,
    Candidate,
    ClauseWords,
    Evidence,
    Label,
    Lexicon,
    Match,
    Thresholds,
)

__all__ = [
    "AnswerWords",
    "BankLine",
    "Candidate",
    "ChoiceMatch",
    "ChoiceOption",
    "ClauseWords",
    "Evidence",
    "Label",
    "Lexicon",
    "Match",
    "Matcher",
    "Thresholds",
    "choose",
    "volunteered",
]

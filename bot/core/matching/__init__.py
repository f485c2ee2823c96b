"""Understanding what is wrong: bank lines, the matcher, and answers to a question."""

from bot.core.matching.amounts import AmountWords
from bot.core.matching.answer_words import AnswerWords
from bot.core.matching.choices import ChoiceMatch, ChoiceOption, choose, volunteered
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
    "AmountWords",
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

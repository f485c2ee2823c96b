"""Is every sentence whole, in both languages, within policy and in the brand's tone?"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import opencc
from jinja2 import Environment

from bot.book.checks.engine import BUTTONS, FIXED_WORDS
from bot.book.choices import LONGEST_LABEL
from bot.book.issue import Issues
from bot.book.packing import Merged
from bot.book.template import VALUE, read_text, written
from bot.book.wordings import LANGUAGES
from bot.core.wording import Wording

ALLOWED_TAGS = ("b", "i", "u", "s", "code")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s>/]*)([^>]*)>")
_BARE = re.compile(r"<|>|&(?!(?:amp|lt|gt|quot|#\d+|#x[0-9a-fA-F]+);)")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
_CHINESE = "zh-CN"
_ESCAPES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def check_words(pack: Merged, issues: Issues, *, environment: Environment) -> None:
    """Report what is wrong with the words themselves, sentence by sentence."""
    promises = _rules(pack.policies.get("promises", {}).get("forbidden", ()))
    tone = pack.policies.get("tone", {})
    avoid = _rules(tone.get("avoid", {}))
    most_emoji = tone.get("emoji")
    for name, wordings in pack.phrases.items():
        _check_languages(name, wordings, issues, environment=environment)
        for language, variants in wordings.items():
            for wording in variants:
                literal = read_text(wording.text, environment).literal
                _check_markup(wording, literal, issues)
                _check_rules(promises, "promise", wording, literal, issues)
                _check_emoji(
                    wording, literal, issues, most=most_emoji if isinstance(most_emoji, int) else 0
                )
                if language == _CHINESE:
                    _check_rules(avoid, "tone", wording, literal, issues)
                    _check_script(wording, literal, issues)
                if name.startswith(FIXED_WORDS) or name in BUTTONS:
                    _check_fixed(wording, issues)
                if name in BUTTONS:
                    _check_button(wording, issues)


Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(rows: Any) -> Rules:
    found = []
    if isinstance(rows, Mapping):
        rows = rows.values()
    for row in rows if isinstance(rows, Iterable) else ():
        if isinstance(row, Mapping) and {"pattern", "fix"} <= row.keys():
            try:
                found.append((re.compile(str(row["pattern"])), str(row["fix"])))
            except re.error:  # reported where the policy is read
                continue
    return tuple(found)


def _check_languages(
    name: str,
    wordings: Mapping[str, tuple[Wording, ...]],
    issues: Issues,
    *,
    environment: Environment,
) -> None:
    source = next((one.source for variants in wordings.values() for one in variants), None)
    if source is None:
        return
    for language in LANGUAGES:
        if not wordings.get(language):
            issues.add(
                source,
                "language",
                f"phrase `{name}` has no {language} text",
                fix=f"Write it in {language} too.",
            )
    if not all(wordings.get(language) for language in LANGUAGES) or name.startswith("time."):
        return
    if any(
        issues.touch(one.source, "template", "unknown_variable")
        for variants in wordings.values()
        for one in variants
    ):
        return
    named = {
        language: {
            path for one in wordings[language] for path in read_text(one.text, environment).paths
        }
        for language in LANGUAGES
    }
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        for path in sorted(named[language] - named[other]):
            issues.add(
                wordings[other][0].source,
                "language_variables",
                f"the {other} text of `{name}` leaves out `{written(path)}` of {language}",
                fix="Say the same in both languages.",
            )


def _check_markup(wording: Wording, literal: str, issues: Issues) -> None:
    open_tags: list[str] = []
    problem = ""
    for closing, tag, rest in _TAG.findall(literal):
        if tag not in ALLOWED_TAGS or rest.strip():
            problem = problem or f"`<{closing}{tag}{rest}>` is not an allowed tag"
        elif not closing:
            open_tags.append(tag)
        elif not open_tags or open_tags.pop() != tag:
            problem = problem or f"`</{tag}>` closes what is not open"
    if open_tags and not problem:
        problem = f"`<{open_tags[-1]}>` is never closed"
    if problem:
        allowed = " ".join(f"<{tag}>" for tag in ALLOWED_TAGS)
        issues.add(wording.source, "markup", problem, fix=f"Use {allowed}, each one closed.")
    for mark in dict.fromkeys(_BARE.findall(_TAG.sub("", literal))):
        issues.add(
            wording.source,
            "markup",
            f"a bare `{mark}` stands in the text",
            fix=f"Write `{_ESCAPES[mark]}`.",
        )


def _check_rules(rules: Rules, kind: str, wording: Wording, literal: str, issues: Issues) -> None:
    for pattern, fix in rules:
        found = pattern.search(literal)
        if found:
            what = "promises" if kind == "promise" else "says"
            words = found[0].replace(VALUE, "…")
            issues.add(wording.source, kind, f"this text {what} `{words}`", fix=fix)


def _check_emoji(wording: Wording, literal: str, issues: Issues, *, most: int) -> None:
    count = len(_EMOJI.findall(literal))
    if count > most:
        issues.add(
            wording.source,
            "emoji",
            f"this text has {count} emoji, the pack allows {most}",
            fix="Take them out, or change `emoji` in policies/tone.yaml.",
        )


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _check_script(wording: Wording, literal: str, issues: Issues) -> None:
    simplified = _converter().convert(literal)
    if simplified != literal:
        pairs = zip(literal, simplified, strict=False)
        foreign = "".join(dict.fromkeys(one for one, other in pairs if one != other))
        issues.add(
            wording.source,
            "traditional",
            f"this text has traditional characters: {foreign}",
            fix="Write simplified ones.",
        )


def _check_fixed(wording: Wording, issues: Issues) -> None:
    if not wording.is_plain:
        issues.add(
            wording.source,
            "unset_variable",
            "nothing is known where these words are shown",
            fix="Write them out, without {{ }} and {% %}.",
        )


def _check_button(wording: Wording, issues: Issues) -> None:
    if len(wording.text) > LONGEST_LABEL:
        issues.add(
            wording.source,
            "button_label",
            f"this button has {len(wording.text)} characters",
            fix=f"Keep it within {LONGEST_LABEL}.",
        )

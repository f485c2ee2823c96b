"""Tells in plain words why a YAML file cannot be read: its parser speaks to programmers."""

import re
from dataclasses import dataclass

import yaml

_WIDE_COLON = re.compile(r"\s*(?:- )?(?P<key>[A-Za-z][\w-]*)(?P<colon>：)")
_WIDE_COMMA = re.compile(r"(?P<comma>，)\s*[A-Za-z][\w-]*:")
_KEY = re.compile(r"\s*(?:- )?(?P<key>[A-Za-z][\w-]*)(?P<rest>.*)")
_BELOW = 2
"""The parser notices a missing colon as late as this many lines below it."""
_STRAY = "Check the colons, quotes and brackets in this line and the line above."


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """Where a file goes wrong, counted from 1, and what to do there."""

    line: int
    column: int
    kind: str
    problem: str
    fix: str


def explain(error: yaml.MarkedYAMLError, text: str) -> YamlProblem:
    """Say what is wrong with `text`, which the parser refused with `error`."""
    mark = error.problem_mark or error.context_mark
    row, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    here = lines[row] if row < len(lines) else ""
    return (
        _tab(here, row)
        or _wide(lines, row)
        or _unclosed(error, lines)
        or _colon(error, lines, row=row, column=column)
        or _shifted(error, lines, row=row, column=column)
        or _first_letter(error, here, row=row, column=column)
        or YamlProblem(row + 1, column + 1, "yaml", f"YAML cannot be read: {_words(error)}", _STRAY)
    )


def _words(error: yaml.MarkedYAMLError) -> str:
    return " ".join(part for part in (error.context, error.problem) if part)


def _tab(here: str, row: int) -> YamlProblem | None:
    indent = here[: len(here) - len(here.lstrip())]
    if "\t" not in indent:
        return None
    return YamlProblem(
        row + 1,
        indent.index("\t") + 1,
        "tab",
        "a tab stands where YAML wants spaces",
        "Replace the tab by spaces.",
    )


def _wide(lines: list[str], row: int) -> YamlProblem | None:
    """Find Chinese punctuation typed for YAML's own, near where the parser gave up."""
    for number in range(row, max(row - _BELOW, 0) - 1, -1):
        line = lines[number] if number < len(lines) else ""
        colon, comma = _WIDE_COLON.match(line), _WIDE_COMMA.search(line)
        if colon:
            return YamlProblem(
                number + 1,
                colon.start("colon") + 1,
                "yaml",
                f"a Chinese colon `：` stands after `{colon['key']}`",
                f"Write `{colon['key']}: ` with the English colon and a space.",
            )
        if comma and "{" in line:
            return YamlProblem(
                number + 1,
                comma.start("comma") + 1,
                "yaml",
                "a Chinese comma `，` stands between two parts of `{ }`",
                "Write the English comma and a space.",
            )
    return None


def _unclosed(error: yaml.MarkedYAMLError, lines: list[str]) -> YamlProblem | None:
    """Find the bracket or quote that opens and does not close."""
    opened, said = error.context_mark, _words(error)
    bracket = {"flow mapping": ("{", "}"), "flow sequence": ("[", "]"), "quoted scalar": ("", "")}
    what = next((pair for name, pair in bracket.items() if name in said), None)
    if what is None or opened is None or opened.line >= len(lines):
        return None
    opens, closes = what
    if not opens:
        quote = lines[opened.line][opened.column : opened.column + 1]
        problem, fix = (
            f"the quote {quote} that opens here is not closed",
            f"Put {quote} where the text ends.",
        )
    else:
        problem = f"the `{opens}` that opens here is not closed, or a comma is missing in it"
        fix = f"Put `{closes}` where it ends, and in quotes any text in it that holds a comma, colon or bracket."
    return YamlProblem(opened.line + 1, opened.column + 1, "yaml", problem, fix)


def _colon(
    error: yaml.MarkedYAMLError, lines: list[str], *, row: int, column: int
) -> YamlProblem | None:
    said = _words(error)
    if "could not find expected ':'" in said:
        started = error.context_mark.line if error.context_mark else row
        line = lines[started] if started < len(lines) else ""
        found = _KEY.match(line)
        key = found["key"] if found else "key"
        squeezed = found is not None and found["rest"].startswith(":")
        return YamlProblem(
            started + 1,
            len(line) - len(line.lstrip()) + 1,
            "yaml",
            f"no space stands behind the colon of `{key}`"
            if squeezed
            else "this line has no colon",
            f"Write `{key}: ` with a space."
            if squeezed
            else f"Write `{key}: ` and its value, or move the line into the text it belongs to.",
        )
    if "mapping values are not allowed" in said:
        here = lines[row] if row < len(lines) else ""
        if ": " in here[:column].replace("- ", "", 1):
            return YamlProblem(
                row + 1,
                column + 1,
                "yaml",
                "a second colon stands in this line",
                "Put the text that holds a colon in quotes.",
            )
        return YamlProblem(
            row + 1,
            len(here) - len(here.lstrip()) + 1,
            "yaml",
            "this line begins further right than the lines around it",
            "Begin it below the first letter of the line above, or put the text above in quotes.",
        )
    return None


def _shifted(
    error: yaml.MarkedYAMLError, lines: list[str], *, row: int, column: int
) -> YamlProblem | None:
    if not re.search(r"expected '-' indicator|expected key|block end", _words(error)):
        return None
    here = lines[row] if row < len(lines) else ""
    if here[:column].strip():
        return _behind_quote(lines, row=row, column=column)
    if re.match(r"-[^\s-]", here[column:]):
        return YamlProblem(
            row + 1, column + 1, "yaml", "no space stands behind the dash", "Write `- ` there."
        )
    return YamlProblem(
        row + 1,
        column + 1,
        "yaml",
        f"this line begins in column {column + 1}, where nothing above begins",
        "Begin it in the same column as the lines it belongs with; look at quotes and dashes above, too.",
    )


def _behind_quote(lines: list[str], *, row: int, column: int) -> YamlProblem:
    """Explain a text that goes on behind its quote: often a quote further up is open, and ends here by chance."""
    quote = lines[row][:column].rstrip()[-1]
    open_ones = [number for number in range(row) if lines[number].count(quote) % 2]
    if open_ones and quote in "\"'":
        at = open_ones[-1]
        return YamlProblem(
            at + 1,
            lines[at].rindex(quote) + 1,
            "yaml",
            f"the quote {quote} in this line is not closed",
            f"Put {quote} where the text ends.",
        )
    return YamlProblem(
        row + 1,
        column + 1,
        "yaml",
        "something stands behind the end of the text",
        "Put the whole text in one pair of quotes.",
    )


def _first_letter(
    error: yaml.MarkedYAMLError, here: str, *, row: int, column: int
) -> YamlProblem | None:
    said = _words(error)
    if "scanning an alias" in said or "scanning an anchor" in said:
        column -= 1
    elif "cannot start any token" not in said:
        return None
    return YamlProblem(
        row + 1,
        column + 1,
        "yaml",
        f"a text cannot begin with `{here[column : column + 1]}`",
        "Put the text in quotes.",
    )

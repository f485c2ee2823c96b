"""Texts in several languages: inside YAML as a map, in `.j2` files by name."""

import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment

from bot.book.digest import files_of
from bot.book.issue import Issues, nearest
from bot.book.reader import Item, read_utf8
from bot.core.fault import Texts
from bot.core.script import Source
from bot.core.wording import Wording

LANGUAGES = ("zh-CN", "en")
Wordings = Mapping[str, tuple[Wording, ...]]
"""Variants by language."""

_HEADING = re.compile(r"# (\S.*)")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def read_wordings(item: Item, what: str, *, environment: Environment) -> Wordings:
    """Read a text map: for each language one sentence or a list of variants."""
    table = item.table(what, required=LANGUAGES)
    return {
        language: tuple(
            Wording(text, source=variant.source, environment=environment)
            for variant in (
                table[language].items(what) if table[language].is_list else [table[language]]
            )
            if (text := variant.text(what))
        )
        for language in table
        if language in LANGUAGES
    }


def read_label(item: Item, what: str) -> dict[str, str]:
    """Read a text map with exactly one plain text a language, such as the label of a button."""
    table = item.table(what, required=LANGUAGES)
    return {language: table[language].text(what) for language in table if language in LANGUAGES}


def plain(wordings: Wordings) -> Texts:
    """Return the variants as template text."""
    return {language: tuple(one.text for one in each) for language, each in wordings.items()}


def read_phrases(
    folder: Path, *, root: Path, environment: Environment, issues: Issues
) -> dict[str, dict[str, tuple[Wording, ...]]]:
    """Return the phrases of `phrases/<lang>/<area>.j2` below a pack's folder, by id and language."""
    phrases: dict[str, dict[str, tuple[Wording, ...]]] = {}
    for path in files_of(folder, "phrases/*/*.j2"):
        file, language = path.relative_to(root).as_posix(), path.parent.name
        if language not in LANGUAGES:
            issues.add(
                Source(file, 1, 1),
                "language",
                f"`{language}` is not a language of this book",
                fix=nearest(language, LANGUAGES, otherwise=f"One of: {', '.join(LANGUAGES)}."),
            )
            continue
        text = read_utf8(path, root=root, issues=issues)
        if text is None:
            continue
        if not text.strip():
            issues.add(
                Source(file, 1, 1), "empty", "this file is empty", fix="Fill it or delete it."
            )
        for name, variants in _split(text, file=file, issues=issues).items():
            phrases.setdefault(f"{path.stem}.{name}", {})[language] = tuple(
                Wording(words, source=source, environment=environment) for source, words in variants
            )
    return phrases


def _split(text: str, *, file: str, issues: Issues) -> dict[str, list[tuple[Source, str]]]:
    """Return name → variants with their places."""
    found: dict[str, list[tuple[Source, str]]] = {}
    variants: list[list[tuple[int, str]]] = []
    starts: list[tuple[str, int, list[list[tuple[int, str]]]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        heading = _HEADING.fullmatch(line.rstrip())
        if heading:
            variants = [[]]
            starts.append((heading[1], number, variants))
        elif line.startswith("#:"):
            continue
        elif line.rstrip() == "---" and variants:
            variants.append([])
        elif variants:
            variants[-1].append((number, line))
        elif line.strip():
            issues.add(
                Source(file, number, 1),
                "phrase_file",
                "this text stands before the first `# name`",
                fix="Begin the phrase with a line `# name`.",
            )
    for name, number, bodies in starts:
        here = Source(file, number, 3)
        if not _NAME.fullmatch(name):
            issues.add(
                here,
                "name",
                f"phrase name `{name}` is not an id",
                fix="Use small letters a-z, digits and _, beginning with a letter.",
            )
        elif name in found:
            issues.add(
                here,
                "duplicate_id",
                f"phrase `{name}` stands twice in this file",
                fix="Keep one, or part variants with a line `---`.",
            )
        else:
            found[name] = [_variant(body, here, file=file, issues=issues) for body in bodies]
    return found


def _variant(
    body: list[tuple[int, str]], heading: Source, *, file: str, issues: Issues
) -> tuple[Source, str]:
    filled = [(number, line) for number, line in body if line.strip()]
    if not filled:
        issues.add(
            heading, "empty", "this phrase has an empty variant", fix="Write it, or drop a `---`."
        )
        return heading, ""
    first, last = filled[0][0], filled[-1][0]
    text = "\n".join(line for number, line in body if first <= number <= last)
    return Source(file, first, 1), text.strip()

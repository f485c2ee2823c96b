"""Reads the utterance bank, the faults as the matcher sees them, and the words of answers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.core.intents import Intent, IntentIndex
from bot.core.matching import (
    AmountWords,
    AnswerWords,
    BankLine,
    ClauseWords,
    Label,
    Lexicon,
    Thresholds,
)
from bot.core.script import Source
from bot.core.text import bare, normalise

_LANGUAGES = ("zh-CN", "en")


def read_bank(root: Path) -> tuple[BankLine, ...]:
    """Return every line of `<pack>/bank/<voice>.jsonl` under the dialogues folder, in file order.

    Raises ValueError naming file and line when a line is no JSON object with text and labels.
    """
    return tuple(line for path in sorted(root.glob("*/bank/*.jsonl")) for line in _voice(path))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a file, one a line.

    Raises ValueError naming file and line when one is broken.
    """
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not row.strip():
            continue
        try:
            entry = json.loads(row)
            yield {
                **entry,
                "text": str(entry["text"]),
                "labels": tuple(entry["labels"]),
            }
        except (ValueError, KeyError, TypeError) as error:
            message = f'{path}:{number}: not {{"text": …, "labels": […]}}: {error}'
            raise ValueError(message) from error


def labels_from_book(root: Path) -> tuple[Label, ...]:
    """Return the faults in `<pack>/faults/*.yaml` under the dialogues folder."""
    return tuple(
        _label(node, pack=path.parents[1].name)
        for path in sorted(root.glob("*/faults/*.yaml"))
        for node in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nodes"]
    )


def read_dangers(root: Path) -> IntentIndex:
    """Return what is a danger, or only asked about one, in so many words (`common/intents.yaml`)."""
    path = root / "common" / "intents.yaml"
    read = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return IntentIndex(
        [
            Intent(
                id=row["id"],
                act=row["act"],
                phrases=tuple(map(str, row["phrases"])),
                patterns=tuple(row["patterns"]),
                unless=tuple(read.get("elsewhere", ())) if row["act"] == "danger" else (),
                source=Source(str(path), 1, 1),
            )
            for row in read["intents"]
            if row["act"] in ("worry", "danger")
        ]
    )


def read_answer_words(root: Path) -> AnswerWords:
    """Return the words of `common/answers.yaml` under the dialogues folder."""
    path = root / "common" / "answers.yaml"
    words = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    ordinals = tuple(_comparable(names) for names in words.pop("ordinals"))
    said: dict[str, Any] = {
        name: _comparable(row) if isinstance(row, list) else row
        for name, row in words.pop("amounts").items()
    }
    rest = {name: _comparable(row) for name, row in words.items()}
    return AnswerWords(ordinals=ordinals, amounts=AmountWords(**said), **rest)


def read_lexicon(root: Path) -> Lexicon:
    """Return the words of `common/lexicon.yaml` under the dialogues folder; empty without it."""
    words = _yaml(root / "common" / "lexicon.yaml")
    clauses = words.get("clauses", {})
    return Lexicon(
        concepts={name: _comparable(row) for name, row in words.get("concepts", {}).items()},
        things=tuple(words.get("things", ())),
        manners=tuple(words.get("manners", ())),
        other_products=_comparable(word for row in words.get("other_products", ()) for word in row),
        openers=_comparable(words.get("openers", ())),
        clauses=ClauseWords(**{n: tuple(map(normalise, row)) for n, row in clauses.items()}),
    )


def read_thresholds(root: Path) -> Thresholds:
    """Return the numbers of `common/matching.yaml` under the dialogues folder, or the defaults."""
    return Thresholds(**_yaml(root / "common" / "matching.yaml").get("thresholds", {}))


def _yaml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    read: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return read or {}


def _comparable(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(bare(normalise(word)) or word for word in words)


def _voice(path: Path) -> Iterator[BankLine]:
    for entry in read_lines(path):
        yield BankLine(entry["text"], entry["labels"], path.stem)


def _label(node: Mapping[str, Any], *, pack: str) -> Label:
    names = (node["name"][language] for language in _LANGUAGES)
    return Label(
        id=node["id"],
        group=node["group"],
        pack=pack,
        severity=node["severity"],
        phrases=(*names, node["meaning"], *node["symptoms"]),
    )

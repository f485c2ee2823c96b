"""Puts typed answers to the questions of the fault trees and counts what was made of them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from bot.book.bank import read_answer_words
from bot.core.matching import ChoiceOption, choose, volunteered

UNSURE, NONE = "unsure", "none"
Outcome = Literal["right", "wrong", "missed"]
_HEADS: tuple[Outcome, ...] = ("right", "wrong", "missed")


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """What a customer typed to a question and what was meant: a choice, `unsure` or `none`."""

    ask: str
    text: str
    answer: str

    @property
    def kind(self) -> str:
        """What the answer is and in which language it was typed."""
        if self.answer in (UNSURE, NONE):
            return self.answer
        return "english" if self.text.isascii() and len(self.text.split()) > 1 else "choice"


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer and what it was taken for."""

    typed: TypedAnswer
    taken: str

    @property
    def outcome(self) -> Outcome:
        """Wrong when something else was understood: worse than to ask again."""
        if self.taken == self.typed.answer:
            return "right"
        return "missed" if self.taken == NONE else "wrong"


def read_answers(path: Path) -> tuple[TypedAnswer, ...]:
    """Return the answers of a JSON-lines file, `{"ask", "text", "answer"}` each."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line)
    return tuple(TypedAnswer(row["ask"], row["text"], row["answer"]) for row in rows)


def questions(root: Path) -> dict[str, tuple[ChoiceOption, ...]]:
    """Return the choices of each diagnosing question under the dialogues folder, by `<node>.<question>`."""
    return {
        f"{node['id']}.{question['id']}": tuple(
            ChoiceOption(
                choice["id"], (*choice["label"].values(), *map(str, choice.get("also", ())))
            )
            for choice in question["choices"]
        )
        for path in sorted(root.glob("*/faults/*.yaml"))
        for node in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["nodes"]
        for question in node.get("questions", ())
    }


def hear_all(answers: Iterable[TypedAnswer], root: Path) -> Iterator[Heard]:
    """Yield what is made of each answer to its question."""
    words, asked = read_answer_words(root), questions(root)
    for typed in answers:
        choice = choose(typed.text, asked[typed.ask], words=words)
        yield Heard(typed, choice.id or (UNSURE if choice.unsure else NONE))


def volunteer_all(
    stories: Mapping[str, str], asks: Iterable[str], root: Path
) -> Iterator[tuple[str, str, str]]:
    """Yield story, question and choice wherever a story by itself answers a question of its fault."""
    words, asked = read_answer_words(root), questions(root)
    names = tuple(asks)
    for story, node in stories.items():
        for name in names:
            if name.startswith(f"{node}."):
                told = volunteered(story, asked[name], words=words)
                if told is not None:
                    yield story, name, told


def report(heard: Iterable[Heard]) -> Iterator[str]:
    """Yield the lines of a table: how many answers of each kind were right, wrong, missed, in percent."""
    counts: dict[str, Counter[Outcome]] = {}
    for one in heard:
        for kind in (one.typed.kind, "all"):
            counts.setdefault(kind, Counter())[one.outcome] += 1
    yield f"{'':10}{'n':>6}" + "".join(f"{head:>9}" for head in _HEADS)
    for kind in sorted(counts, key=lambda kind: kind == "all"):
        total = counts[kind].total()
        row = "".join(f"{100 * counts[kind][head] / total:9.1f}" for head in _HEADS)
        yield f"{kind:10}{total:6}{row}"

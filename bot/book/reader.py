"""Reads YAML values as the types the book wants; what does not fit becomes an issue at its place."""

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.book.issue import Issues, nearest, resembling
from bot.book.yaml_errors import explain
from bot.core.script import Source
from bot.core.spans import Span, parse_span

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_DURATION = re.compile(r"(\d+)(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_NOTHING = ("", "~", "null", "Null", "NULL")
_TEXT = "tag:yaml.org,2002:str"
_RESOLVER: Any = yaml.resolver.Resolver()


class _Loader(yaml.CSafeLoader):
    """Leaves open what a plain value is, as the reader asks for the type it wants: half the time of reading."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:  # noqa: ARG002
        """Call every value a text."""
        return _TEXT


class Item:
    """A value of a YAML file with its place; an absent value reads as the empty one of any type."""

    __slots__ = ("_file", "_node", "issues")

    def __init__(self, node: yaml.Node | None, file: str, issues: Issues) -> None:
        """Wrap a node; None stands for a value that is not there."""
        self._node = node
        self._file = file
        self.issues = issues

    @property
    def source(self) -> Source:
        """Where it stands."""
        if self._node is None:
            return Source(self._file, 1, 1)
        mark = self._node.start_mark
        return Source(self._file, mark.line + 1, mark.column + 1)

    def __bool__(self) -> bool:
        return self._node is not None

    def issue(self, kind: str, problem: str, *, fix: str) -> None:
        """Keep an issue at this value's place."""
        self.issues.add(self.source, kind, problem, fix=fix)

    def table(
        self,
        what: str,
        *,
        required: Collection[str] = (),
        optional: Collection[str] = (),
    ) -> "Table":
        """Read a map of known keys; unknown, missing and duplicated keys are issues."""
        entries = self.entries(what)
        known = (*required, *optional)
        meant: set[str] = set()
        for key, (at, value) in entries.items():
            if key not in known:
                hint = (
                    "Put the text before it in quotes: a comma inside { } ends a text."
                    if value.is_nothing
                    else f"Known keys: {', '.join(known)}."
                )
                at.issue(
                    "unknown_key",
                    f"{what} has no key `{key}`",
                    fix=nearest(key, known, otherwise=hint),
                )
                meant.add(resembling(key, known))
        if self and self.is_map:
            for key in required:
                if key not in entries and key not in meant:
                    self.issue("missing_key", f"{what} has no `{key}`", fix=f"Add `{key}:`.")
        return Table(self, {key: item for key, (_, item) in entries.items()})

    def entries(self, what: str) -> "dict[str, tuple[Item, Item]]":
        """Read a map of free keys, as key → key as written and value."""
        if self._node is None or not isinstance(self._node, yaml.MappingNode):
            self._wrong(f"{what} must be a map `key: value`")
            return {}
        found: dict[str, tuple[Item, Item]] = {}
        for key_node, value in self._node.value:
            key = str(key_node.value)
            at = Item(key_node, self._file, self.issues)
            if key in found:
                at.issue(
                    "duplicate_key",
                    f"the key `{key}` stands twice in one map",
                    fix="Keep one of the two.",
                )
                continue
            found[key] = (at, Item(value, self._file, self.issues))
        return found

    def peek(self, key: str) -> "Item":
        """Return the value of a key if this is a map that has it; nothing is an issue yet."""
        pairs = self._node.value if isinstance(self._node, yaml.MappingNode) else ()
        node = next((value for name, value in pairs if name.value == key), None)
        return Item(node, self._file, self.issues)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is written where the value should stand."""
        return isinstance(self._node, yaml.ScalarNode) and not self._node.value

    @property
    def is_map(self) -> bool:
        """Whether it is written as `key: value`."""
        return isinstance(self._node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether it is written as a list."""
        return isinstance(self._node, yaml.SequenceNode)

    def items(self, what: str) -> "list[Item]":
        """Read a list."""
        if self._node is None or not isinstance(self._node, yaml.SequenceNode):
            self._wrong(f"{what} must be a list", fix="Put each on a line of its own behind `- `.")
            return []
        return [Item(node, self._file, self.issues) for node in self._node.value]

    def text(self, what: str) -> str:
        """Read a text that is not empty."""
        if self._node is None or not isinstance(self._node, yaml.ScalarNode):
            self._wrong(f"{what} must be a text")
            return ""
        text = str(self._node.value).strip()
        if not text or (text in _NOTHING and not self._node.style):
            self.issue("empty", f"{what} is empty", fix="Write it, or take the key out.")
            return ""
        return text

    def id(self, what: str) -> str:
        """Read an id: small Latin letters, digits, `_`, parts joined by dots."""
        text = self.text(what)
        if text and not _ID.fullmatch(text):
            self.issue(
                "name",
                f"{what} `{text}` is not an id",
                fix="Use small letters a-z, digits and _, beginning with a letter.",
            )
        return text

    def texts(self, what: str) -> tuple[str, ...]:
        """Read a list of texts."""
        return tuple(text for item in self.items(what) if (text := item.text(what)))

    def words(self, what: str) -> tuple[str, ...]:
        """Read a list of texts that YAML, too, takes for texts and not for numbers or flags."""
        for item in self.items(what):
            if item.text(what) and not isinstance(item.data(), str):
                item.issue("wrong_type", f"{what} must be texts", fix="Put this one in quotes.")
        return self.texts(what)

    def ids(self, what: str) -> tuple[str, ...]:
        """Read a list of ids."""
        return tuple(text for item in self.items(what) if (text := item.id(what)))

    def one_of(self, names: Collection[str], what: str, *, otherwise: str = "") -> str:
        """Read a text out of a fixed set; when it is another: `otherwise`, or the first of the set."""
        text = self.text(what)
        if text in names:
            return text
        if text:
            self.issue(
                "value",
                f"{what} cannot be `{text}`",
                fix=nearest(text, names, otherwise=f"One of: {', '.join(names)}."),
            )
        return otherwise or next(iter(names))

    def flag(self, what: str) -> bool:
        """Read true or false."""
        if not self:
            return False
        text = self.text(what).lower()
        if text not in _FLAGS:
            self.issue("wrong_type", f"{what} must be true or false", fix="Write true.")
        return _FLAGS.get(text, False)

    def number(self, what: str, *, low: float, high: float) -> float:
        """Read a number within bounds; `low` when it is none."""
        try:
            number = float(self.text(what))
        except ValueError:
            self._wrong(f"{what} must be a number")
            return low
        if not low <= number <= high:
            self.issue(
                "value",
                f"{what} is {number:g}",
                fix=f"Use a number from {low:g} to {high:g}.",
            )
        return number

    def duration(self, what: str) -> timedelta:
        """Read a time span such as 30s, 10m, 24h or 7d."""
        text = self.text(what)
        found = _DURATION.fullmatch(text)
        if text and not found:
            self.issue(
                "value",
                f"{what} `{text}` is not a time span",
                fix="Write a number and s, m, h or d, such as 10m.",
            )
        return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()

    def span(self, what: str) -> Span:
        """Read a span that may count open time or working days, such as 30m, 2wh or 7wd."""
        text = self.text(what)
        span = parse_span(text)
        if text and span is None:
            self.issue(
                "value",
                f"{what} `{text}` is not a span",
                fix="Write a number and m, h, d, w or mo; wm, wh or wd count working time only.",
            )
        return span or Span(0, "m")

    def data(self) -> Any:
        """Return it as plain Python data; duplicated keys at any depth are issues."""
        if self.is_map:
            return {key: item.data() for key, (_, item) in self.entries("this map").items()}
        if self.is_list:
            return [item.data() for item in self.items("this list")]
        return self._scalar(self._node) if isinstance(self._node, yaml.ScalarNode) else None

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        """Return a single value as YAML understands it: number, flag, day or text."""
        tag = node.tag
        if tag == _TEXT and not node.style:
            tag = _RESOLVER.resolve(yaml.ScalarNode, node.value, (True, False))
        typed = yaml.ScalarNode(tag, node.value, node.start_mark, node.end_mark)
        try:
            return yaml.constructor.SafeConstructor().construct_document(typed)
        except (yaml.constructor.ConstructorError, ValueError):
            self.issue("value", "this value cannot be read", fix="Put it in quotes.")
            return None

    def _wrong(self, problem: str, *, fix: str = "See docs/book-format.md.") -> None:
        if self:
            self.issue("wrong_type", problem, fix=fix)


class Table:
    """A map read by known keys; a key that is not there gives an absent `Item`."""

    __slots__ = ("_items", "_whole")

    def __init__(self, whole: Item, items: dict[str, Item]) -> None:
        """Keep the values that were there."""
        self._whole = whole
        self._items = items

    def __getitem__(self, key: str) -> Item:
        return self._items.get(key) or self._whole.peek(key)

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)


def read_utf8(path: Path, *, root: Path, issues: Issues) -> str | None:
    """Return what a file holds; None, with an issue, when it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        issues.add(
            Source(path.relative_to(root).as_posix(), 1, 1),
            "yaml",
            f"this file is not UTF-8 (byte {error.start})",
            fix="Save it as UTF-8.",
        )
        return None


def read_yaml(path: Path, *, root: Path, issues: Issues) -> Item:
    """Return the document of a YAML file; absent when the file is broken or empty."""
    file = path.relative_to(root).as_posix()
    start = Source(file, 1, 1)
    text = read_utf8(path, root=root, issues=issues)
    node = None
    if text is not None:
        try:
            node = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            found = explain(error, text)
            issues.add(
                Source(file, found.line, found.column), found.kind, found.problem, fix=found.fix
            )
        except yaml.reader.ReaderError as error:
            issues.add(
                start,
                "yaml",
                f"this file holds a character YAML does not take ({error.reason})",
                fix="Take it out.",
            )
        else:
            if node is None:
                issues.add(start, "empty", "this file is empty", fix="Fill it or delete it.")
            elif "*" in text and (twice := _alias(node, set())):
                mark = twice.start_mark
                issues.add(
                    Source(file, mark.line + 1, mark.column + 1),
                    "yaml",
                    "this value is used again with `*`",
                    fix="Write it out in each place.",
                )
                node = None
    return Item(node, file, issues)


def _alias(node: yaml.Node, seen: set[int]) -> yaml.Node | None:
    """Return a value that stands in several places, which could even hold itself."""
    if id(node) in seen:
        return node
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return None
    is_map = isinstance(node, yaml.MappingNode)
    children = [part for pair in node.value for part in pair] if is_map else node.value
    return next((found for child in children if (found := _alias(child, seen))), None)

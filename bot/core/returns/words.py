"""The words of dealers, out of the book: parts, models, units, dates, columns, ready for reading."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from bot.core.text import normalise, syllables
from bot.core.warranty.facts import Exclusion

_SHORTEST_BY_SOUND = 2  # characters; one sound alone means nothing
_FALLBACK = "zh-CN"
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Part:
    """A part dealers send back."""

    id: str
    names: Mapping[str, str]
    warranty: str
    """Row of `policies/warranty.yaml`."""

    def name(self, lang: str) -> str:
        """Return what it is called."""
        return self.names.get(lang) or self.names[_FALLBACK]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken for possible."""

    lines: int
    quantity: int
    earliest_year: int
    pasted: int
    shown: int
    photos: int


@dataclass(frozen=True, slots=True)
class Damage:
    """Words that tell of a fault the user made (人为损坏)."""

    id: str
    counts_as: Exclusion
    sure: bool
    """Told outright; otherwise the factory has to look."""
    words: re.Pattern[str]


@dataclass(frozen=True, kw_only=True, eq=False)
class ReturnWords:
    """Everything the readers of lists need; texts they look at are normalised."""

    limits: Limits
    parts: Mapping[str, Part]
    models: Mapping[str, str]
    """Model → plant."""
    part_names: Mapping[str, str]
    """Name → part id."""
    part_sounds: Mapping[str, str]
    part: re.Pattern[str]
    part_by_sound: re.Pattern[str]
    model: re.Pattern[str]
    model_keys: Mapping[str, str]
    """Model without separators, in small letters → model."""
    model_spoken: re.Pattern[str]
    """The letters of a model with its figures as numerals: "tdr 十二"."""
    model_like: re.Pattern[str]
    unit: str
    """Alternatives for a regular expression, as the next ones."""
    numeral: str
    numerals: Mapping[str, int]
    counts: Mapping[str, int]
    count: re.Pattern[str]
    times: str
    minus: str
    half: str
    total: re.Pattern[str]
    each: re.Pattern[str]
    code: re.Pattern[str]
    months: Mapping[str, int]
    month: str
    years: Mapping[str, int]
    year: str
    year_parts: Mapping[str, int]
    year_part: str
    ago: Mapping[str, int]
    ago_unit: str
    lately: Mapping[str, int]
    lately_words: re.Pattern[str]
    serial_mark: str
    label: re.Pattern[str]
    filler: re.Pattern[str]
    vague: frozenset[str]
    """Faults that tell nothing yet."""
    asking: tuple[str, ...]
    """What a question ends with."""
    joiner: re.Pattern[str]
    columns: Mapping[str, str]
    """Heading → field."""
    totals: frozenset[str]
    damages: Sequence[Damage]
    never_shipped: frozenset[str]
    """Parts that may not travel when `burning` is told of them."""
    burning: re.Pattern[str]
    row: str
    last: re.Pattern[str]
    everything: re.Pattern[str]
    into: re.Pattern[str]
    amounts: str
    """Between a part and its right count; alternatives."""
    no: Sequence[re.Pattern[str]]
    delete: re.Pattern[str]
    more: re.Pattern[str]
    """So many more of a line."""
    fewer: re.Pattern[str]
    opener: Sequence[re.Pattern[str]]
    """What a correction opens with, to be cut off."""
    says: Mapping[str, re.Pattern[str]]
    """What a dealer says about the return as a whole → whole messages that mean it."""
    decisions: Mapping[str, re.Pattern[str]]
    """Action of a procedure → whole messages by which a dealer chooses it."""
    by_line: Mapping[str, re.Pattern[str]]
    """The same beside the lines it is for: "第1行修"."""
    by_line_verbs: str
    by_line_others: re.Pattern[str]
    by_line_first: str
    by_line_fillers: re.Pattern[str]
    """What may stand between a line's number and what is decided of it."""
    field: re.Pattern[str]
    """The name of a field, behind a part: "控制器的车型是"."""
    lead: re.Pattern[str]
    """What may stand in front of a new value: the field's name, a verb of adding."""

    def meant(self, text: str) -> str:
        """Return what a message says about the return as a whole; empty when nothing of that kind."""
        plain = normalise(text)
        return next((name for name, pattern in self.says.items() if pattern.search(plain)), "")

    def unopened(self, text: str) -> str:
        """Return a normalised correction without what it opens with; a part named there stays."""
        for pattern in self.opener:
            found = pattern.match(text)
            if found is not None:
                part = self.part.search(found[0])
                text = (f"{part[0]} " if part is not None else "") + text[found.end() :]
        return text

    def decided(self, text: str) -> str:
        """Return the action of a procedure a message chooses; empty when it chooses none."""
        plain = normalise(text)
        return next((name for name, one in self.decisions.items() if one.search(plain)), "")

    def may_not_travel(self, part: str, fault: str) -> bool:
        """Return whether no courier may carry a part with that fault."""
        return part in self.never_shipped and self.burning.search(normalise(fault)) is not None

    def damage(self, text: str) -> Damage | None:
        """Return the user's doing that a fault tells of; what is told for sure comes first."""
        plain = normalise(text)
        told = [one for one in self.damages if one.words.search(plain)]
        return min(told, key=lambda one: not one.sure, default=None)


def alternatives(words: Iterable[str]) -> str:
    """Return a group that matches any of the words, the longest first; Latin ones as whole words."""
    ordered = sorted({normalise(word) for word in words} - {""}, key=len, reverse=True)
    return "(?:" + "|".join(_bounded(word) for word in ordered) + ")" if ordered else "(?!)"


def _bounded(word: str) -> str:
    escaped = re.escape(word).replace(r"\ ", r"\s+")
    before = r"(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return before + escaped + after


def read_words(
    policies: Mapping[str, Mapping[str, object]], facts: Mapping[str, object]
) -> ReturnWords | None:
    """Return a pack's words; None for a pack that names no parts, as nothing is sent back there."""
    table = policies.get("parts", {}).get("parts")
    words = cast("Mapping[str, Any]", policies.get("returns", {}))
    if not isinstance(table, Mapping) or not table or not words:
        return None
    names = {
        normalise(name): part_id
        for part_id, row in table.items()
        for name in (*row["name"].values(), *row.get("also", ()))
    }
    sounds = {
        syllables(name): part_id
        for name, part_id in names.items()
        if len(name) >= _SHORTEST_BY_SOUND and not name.isascii()
    }
    models = facts.get("models")
    known = cast("Mapping[str, str]", models) if isinstance(models, Mapping) else {}
    months = _plain(words["months"])
    years, ago = _plain(words["years"]), _plain(words["ago"])
    decides = {name: words["by_line"][name] for name in ("decline", "agree")}
    return ReturnWords(
        limits=Limits(**words["limits"]),
        parts={
            part_id: Part(part_id, row["name"], row["warranty"]) for part_id, row in table.items()
        },
        models=known,
        part_names=names,
        part_sounds=sounds,
        part=re.compile(alternatives(names)),
        part_by_sound=re.compile("|".join(map(re.escape, sorted(sounds, key=len, reverse=True)))),
        model=re.compile("|".join(map(_model, sorted(known, key=len, reverse=True))))
        if known
        else _NOTHING,
        model_keys={model_key(model): model for model in known},
        model_spoken=_model_spoken(known, "".join(words["numerals"])),
        model_like=_model_like(known),
        unit=alternatives(words["units"]),
        numeral="[" + "".join(words["numerals"]) + "]",
        numerals=words["numerals"],
        counts=_plain(words["counts"]),
        count=re.compile(alternatives(words["counts"])),
        times=alternatives_as_written(words["times"]),
        minus=alternatives_as_written(words["minus"]),
        half=alternatives(words["half"]),
        total=re.compile(alternatives(words["total"])),
        each=re.compile(alternatives(words["each"])),
        code=re.compile(alternatives(words["codes"]) + r"[\s:了]*e?$"),
        months=months,
        month=alternatives(months),
        years=years,
        year=alternatives(years),
        year_parts=_plain(words["year_parts"]),
        year_part=alternatives(words["year_parts"]),
        ago=ago,
        ago_unit=alternatives(ago),
        lately=_plain(words["lately"]),
        lately_words=re.compile(alternatives(words["lately"])),
        serial_mark=alternatives(words["serial_marks"]),
        label=re.compile(alternatives(words["labels"]) + r"\s*[:=]"),
        filler=re.compile(alternatives(words["filler"])),
        vague=frozenset(normalise(word) for word in words["vague"]),
        asking=tuple(normalise(word) for word in words["asking"]),
        joiner=re.compile(r"\s*(?:" + alternatives(words["joiners"]) + r"|[,、/+])\s*"),
        columns={
            normalise(heading): field
            for field, headings in words["columns"].items()
            for heading in headings
        },
        totals=frozenset(normalise(word) for word in words["totals"]),
        damages=tuple(
            Damage(
                id=name,
                counts_as=row["counts_as"],
                sure=bool(row["sure"]),
                words=re.compile(alternatives(row["words"])),
            )
            for name, row in words["user_damage"].items()
        ),
        never_shipped=frozenset(words["never_shipped"]["parts"]),
        burning=re.compile(alternatives(words["never_shipped"]["words"])),
        row=alternatives(words["rows"]),
        last=re.compile(alternatives(words["last"])),
        everything=re.compile(alternatives(words["everything"])),
        into=re.compile(alternatives(words["into"])),
        amounts=alternatives(words["amounts"]),
        no=tuple(re.compile(pattern) for pattern in words["not"]),
        delete=re.compile(alternatives(words["delete"])),
        more=re.compile(alternatives(words["more"])),
        fewer=re.compile(alternatives(words["fewer"])),
        opener=tuple(re.compile(pattern) for pattern in words["opener"]),
        says={name: _saying(row) for name, row in words["says"].items()},
        decisions={name: _saying(row) for name, row in words["decisions"].items()},
        by_line={name: _saying({"phrases": one}) for name, one in decides.items()},
        by_line_verbs=alternatives(verb for one in decides.values() for verb in one),
        by_line_others=re.compile(alternatives(words["by_line"]["others"])),
        by_line_first=alternatives(words["by_line"]["first"]),
        by_line_fillers=_fillers(words),
        field=re.compile(rf"[的\s]*{alternatives(words['labels'])}"),
        lead=re.compile(
            rf"^(?:[\s,，:：]|{alternatives((*words['labels'], *words['add'], *words['verbs']))})+"
        ),
    )


def _fillers(words: Mapping[str, Any]) -> re.Pattern[str]:
    """What stands between a line's name and its verb; "两个" and "2个" count the lines."""
    said = alternatives((*words["by_line"]["fillers"], *words["units"], *words["rows"]))
    units, figures = alternatives(words["units"]), "".join(words["numerals"])
    return re.compile(rf"^(?:[\s,]|(?:\d{{1,2}}|[{figures}])(?=\s*{units})|{said})+")


def _saying(row: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Whole messages, give or take particles and marks between them, or a pattern anywhere."""
    whole = alternatives(row.get("phrases", ()))
    anywhere = "|".join(f"(?:{pattern})" for pattern in row.get("patterns", ()))
    polite = r"[\s,，。.!！~～?？吧啊呀了哈呢的嘛]*"
    # "没有了，就这些": one after another they still say the same.
    return re.compile(rf"^{polite}(?:{whole}{polite})+$" + (f"|{anywhere}" if anywhere else ""))


def alternatives_as_written(signs: Iterable[str]) -> str:
    """Return a group of signs that may stand right beside letters and figures."""
    ordered = sorted({normalise(sign) for sign in signs} - {""}, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, ordered)) + ")"


def _plain(table: Mapping[str, int]) -> dict[str, int]:
    return {normalise(word): value for word, value in table.items()}


def model_key(text: str) -> str:
    """Return a model as it is compared: small letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", normalise(text))


def _model(model: str) -> str:
    """A known model with any separators, and with the letters that mark its variant behind it."""
    runs = re.findall(r"[a-z]+|\d+", normalise(model))
    return r"(?<![a-z0-9])" + r"[\s_/.-]*".join(runs) + r"(?!\d)(?:[a-z]{0,3}(?![a-z0-9]))?"


def _model_spoken(models: Iterable[str], numerals: str) -> re.Pattern[str]:
    letters = {run for model in models for run in re.findall(r"^[a-z]+", normalise(model))}
    if not letters:
        return _NOTHING
    return re.compile(
        rf"(?<![a-z0-9])(?P<letters>{'|'.join(sorted(letters))})[\s_-]*(?P<figures>[{numerals}]{{1,4}})"
    )


def _model_like(models: Iterable[str]) -> re.Pattern[str]:
    """Something written like a model of the brand that is none: its letters with other figures."""
    letters = {run for model in models for run in re.findall(r"^[a-z]+", normalise(model))}
    if not letters:
        return _NOTHING
    return re.compile(
        r"(?<![a-z0-9])(?:" + "|".join(sorted(letters)) + r")[\s_-]*\d{1,4}[a-z]{0,3}(?![a-z0-9])"
    )

"""The working table of one move: the case as it changes and the effects as they gather.

Made at the start of a move and thrown away at its end, so that nothing outside sees it change.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.book import Pack
from bot.core.cases import Case, CaseChange, Pairs, amend
from bot.core.effects import AmendCase, Effect, Say, Why
from bot.core.events import MediaFile
from bot.core.procedures.actor import Actor, People
from bot.core.procedures.plants import plant_key, plant_row
from bot.core.procedures.procedure import Notice, Procedure, Stage
from bot.core.procedures.saying import Spoken, line_title, words
from bot.core.procedures.scope import Lines, Totals, holds, scope
from bot.core.say import FALLBACK_LANGUAGE, in_language
from bot.core.spans import Span


class Making:
    """One move in the making."""

    def __init__(
        self,
        pack: Pack,
        procedure: Procedure,
        case: Case,
        *,
        actor: Actor,
        people: People,
        at: datetime,
        lang: str = FALLBACK_LANGUAGE,
        contact_lang: str = FALLBACK_LANGUAGE,
    ) -> None:
        """Lay out the case; `lang` is the actor's language, `contact_lang` the case's contact's."""
        self.pack = pack
        self.procedure = procedure
        self.case = case
        self.actor = actor
        self.people = people
        self.at = at
        self.lang = lang
        self.contact_lang = contact_lang
        self._seen = Lines(case.lines)
        self.values: Pairs = ()
        """What the form of this move says."""
        self.why = ""
        self.effects: list[Effect] = []
        self.stops: list[str] = []
        """Why there is no move, in the actor's language."""
        self.field_stops: list[tuple[str, str]] = []

    @property
    def stage(self) -> Stage:
        """The stage the case is in; a case is migrated before it moves, so it exists."""
        stage = self.procedure.stage(self.case.stage)
        if stage is None:
            raise LookupError(f"procedure {self.procedure.id} has no stage {self.case.stage}")
        return stage

    def rule(self, action: str) -> str:
        """Name the rule of a move."""
        return f"{self.procedure.id}/{self.case.stage}.{action}"

    # The case

    def change(self, change: CaseChange) -> None:
        """Change the case; the change is part of its history."""
        self.case = amend(self.case, change)
        self.effects.append(AmendCase(self.case.number, change))

    def new(self, **fields: Any) -> CaseChange:
        """Return a change by this actor at this moment."""
        made = CaseChange(at=self.at, by=self.actor.key, why=self.why, said=self.values)
        return replace(made, **fields)

    def scope(
        self, values: Mapping[str, str] | None = None, *, case: Case | None = None
    ) -> dict[str, Any]:
        """Return what guards read; of a case in the making when given."""
        about = case or self.case
        if about.lines is not self._seen.lines:
            self._seen = Lines(about.lines)
        return scope(
            self.pack,
            about,
            seen=self._seen,
            values=dict(self.values) if values is None else values,
            now=self.at,
            by=self.actor.role,
        )

    def totals(self) -> Totals:
        """Return the sums over the case's lines."""
        if self.case.lines is not self._seen.lines:
            self._seen = Lines(self.case.lines)
        return self._seen.total

    # Words

    def stop(self, phrase: str, *, at_field: str = "", **spoken: Any) -> None:
        """Note why there is no move; `at_field` is the field of the form it is about."""
        text = self._words(phrase, self.lang, **spoken)[0]
        self.stops.append(text)
        if at_field:
            self.field_stops.append((at_field, text))

    def stop_saying(self, text: str) -> None:
        """Note why there is no move, in words of the procedure."""
        self.stops.append(text)

    def words(self, phrase: str, **spoken: Any) -> str:
        """Return a phrase in the actor's language."""
        return self._words(phrase, self.lang, **spoken)[0]

    def title(self, phrase: str, **spoken: Any) -> str:
        """Return a line for staff."""
        return self._words(phrase, FALLBACK_LANGUAGE, **spoken)[0]

    def span_words(self, span: Span) -> str:
        """Return a length of time as staff read it."""
        return self._words(f"case.span_{span.unit}", FALLBACK_LANGUAGE, value=str(span.amount))[0]

    def role_names(self, roles: tuple[str, ...], lang: str) -> tuple[str, ...]:
        """Return roles as people call them."""
        return tuple(self._words(f"case.role_{role}", lang)[0] for role in roles)

    def notify(self, notice: Notice) -> None:
        """Say a phrase to the case's contact, if its guard lets."""
        if holds(notice.when, self.scope()):
            text, variant = self.for_contact(notice.phrase)
            why = Why(
                rule="case",
                phrase=variant,
                step=f"{self.procedure.id}/{self.case.stage}",
                source=f"{notice.source.file}:{notice.source.line}",
            )
            self.effects.append(Say(text=text, why=why))
            self.effects += (
                Say(text="", why=why, media=(MediaFile(kind="photo", ref=ref),))
                for ref in dict((*self.case.values, *self.values))
                .get(notice.photos, "")
                .splitlines()
            )

    def for_contact(self, phrase: str) -> tuple[str, str]:
        """Return a phrase as the case's contact reads it."""
        return self._words(phrase, self.contact_lang)

    def _words(self, phrase: str, lang: str, **spoken: Any) -> tuple[str, str]:
        return words(
            self.pack,
            phrase,
            lang=lang,
            case=self.case,
            spoken=lambda: replace(self._spoken(lang), **spoken),
            now=self.at,
        )

    def _spoken(self, lang: str) -> Spoken:
        case = self.case
        stage = self.procedure.stage(case.stage)
        last = case.parcels[-1] if case.parcels else None
        return Spoken(
            procedure=in_language(self.procedure.name, lang),
            stage=in_language(stage.name, lang) if stage else case.stage,
            due_at=case.due_at,
            why=self.why,
            values={**dict(case.values), **dict(self.values)},
            title=lambda place: line_title(self.pack, case.lines[place], lang),
            sums=self.totals(),
            counted=case.lines,
            carrier=self.pack.carriers.called(last.carrier, lang=lang) if last else "",
            waybill=last.waybill if last else "",
            plant=self.plant(lang),
        )

    def plant(self, lang: str = FALLBACK_LANGUAGE) -> Mapping[str, object]:
        """Return the plant the goods go to, a row of `brand.facts.plants`; empty when none is known."""
        return plant_row(self.pack, plant_key(self.pack, self.case), lang=lang)

"""What a case, its stages and its moves are called, in the reader's language."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.book import Pack
from bot.core.cases import Case, CaseLine, DisplayStatus, display_status
from bot.core.forms import FormField
from bot.core.procedures.procedure import Action, Procedure
from bot.core.procedures.saying import line_title
from bot.core.procedures.verbs import SETTLED_BY
from bot.core.say import in_language
from bot.desk.cases.pictures import CaseSummary


@dataclass(frozen=True, slots=True)
class Names:
    """A pack's words about cases."""

    pack: Pack
    lang: str

    def word(self, phrase: str) -> str:
        """Return a name; the phrase's own when the pack has none."""
        found = self.pack.phrases.get(phrase)
        if found is None:
            return phrase
        return (found.variants.get(self.lang) or found.variants["zh-CN"])[0].text

    def procedure(self, case: Case) -> str:
        """Return what kind of case it is."""
        found = self.pack.procedures.get(case.procedure)
        return in_language(found.name, self.lang) if found else case.procedure

    def stage(self, case: Case, stage: str) -> str:
        """Return a stage's name."""
        found = self.pack.procedures.get(case.procedure)
        one = found.present(stage) if found else None
        return in_language(one.name, self.lang) if one else stage

    def action(self, procedure: Procedure | None, rule: str) -> str:
        """Return the label of the action a rule `procedure/stage.action` names; empty when it is gone."""
        _, _, place = rule.partition("/")
        stage_id, _, action_id = place.partition(".")
        stage = procedure.present(stage_id) if procedure else None
        every: tuple[Action, ...] = (
            (*stage.actions, *procedure.actions) if procedure and stage else ()
        )
        labels = {one.id: one.label for one in every}
        if stage:
            labels |= {one.id: one.label for one in stage.duties}
        return in_language(labels[action_id], self.lang) if action_id in labels else ""

    def line(self, line: CaseLine) -> str:
        """Return what a line is about."""
        return line_title(self.pack, line, self.lang) or "—"

    def fields(self, procedure: Procedure | None) -> dict[str, str]:
        """Return the prompts of every field the procedure asks."""
        if procedure is None:
            return {}
        asked = {one.id: in_language(one.ask, self.lang) for one in _form_fields(procedure)}
        return asked | {f"share.{who}": name for who, name in self._shares()}

    def readers(self, procedure: Procedure | None) -> Mapping[str, Callable[[str], str]]:
        """Return how the values of fields with options are read, by field."""
        found: dict[str, Callable[[str], str]] = {}
        for one in _form_fields(procedure):
            if one.options:
                labels = {option.id: in_language(option.label, self.lang) for option in one.options}
                found[one.id] = lambda value, labels=labels: labels.get(value, value)  # type: ignore[misc]
            elif one.kind == "yes_no":
                found[one.id] = self._yes_or_no
        return found

    def _yes_or_no(self, value: str) -> str:
        return self.word(f"case.{value}") if value in ("yes", "no") else value

    def _shares(self) -> Iterator[tuple[str, str]]:
        """Yield who bears a part of a cost, by key and name."""
        shares = self.pack.policies.get(SETTLED_BY, {}).get("shares")
        for who, row in shares.items() if isinstance(shares, Mapping) else ():
            yield str(who), in_language(row["name"], self.lang)


def _form_fields(procedure: Procedure | None) -> Iterator[FormField]:
    for stage in procedure.stages if procedure else ():
        for form in (*(a.form for a in stage.actions), *(d.form for d in stage.duties)):
            yield from form
    for action in procedure.actions if procedure else ():
        yield from action.form


def summary(names: Names, case: Case, *, moved_at: datetime, now: datetime) -> CaseSummary:
    """Return a case as lists show it."""
    procedure = names.pack.procedures.get(case.procedure)
    stage = procedure.present(case.stage) if procedure else None
    status: DisplayStatus = display_status(case)
    contact = dict(case.contact)
    first = names.line(case.lines[0]) if case.lines else ""
    more = len(case.lines) - 1
    return CaseSummary(
        number=case.number,
        procedure=case.procedure,
        procedure_name=names.procedure(case),
        stage=case.stage,
        stage_name=names.stage(case, case.stage),
        status=status,
        status_name=names.word(f"case.status_{status}"),
        conversation=case.conversation,
        who=contact.get("dealer_name") or contact.get("name") or contact.get("phone", ""),
        title=f"{first} +{more}" if more > 0 else first,
        pieces=sum(line.quantity for line in case.lines),
        priority=case.priority,
        owner_role="" if case.ended or stage is None else stage.owner,
        opened_at=case.opened_at,
        moved_at=moved_at,
        due_at=None if case.ended else case.due_at,
        overdue=not case.ended and case.due_at is not None and case.due_at < now,
    )

"""Compiles a node of the fault tree into the script the engine walks."""

from bot.book.faults import NODE_PREFIX
from bot.book.scripts import FAULT_PREFIX, make_script
from bot.core.fault import Cause, Node, Question
from bot.core.script import END, Ask, Call, Choice, Do, End, Go, Script, Step, Tell
from bot.core.state import Phase

COMMON_SOOTHE = "fault.soothe"
UNKNOWN, SOLVED, AFTER_DANGER = "remedy.unknown", "remedy.solved", "danger.after"
_SOLVED_ID = "solved"


def compile_node(node: Node, *, tried: tuple[Choice, ...]) -> Script:
    """Return the script `fault.<id>` as docs/book-format.md lays it out.

    `tried` are the answers to "did it help?".
    """
    return make_script(
        FAULT_PREFIX + node.id,
        tuple(_Compiler(node, tried).steps()),
        source=node.source,
        node=node.id,
        purpose=node.meaning,
        renamed_from=tuple(FAULT_PREFIX + old for old in node.renamed_from),
    )


class _Compiler:
    def __init__(self, node: Node, tried: tuple[Choice, ...]) -> None:
        self._node = node
        self._tried = tried
        self._switches: dict[str, Step] = {}

    def steps(self) -> list[Step]:
        """Return all steps in order."""
        node = self._node
        steps = self._danger() if node.danger or node.severity == "safety" else []
        if node.severity == "safety" and not node.in_depth:
            return steps
        soothe = f"{node.id}.soothe" if node.soothe else COMMON_SOOTHE
        steps.append(self._step("soothe", Tell(phrase=soothe), phase="soothe"))
        if not node.in_depth:
            steps.append(self._step("unknown", Call(script=UNKNOWN), phase="solve"))
            return steps
        steps += [self._question(question) for question in node.questions]
        for cause in node.causes:
            steps += self._cause(cause)
        if any(cause.steps for cause in node.causes):
            steps.append(self._step(_SOLVED_ID, Call(script=SOLVED)))
            steps.append(self._step("finish", End("solved")))
        return [*steps, *self._switches.values()]

    def _step(
        self, step_id: str, action: Tell | Ask | Call | Do | End | Go, *, phase: Phase | None = None
    ) -> Step:
        return Step(id=step_id, action=action, source=self._node.source, phase=phase)

    def _danger(self) -> list[Step]:
        reason = {"reason": "danger", "priority": "danger"}
        advice = Tell(phrase=f"{self._node.id}.danger.act", alone=True)
        danger = self._node.danger
        after = (danger.after if danger else "") or AFTER_DANGER
        return [
            self._step("danger", advice, phase="soothe"),
            self._step("danger_person", Do(verb="hand_off", args=reason)),
            self._step("danger_after", Call(script=after)),
        ]

    def _question(self, question: Question) -> Step:
        node = self._node
        choices = tuple(
            Choice(id=one.id, label=one.label, words=one.words, to=self._to(one.to))
            for one in question.choices
        )
        return Step(
            id=question.id,
            action=Ask(
                phrase=f"{node.id}.{question.id}.ask",
                slot=f"{node.id}.{question.id}",
                choices=choices,
                unsure=self._to(question.unsure),
            ),
            source=question.source,
            phase="diagnose",
        )

    def _cause(self, cause: Cause) -> list[Step]:
        node = self._node
        steps = [
            Step(
                id=cause.id,
                action=Tell(phrase=f"{node.id}.{cause.id}.explain"),
                source=cause.source,
                phase="solve",
            )
        ]
        if cause.person:
            person = Do(verb="hand_off", args={"reason": "cause", "priority": cause.person})
            steps.append(Step(id=f"{cause.id}.person", action=person, source=cause.source))
        for place, step in enumerate(cause.steps):
            following = cause.steps[place + 1 :]
            behind = f"{cause.id}.{following[0].id}" if following else f"{cause.id}.remedy"
            steps.append(
                Step(
                    id=f"{cause.id}.{step.id}",
                    action=Ask(
                        phrase=f"{node.id}.{cause.id}.{step.id}.say",
                        slot=f"{node.id}.{cause.id}.{step.id}",
                        choices=tuple(
                            Choice(
                                id=one.id,
                                label=one.label,
                                words=one.words,
                                to=_SOLVED_ID if one.id == _SOLVED_ID else behind,
                            )
                            for one in self._tried
                        ),
                        unsure=behind,
                    ),
                    source=step.source,
                    phase="solve",
                )
            )
        args = {"cause": cause.id, "remedy": cause.remedy, "part": cause.part}
        given = {key: value for key, value in args.items() if value}
        call = Call(script=f"{node.remedies}.{cause.remedy}", args=given)
        steps.append(Step(id=f"{cause.id}.remedy", action=call, source=cause.source))
        steps.append(Step(id=f"{cause.id}.finish", action=Go(END), source=cause.source))
        return steps

    def _to(self, target: str) -> str:
        """Return the step for a target; another node needs a step that switches to it."""
        if not target.startswith(NODE_PREFIX):
            return target
        other = target.removeprefix(NODE_PREFIX)
        step_id = f"to.{other}"
        self._switches[step_id] = self._step(step_id, Do(verb="switch_node", args={"node": other}))
        return step_id

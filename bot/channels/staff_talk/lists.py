"""What waits: the queue, my conversations, my tasks, what wants my approval."""

from collections.abc import Container, Iterator, Sequence

from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.case_card import START, case_button, show_case
from bot.channels.staff_talk.case_form import start
from bot.channels.staff_talk.conversation_card import SHOW
from bot.channels.staff_talk.replies import Reply, rows
from bot.channels.staff_talk.request_card import request_of, request_text
from bot.channels.staff_talk.task_card import DONE, title_of
from bot.channels.staff_talk.task_card import SHOW as SHOW_TASK
from bot.core.clocks.task import Task
from bot.core.clocks.wording import customer_name
from bot.core.effects import Button
from bot.desk import cases
from bot.desk.cases import RequestCard
from bot.desk.queue import QueueFilter, QueueRow, Whose, queue_list
from bot.desk.search import may_read_conversations
from bot.desk.tasks import act_on_task, open_tasks

_LONGEST = 10
"""Entries of one list; the web shows all."""


def queue(asked: Asked) -> Answered:
    """Show who waits for a person, the most urgent first."""
    return _conversations(asked, "queue", head="staff.queue_head", none="staff.queue_empty")


def mine(asked: Asked) -> Answered:
    """Show the conversations this person has."""
    return _conversations(asked, "mine", head="staff.mine_head", none="staff.mine_empty")


def first_waiting(asked: Asked) -> str:
    """Return the conversation that presses most; empty when nobody waits."""
    waiting = _rows(asked, "queue")
    return waiting[0].id if waiting else ""


def _rows(asked: Asked, whose: Whose) -> tuple[QueueRow, ...]:
    wanted = QueueFilter(whose=whose)
    return queue_list(asked.desk.store, asked.desk.books(), asked.member, wanted, now=asked.at)


def given(asked: Asked, conversations: Container[str]) -> tuple[Reply, ...]:
    """Return how this person is told of conversations a colleague gave them."""
    found = [one for one in _rows(asked, "mine") if one.id in conversations]
    return (_conversation_list(asked, found, head="staff.given_head"),) if found else ()


def _conversations(asked: Asked, whose: Whose, *, head: str, none: str) -> Answered:
    found = _rows(asked, whose) if may_read_conversations(asked.member) else ()
    if not found:
        return asked.say(none)
    return asked.done(_conversation_list(asked, found, head=head))


def _conversation_list(asked: Asked, found: Sequence[QueueRow], *, head: str) -> Reply:
    lines = [asked.words(head, count=len(found))]
    buttons = []
    for number, one in enumerate(found[:_LONGEST], 1):
        who = customer_name(one.name, one.id)
        lines.append(
            asked.words(
                "staff.queue_row",
                number=number,
                who=who,
                priority=one.priority,
                since=one.waiting_since,
                due=one.answer_by,
                overdue=one.overdue,
                note=one.note or one.last_words,
            )
        )
        buttons.append(Button(f"{number} {who}"[:30], f"{SHOW}:{one.id}"))
    return Reply(text="\n".join(lines), buttons=rows(tuple(buttons)))


def tasks(asked: Asked) -> Answered:
    """Show what this person owes, the most pressing first."""
    owed = [one for one in _tasks(asked) if one.kind != "approval"]
    if not owed:
        return asked.say("staff.tasks_empty")
    return asked.done(_task_list(asked, owed, head="staff.tasks_head"))


def approvals(asked: Asked) -> Answered:
    """Show what waits for this person's signature, each with its two buttons."""
    wanted = [one for one in _tasks(asked) if one.kind == "approval" and one.case]
    if not wanted:
        return asked.say("staff.approvals_empty")
    head = Reply(text=asked.words("staff.approvals_head", count=len(wanted)))
    return asked.done(head, *_approval_list(asked, wanted))


def news(asked: Asked, new: Sequence[Task], moved: Sequence[Task]) -> tuple[Reply, ...]:
    """Return how this person is told of what they owe since a moment ago."""
    wanted = [one for one in (*new, *moved) if one.kind == "approval" and one.case]
    told = [
        _task_list(asked, owed, head=head)
        for head, tasks in (("staff.tasks_new", new), ("staff.tasks_moved", moved))
        if (owed := [one for one in tasks if one not in wanted])
    ]
    return (*told, *_approval_list(asked, wanted))


def _task_list(asked: Asked, owed: Sequence[Task], *, head: str) -> Reply:
    lines = [asked.words(head, count=len(owed))]
    buttons: list[Button] = []
    for number, one in enumerate(owed[:_LONGEST], 1):
        lines.append(
            asked.words(
                "staff.task_row",
                number=number,
                title=title_of(asked, one),
                case_number="" if one.case in one.title else one.case,
                due=one.due_at,
                overdue=one.is_overdue(asked.at),
            )
        )
        more = asked.button("staff.button_task_more", f"{SHOW_TASK}:{one.id}", number=number)
        buttons += [_way_to(asked, number, one), more]
    return Reply(text="\n".join(lines), buttons=rows(tuple(buttons)))


def _approval_list(asked: Asked, wanted: Sequence[Task]) -> Iterator[Reply]:
    for number, one in enumerate(wanted[:_LONGEST], 1):
        text = asked.words(
            "staff.approval_row",
            number=number,
            case_number="" if one.case in one.title else one.case,
            title=title_of(asked, one),
            due=one.due_at,
        )
        store, book, lang = asked.desk.store, asked.desk.books(), asked.words.lang
        card = cases.case_card(store, book, one.case, at=asked.at, lang=lang)
        request = request_of(card, one.id) if card else None
        if card is not None and request is not None:
            text = f"{text}\n{request_text(asked, request, who=card.summary.who)}"
        yield Reply(text=text, buttons=_signing(asked, one.case, request))


def settle(asked: Asked, task: str, note: str = "") -> Answered:
    """Say that a task is done."""
    found = next((one for one in _tasks(asked) if one.id == task), None)
    if found is None:
        return asked.say("staff.task_gone")
    done = act_on_task(
        asked.desk, asked.member, task, "done", at=asked.at, key=asked.key, note=note
    )
    if done:
        return asked.say("staff.task_done", title=title_of(asked, found))
    if not found.case:
        return asked.say("staff.task_gone")
    # Its case wants to be moved, or to be told more than a tap can.
    card = cases.case_card(asked.desk.store, asked.desk.books(), found.case, at=asked.at)
    asking = next((one.action for one in card.tasks if one.id == task), "") if card else ""
    return start(asked, found.case, asking) if asking else show_case(asked, found.case)


def settle_numbered(asked: Asked, line: str) -> Answered:
    """Settle a task by its number in the list, with a note behind it."""
    number, _, note = line.partition(" ")
    owed = [one for one in _tasks(asked) if one.kind != "approval"]
    if not number.isdecimal() or not 0 < int(number) <= len(owed):
        return tasks(asked)
    return settle(asked, owed[int(number) - 1].id, note.strip())


def _tasks(asked: Asked) -> tuple[Task, ...]:
    return open_tasks(asked.desk.store, asked.member.roles, asked.member, now=asked.at)


def _way_to(asked: Asked, number: int, task: Task) -> Button:
    if task.kind == "stage" and task.case:
        button = case_button(task.case)
        return Button(f"{number} {button.label}", button.data)
    return asked.button("staff.button_task_done", f"{DONE}:{task.id}", number=number)


def _signing(
    asked: Asked, number: str, request: RequestCard | None
) -> tuple[tuple[Button, ...], ...]:
    actions = cases.actions_for(
        asked.desk.store,
        asked.desk.books(),
        number,
        asked.member,
        at=asked.at,
        lang=asked.words.lang,
    )
    signing = tuple(
        asked.button(f"staff.button_{one.kind}", f"{START}:{number}:{one.id}")
        for one in actions
        if one.kind in ("approve", "refuse")
        and not one.why_not
        and (request is None or one.id.partition(":")[2] == request.id)
    )
    return (signing, (case_button(number),)) if signing else ((case_button(number),),)

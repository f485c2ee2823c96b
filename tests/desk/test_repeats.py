from datetime import timedelta

from bot.core.cases import CaseChange
from bot.desk.tasks import tasks_in
from bot.store.cases import amend_case, cases_of
from tests.desk.counter import Counter

FRAME = "YT60A0001234567"


def complain(counter: Counter):
    """Register a broken horn; returns its line."""
    counter.say("喇叭不响")
    counter.press("灯都正常")
    counter.press("有哒的一声")
    for _ in range(3):
        counter.press("先跳过")
    with counter.store.read() as tx:
        found = cases_of(tx, tenant=counter.store.tenant, conversation=counter.chat)
    return found[0].lines[0]


def repaired(counter: Counter) -> None:
    counter.now += timedelta(days=20)
    number = counter.view.state.case
    change = CaseChange(at=counter.now, by="s1", why="repaired", ended="done", stage="done")
    with counter.store.write() as tx:
        amend_case(tx, tenant=counter.store.tenant, number=number, change=change)


def repeats(counter: Counter):
    tasks = tasks_in(counter.store, counter.chat)
    return [(task.role, task.title) for task in tasks if "同一个毛病" in task.title]


def test_same_fault_twice_on_one_frame_is_flagged(counter: Counter):
    counter.say(f"车架号 {FRAME}")
    first = complain(counter)
    assert (first.serials, first.flags) == ((FRAME,), ())
    repaired(counter)

    assert complain(counter).flags == ("repeat_repair",)
    ((role, title),) = repeats(counter)
    assert role == "tech"
    assert title.startswith(f"同一个毛病第 2 次：喇叭故障，号码 {FRAME}，上次单号 RT-20261123-0001")
    assert ("notice", title) in counter.inside


def test_two_repairs_in_vain_go_to_the_manager(counter: Counter):
    counter.say(f"车架号 {FRAME}")
    for _ in range(2):
        complain(counter)
        repaired(counter)
    complain(counter)

    assert [role for role, _ in repeats(counter)] == ["tech", "manager"]
    assert "按规定换货或退款" in repeats(counter)[-1][1]


def test_frame_number_told_later_is_looked_up_too(counter: Counter):
    counter.say(f"车架号 {FRAME}")
    complain(counter)
    repaired(counter)
    other = Counter(counter.store, counter.desk.books(), now=counter.now, chat="telegram:2")
    assert complain(other).flags == ()
    other.say(f"车架号是 {FRAME}")

    assert [role for role, _ in repeats(other)] == ["tech"]

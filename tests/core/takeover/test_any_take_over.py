"""Whatever customers and colleagues do, and in whatever order: one owner, one voice, no exception."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.dispatch import dispatch
from bot.core.effects import Note, Refuse, Say
from bot.core.events import (
    CommandGiven,
    ConversationStarted,
    CustomerEdited,
    CustomerPressed,
    CustomerSaid,
    CustomerSentMedia,
    CustomerSharedContact,
    Event,
    MediaFile,
    Person,
    StaffClaimed,
    StaffClosed,
    StaffDeleted,
    StaffDid,
    StaffEdited,
    StaffHandedBack,
    StaffNoted,
    StaffOpenedCase,
    StaffRan,
    StaffReleased,
    StaffSaid,
    StaffTransferred,
    TimerFired,
)
from bot.core.staff import StaffMember
from bot.core.state import STAFF, State
from bot.core.takeover import is_owned
from tests.core.engine.conversation import MONDAY_TEN, MemoryRecords

PEOPLE = {
    id_: StaffMember(id=id_, login=id_, name=f"同事{id_}", roles=roles, on_duty=True)
    for id_, roles in (("a", ("agent",)), ("b", ("agent",)), ("m", ("manager",)))
}
LINES = [
    "电动车充不进电",
    "转人工",
    "绿灯",
    "13905550123",
    "电池冒烟了",
    "我要投诉找媒体",
    "算了",
    "",
    "不知道",
    "x" * 4000,
]
SCRIPTS = [
    ("desk.details", ""),
    ("desk.details", "phone"),
    ("fault.ev_no_charge", "light"),
    ("fault.ev_charger_dead", ""),
    ("remedy.part", ""),
    ("handoff", ""),
    ("survey", ""),
    ("nowhere", "x"),
]
FILE = MediaFile(kind="photo", ref="file:1")

customers = st.one_of(
    st.builds(CustomerSaid, st.sampled_from(LINES)),
    st.builds(CustomerEdited, st.sampled_from(LINES), st.sampled_from("123")),
    st.builds(CustomerPressed, st.sampled_from(["1.green", "2.?", "1.!", "3.-", "junk", "2.s5"])),
    st.just(CustomerSentMedia(file=FILE, caption="看这里")),
    st.just(CustomerSharedContact(phone="13905550123")),
    st.just(ConversationStarted()),
    st.builds(CommandGiven, st.sampled_from(["human", "cancel", "restart", "status"])),
)
colleagues = st.one_of(
    st.just(StaffClaimed()),
    st.builds(StaffSaid, text=st.sampled_from(["您好", "", "明天上午给您回电", "<b>&"])),
    st.builds(StaffNoted, text=st.sampled_from(["备注", ""])),
    st.builds(StaffTransferred, st.sampled_from([*PEOPLE, "nobody"])),
    st.just(StaffReleased()),
    st.sampled_from(SCRIPTS).map(lambda at: StaffHandedBack(script=at[0], step=at[1], promised="")),
    st.just(StaffHandedBack(promised="明天给您回电")),
    st.tuples(st.sampled_from(SCRIPTS), st.booleans()).map(
        lambda it: StaffRan(script=it[0][0], step=it[0][1], only=it[1])
    ),
    st.builds(StaffOpenedCase, procedure=st.sampled_from(["repair", "nothing"])),
    st.just(StaffClosed()),
    st.just(StaffEdited(message=1, text="改")),
    st.just(StaffDeleted(message=1)),
)
timers = st.sampled_from(["nudge", "close", "takeover:silence"]).map(TimerFired)
moves = st.lists(
    st.one_of(
        st.tuples(st.just("c"), customers),
        st.tuples(st.sampled_from(list(PEOPLE)), colleagues),
        st.tuples(st.just("t"), timers),
    ),
    min_size=1,
    max_size=25,
)


class Records(MemoryRecords):
    """What take-overs look up besides."""

    def staff(self, staff_id: str) -> StaffMember | None:
        return PEOPLE.get(staff_id)

    def open_tasks(self, _conversation: str) -> tuple[()]:
        return ()

    def written(self, _conversation: str, _seq: int) -> None:
        return None

    def marks_of(self, _conversation: str) -> tuple[()]:
        return ()


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=moves)
def test_any_take_over_keeps_one_owner_and_one_voice(book, moves):
    records = Records()
    state = State(pack="ebike")
    for number, (who, what) in enumerate(moves):
        before = state
        turn = dispatch(book, before, happening(number, who, what), records)
        records.take(turn)
        state = turn.state
        assert is_owned(state) == (state.stretch is not None)
        if state.stretch is not None:
            assert state.owner == f"{STAFF}{state.stretch.staff}"
        if any(isinstance(effect, Refuse) for effect in turn.effects):
            assert (state.owner, state.frames, state.stretch, state.answers) == (
                before.owner,
                before.frames,
                before.stretch,
                before.answers,
            )
            assert not [effect for effect in turn.effects if isinstance(effect, Say | Note)]
        if is_owned(before) and is_owned(state):
            the_bot_speaks_only_when_asked(before, who, what, turn)


def happening(number: int, who: str, what: object) -> Event:
    role = {"c": "customer", "t": "system"}.get(who, "staff")
    person = Person(role=role, id=who, name=PEOPLE[who].name if who in PEOPLE else "")
    return Event(
        channel="test",
        conversation="test:1",
        update_id=str(number),
        at=MONDAY_TEN + timedelta(minutes=7 * number),
        sender=person,
        what=what,
        message_id=str(number),
    )


def the_bot_speaks_only_when_asked(before: State, who: str, what: object, turn) -> None:
    said = [e for e in turn.effects if isinstance(e, Say) and e.author == "bot"]
    if not said:
        return
    owner = before.owner.removeprefix(STAFF)
    ran = who == owner and isinstance(what, StaffRan)
    answered = who == "c" and before.stretch is not None and before.stretch.running
    assert ran or answered, (who, what, said)
    assert not (isinstance(what, StaffDid) and who != owner)

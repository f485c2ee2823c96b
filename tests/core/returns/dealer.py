"""A dealer in a conversation in memory: what tests of returns say and look at."""

from dataclasses import dataclass, field

from bot.core.cases import case_number
from bot.core.dealers import Address, Claim, DealerSeen, Purchase, serial_key
from bot.core.effects import SendDocument
from bot.core.events import DealerSentTable, MediaFile
from bot.core.markup import plain
from tests.core.engine.conversation import Conversation, MemoryRecords

DEALER = DealerSeen(
    id="d1",
    name="示范车行",
    contact="林小满",
    phone="0311-555-0133",
    addresses=(
        Address(
            label="门店",
            text="河北省石家庄市长安区样例路 555 号",
            contact="林小满",
            phone="0311-555-0133",
        ),
    ),
    member="m1",
    member_name="林小满",
    right="submit",
)


@dataclass
class DealerRecords(MemoryRecords):
    """Records that know what the dealer bought and claimed."""

    purchases: list[Purchase] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    asked: int = 0
    """How often something was looked up."""

    drawn: int = 0

    def new_case_number(self, now):
        self.drawn += 1
        return case_number(now.date(), self.drawn)

    def purchases_of(self, dealer, *, model="", part=""):
        self.asked += 1
        return tuple(
            one
            for one in self.purchases
            if one.dealer == dealer and model in ("", one.model) and part in ("", one.part)
        )

    def purchases_with(self, serials):
        self.asked += 1
        return tuple(p for p in self.purchases if {*map(serial_key, p.serials)} & {*serials})

    def claims_with(self, serials):
        self.asked += 1
        return tuple(c for c in self.claims if {*map(serial_key, c.serials)} & {*serials})

    def claims_of(self, dealer):
        self.asked += 1
        return tuple(c for c in self.claims if c.dealer == dealer)

    def task(self, _task):
        return None

    def marks_of(self, _conversation):
        return ()

    def staff(self, _staff_id):
        return None

    def staff_with(self, _role):
        return ()


class Dealing(Conversation):
    """A dealer's conversation; every verb returns what the bot said, as plain text."""

    def __init__(self, book, *, dealer=DEALER, **more):
        super().__init__(book, **more)
        self.records = DealerRecords(dealers={"test:1": dealer})

    def table(self, rows, *, name="退件.xlsx", unreadable=""):
        rows = tuple(tuple(row) for row in rows)
        file = MediaFile(kind="document", ref="file:x", name=name)
        return self.happen(DealerSentTable(name=name, rows=rows, unreadable=unreadable, file=file))

    @property
    def documents(self):
        return [one for turn in self.turns for one in turn.effects if isinstance(one, SendDocument)]

    @property
    def lines(self):
        draft = self.state.returning
        return [] if draft is None else list(draft.lines)

    def said_last(self):
        return "\n".join(plain(say.text) for say in self.says)

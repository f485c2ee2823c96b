"""A person takes over: who owns the conversation, and what each may do (R4, R8, R15).

Owner and epoch are decided here and nowhere else: a colleague's event is carried out or refused, a
customer's words wait for the owner, and the bot speaks only when the owner asked it to.
"""

from bot.core.takeover.listening import customer_did
from bot.core.takeover.silent import came_due
from bot.core.takeover.sparing import spare
from bot.core.takeover.staff import staff_did
from bot.core.takeover.stretch import TIMERS, is_owned

__all__ = ["TIMERS", "came_due", "customer_did", "is_owned", "spare", "staff_did"]

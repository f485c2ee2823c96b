"""What a member does in the open conversation, and what is said when it cannot be done."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.channels.web.desk.asked import Asked
from bot.channels.web.desk.files import sent_files
from bot.channels.web.desk.live import Verb
from bot.channels.web.desk.patches import Op
from bot.core.markup import plain
from bot.desk import takeover
from bot.desk.drafts import keep_draft
from bot.desk.takeover import Outcome, Refused
from bot.desk.views import album_of
from bot.store.drafts import Kind

if TYPE_CHECKING:
    from bot.channels.web.desk.desk_view import DeskView

_PRIORITIES = ("normal", "urgent", "danger")


class Deeds:
    """The verbs of one desk."""

    def __init__(self, desk: "DeskView") -> None:
        """Act for the desk's member."""
        self._desk = desk

    def verbs(self) -> dict[str, Verb]:
        """Return what the page can ask."""
        return {
            "claim": self._claim,
            "say": self._say,
            "note": self._note,
            "release": self._release,
            "transfer": self._transfer,
            "hand-back": self._hand_back,
            "run": self._run,
            "close": self._close,
            "edit": self._edit,
            "delete": self._delete,
            "open-case": self._open_case,
        }

    async def _claim(self, _: Asked) -> Sequence[Op]:
        if not self._desk.open:
            return []
        outcome = await self._do(takeover.claim, self._desk.open)
        return await self._after(outcome, took=not isinstance(outcome, Refused))

    async def _say(self, asked: Asked) -> Sequence[Op]:
        return await self._write(takeover.say, asked)

    async def _note(self, asked: Asked) -> Sequence[Op]:
        return await self._write(takeover.note, asked)

    async def _write(self, verb: Callable[..., Outcome], asked: Asked) -> Sequence[Op]:
        desk = self._desk
        files = await desk.read(sent_files, desk.floor.office.files, asked["files"])
        text = asked["text"].strip()
        key = self._key(asked)
        return await self._written(
            asked, await self._do(verb, asked["id"], text, key=key, files=files)
        )

    async def _release(self, _: Asked) -> Sequence[Op]:
        outcome = await self._do(takeover.release, self._desk.open)
        return await self._after(outcome, done="released")

    async def _transfer(self, asked: Asked) -> Sequence[Op]:
        if note := asked["note"].strip():
            await self._do(takeover.note, asked["id"], note)
        outcome = await self._do(takeover.transfer, asked["id"], to=asked["to"])
        return await self._after(outcome, done="transferred", dialog="transfer")

    async def _hand_back(self, asked: Asked) -> Sequence[Op]:
        script, _, step = asked["target"].partition("#")
        promised = asked["promised"].strip()
        outcome = await self._do(
            takeover.hand_back, asked["id"], script=script, step=step, promised=promised
        )
        return await self._after(outcome, done="handed_back", dialog="back")

    async def _run(self, asked: Asked) -> Sequence[Op]:
        script, _, step = asked["target"].partition("#")
        only = bool(asked["only"] and step)
        outcome = await self._do(takeover.run, asked["id"], script=script, step=step, only=only)
        return await self._after(outcome, done="ran", dialog="run")

    async def _close(self, asked: Asked) -> Sequence[Op]:
        outcome = await self._do(takeover.close, asked["id"], survey=bool(asked["survey"]))
        return await self._after(outcome, done="closed", dialog="close")

    async def _edit(self, asked: Asked) -> Sequence[Op]:
        text = asked["text"].strip()
        outcome = await self._do(takeover.edit, asked["id"], asked.number("seq"), text)
        return await self._after(outcome, done="edit_done", dialog="edit")

    async def _delete(self, asked: Asked) -> Sequence[Op]:
        """Take a reply back, of an album all parts."""
        seq, lines = asked.number("seq"), self._desk.seen.lines if self._desk.seen else ()
        album = next((album_of(line.files) for line in lines if line.seq == seq), "")
        parts = [one.seq for one in lines if album and album_of(one.files) == album] or [seq]
        outcomes = [await self._do(takeover.delete, asked["id"], part) for part in parts]
        refused = next((one for one in outcomes if isinstance(one, Refused)), outcomes[-1])
        return await self._after(refused, done="delete_done", dialog="delete")

    async def _open_case(self, asked: Asked) -> Sequence[Op]:
        outcome = await self._do(
            takeover.open_case,
            asked["id"],
            procedure=asked["procedure"],
            priority=asked["priority"] if asked["priority"] in _PRIORITIES else "normal",
            said=asked["said"].strip(),
        )
        return await self._after(outcome, done="case_opened", dialog="case")

    async def _do(
        self, verb: Callable[..., Outcome], conversation: str, *given: object, **more: object
    ) -> Outcome:
        """Carry a verb out beside the event loop, as the member of this moment."""
        desk = self._desk
        door = desk.floor.office.desk
        return await desk.read(verb, door, desk.member, conversation, *given, at=desk.now, **more)

    async def _written(self, asked: Asked, outcome: Outcome) -> list[Op]:
        if isinstance(outcome, Refused):
            return [
                {"unsaid": asked["nonce"], "message": self._why_not(outcome)},
                *await self._desk.redraw(),
            ]
        kind: Kind = "note" if asked.verb == "note" else "reply"
        desk = self._desk
        await desk.read(
            keep_draft, desk.floor.store, desk.member, asked["id"], "", kind=kind, at=desk.now
        )
        self._ring()
        return [{"said": asked["nonce"]}, *await self._desk.redraw()]

    async def _after(
        self, outcome: Outcome, *, done: str = "", dialog: str = "", took: bool = False
    ) -> list[Op]:
        """Return what the page shows after a deed; a refusal leaves its dialog open, with what was typed."""
        if isinstance(outcome, Refused):
            told = self._why_not(outcome)
            notice: list[Op] = (
                [{"refused": "#dialog", "message": told}] if dialog else self._desk.refused(told)
            )
            return [*notice, *await self._desk.redraw()]
        self._ring()
        ops: list[Op] = [{"dialog": None}] if dialog else []
        if done:
            ops.append({"toast": self._desk.words[f"done_{done}"]})
        return [*ops, *await self._desk.redraw(took=took), *await self._desk.list_again()]

    def _ring(self) -> None:
        self._desk.floor.office.bell.ring(self._desk.open)

    def _why_not(self, refused: Refused) -> str:
        desk = self._desk
        return plain(
            takeover.why_not(
                desk.floor.pack(),
                refused.reason,
                lang=desk.words.lang,
                owner=refused.owner,
                owner_name=refused.owner_name,
            )
        )

    def _key(self, asked: Asked) -> str:
        # The page repeats a reply under the same nonce when it heard nothing: it is carried out once.
        return f"{self._desk.member.id}:{asked['nonce'][:40]}" if asked["nonce"] else ""

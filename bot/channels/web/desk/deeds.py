"""What a member does in the open conversation, and what is said when it cannot be done."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.channels.web.desk.asked import Asked
from bot.channels.web.desk.files import sent_files
from bot.channels.web.desk.live import Verb
from bot.channels.web.desk.patches import Op
from bot.core.markup import plain
from bot.core.say import render as say
from bot.desk import Desk, takeover
from bot.desk.drafts import keep_draft
from bot.desk.takeover import Outcome, Refused
from bot.store.drafts import Kind

if TYPE_CHECKING:
    from bot.channels.web.desk.desk_view import DeskView


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
        desk = self._desk
        if not desk.open:
            return []
        outcome = await desk.read(takeover.claim, self._door, desk.member, desk.open, at=desk.now)
        return await self._after(outcome, took=not isinstance(outcome, Refused))

    async def _say(self, asked: Asked) -> Sequence[Op]:
        desk = self._desk
        outcome = await desk.read(
            takeover.say,
            self._door,
            desk.member,
            asked["id"],
            asked["text"].strip(),
            at=desk.now,
            key=self._key(asked),
            files=await desk.read(sent_files, desk.floor.office.files, asked["files"]),
        )
        return await self._written(asked, outcome)

    async def _note(self, asked: Asked) -> Sequence[Op]:
        desk = self._desk
        outcome = await desk.read(
            takeover.note,
            self._door,
            desk.member,
            asked["id"],
            asked["text"].strip(),
            at=desk.now,
            key=self._key(asked),
            files=await desk.read(sent_files, desk.floor.office.files, asked["files"]),
        )
        return await self._written(asked, outcome)

    async def _release(self, _: Asked) -> Sequence[Op]:
        desk = self._desk
        outcome = await desk.read(takeover.release, self._door, desk.member, desk.open, at=desk.now)
        return await self._after(outcome, done="released")

    async def _transfer(self, asked: Asked) -> Sequence[Op]:
        desk = self._desk
        if note := asked["note"].strip():
            await desk.read(takeover.note, self._door, desk.member, asked["id"], note, at=desk.now)
        outcome = await desk.read(
            takeover.transfer, self._door, desk.member, asked["id"], to=asked["to"], at=desk.now
        )
        return await self._after(outcome, done="transferred", dialog="transfer")

    async def _hand_back(self, asked: Asked) -> Sequence[Op]:
        desk = self._desk
        script, _, step = asked["target"].partition("#")
        outcome = await desk.read(
            takeover.hand_back,
            self._door,
            desk.member,
            asked["id"],
            script=script,
            step=step,
            promised=asked["promised"].strip(),
            at=desk.now,
        )
        return await self._after(outcome, done="handed_back", dialog="back")

    async def _run(self, asked: Asked) -> Sequence[Op]:
        desk = self._desk
        script, _, step = asked["target"].partition("#")
        outcome = await desk.read(
            takeover.run,
            self._door,
            desk.member,
            asked["id"],
            script=script,
            step=step,
            only=bool(asked["only"] and step),
            at=desk.now,
        )
        return await self._after(outcome, done="ran", dialog="run")

    async def _close(self, asked: Asked) -> Sequence[Op]:
        desk = self._desk
        outcome = await desk.read(
            takeover.close,
            self._door,
            desk.member,
            asked["id"],
            survey=bool(asked["survey"]),
            at=desk.now,
        )
        return await self._after(outcome, done="closed", dialog="close")

    async def _edit(self, asked: Asked) -> Sequence[Op]:
        desk = self._desk
        outcome = await desk.read(
            takeover.edit,
            self._door,
            desk.member,
            asked["id"],
            asked.number("seq"),
            asked["text"].strip(),
            at=desk.now,
        )
        return await self._after(outcome, done="edit_done", dialog="edit")

    async def _delete(self, asked: Asked) -> Sequence[Op]:
        desk = self._desk
        outcome = await desk.read(
            takeover.delete,
            self._door,
            desk.member,
            asked["id"],
            asked.number("seq"),
            at=desk.now,
        )
        return await self._after(outcome, done="delete_done", dialog="delete")

    async def _open_case(self, asked: Asked) -> Sequence[Op]:
        desk = self._desk
        outcome = await desk.read(
            takeover.open_case,
            self._door,
            desk.member,
            asked["id"],
            procedure=asked["procedure"],
            priority=asked["priority"] or "normal",
            said=asked["said"].strip(),
            at=desk.now,
        )
        return await self._after(outcome, done="case_opened", dialog="case")

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
        pack = self._desk.floor.pack()
        scope = {"colleague": refused.owner_name, "owner": refused.owner}
        told, _ = say(
            pack,
            f"takeover.refused_{refused.reason}",
            lambda: scope,
            lang=self._desk.words.lang,
            seed="",
        )
        return plain(told)

    def _key(self, asked: Asked) -> str:
        # The page repeats a reply under the same nonce when it heard nothing: it is carried out once.
        return f"{self._desk.member.id}:{asked['nonce'][:40]}" if asked["nonce"] else ""

    @property
    def _door(self) -> Desk:
        return self._desk.floor.office.desk

"""A form of the book on its way out: the effects that fill one in."""

from bot.core.book import Pack
from bot.core.document import Data, Form, file_name
from bot.core.effects import Button, KeepDocument, SendDocument, Why


class UnknownFormError(LookupError):
    """A pack has no form of that name."""


def form_of(pack: Pack, form: str) -> Form:
    """Return a form of a pack; raises UnknownFormError."""
    found = pack.documents.get(form)
    if found is None:
        raise UnknownFormError(f"pack {pack.name} has no form {form}")
    return found


def send(
    pack: Pack,
    form: str,
    data: Data,
    *,
    text: str,
    why: Why,
    case: str = "",
    buttons: tuple[tuple[Button, ...], ...] = (),
) -> SendDocument:
    """Return the effect that sends a filled form under `text`; raises UnknownFormError."""
    name = file_name(form_of(pack, form), data)
    return SendDocument(
        form=form, data=data, name=name, text=text, why=why, case=case, buttons=buttons
    )


def keep(pack: Pack, form: str, data: Data, *, case: str) -> KeepDocument:
    """Return the effect that lays a filled form with a case; raises UnknownFormError."""
    return KeepDocument(form=form, data=data, name=file_name(form_of(pack, form), data), case=case)

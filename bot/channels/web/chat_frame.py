"""What stands around the messages: header, menu, input row and side panel."""

import json
from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement
from nicegui.events import GenericEventArguments

from bot.channels.web.uploads import ACCEPTED
from bot.channels.web.words import Words
from bot.core.events import CommandName

_OFFERED = ",".join(("image/*", "video/*", *sorted(ACCEPTED)))
_COMMANDS: tuple[CommandName, ...] = ("status", "human", "help", "cancel")


class Plain(TextElement):
    """An HTML element with nothing but text in it."""

    def __init__(self, tag: str, text: str = "") -> None:
        """Take the tag and its text, which the browser never reads as markup."""
        super().__init__(tag=tag, text=text)


class ChatFrame:
    """Builds the fixed parts of the page once, and changes their words when the language changes."""

    def __init__(
        self,
        *,
        words: Words,
        conversation: str,
        on_text: Callable[[GenericEventArguments], Awaitable[None]],
        on_command: Callable[[CommandName, str], Awaitable[None]],
    ) -> None:
        """Draw an empty chat."""
        self._on_command = on_command
        self._words = words
        self._dressed: tuple[object, ...] = ()
        with ui.element("div").classes("app").props(f"data-chat={conversation}"):
            with ui.element("main").classes("phone"):
                self._header()
                self.log = ui.element("div").classes("log").props("role=log tabindex=0")
                self._typing = ui.element("div").classes("typing").props("role=status")
                with self._typing:
                    for _ in range(3):
                        ui.element("i")
                self._typing.set_visibility(False)
                self._newest = Plain("button").classes("newest").props("type=button")
                self._newest.on("click", js_handler="() => shouhou.toEnd()")
                self._sending = Plain("div").classes("sending").props("role=status")
                self._entry(on_text)
            aside = ui.element("aside").classes("panel")
            self._why.props(f"aria-controls={aside.html_id}")
            with aside:
                self.panel = ui.html("")
        Plain("div").classes("toast").props("role=alert")

    def _header(self) -> None:
        with ui.element("header").classes("bar"):
            self._face = Plain("span").classes("face").props("aria-hidden=true")
            with ui.element("div").classes("who"):
                self._title = Plain("h1")
                self._about = Plain("p")
            self._why = (
                ui.element("button").classes("icon").props("type=button aria-expanded=false")
            )
            with self._why:
                ui.icon("account_tree")
            self._why.on("click", js_handler="() => shouhou.togglePanel()")
            self._menu_button = ui.element("button").classes("icon")
            self._menu_button.props("type=button aria-haspopup=menu")
            with self._menu_button:
                ui.icon("more_horiz")
                # The browser closes it: a close sent by the server may come after the next opening.
                with ui.menu().classes("menu").props("auto-close transition-duration=0"):
                    self._items = ui.element("div")

    def _entry(self, on_text: Callable[[GenericEventArguments], Awaitable[None]]) -> None:
        form = ui.element("form").classes("entry").props("autocomplete=off")
        with form:
            self._photo = ui.element("label").classes("icon photo").props("tabindex=0 role=button")
            with self._photo:
                ui.icon("add_photo_alternate")
                self._file = ui.element("input")
                self._file.props(f'type=file multiple accept="{_OFFERED}" tabindex=-1')
            self._text = ui.element("textarea").props(
                "rows=1 maxlength=4096 enterkeyhint=send autofocus"
            )
            self._send = Plain("button").classes("send").props("type=submit")
        form.on(
            "submit",
            on_text,
            js_handler="(e) => { e.preventDefault(); const t = shouhou.take(); if (t) emit(t); }",
        )

    def dress(
        self,
        words: Words,
        *,
        title: str,
        about: str,
        pack: str,
        packs: Mapping[str, str],
        languages: Mapping[str, str],
    ) -> None:
        """Put the words on everything; costs nothing while they stay the same."""
        self._words = words
        dress = (words.lang, title, about, pack, tuple(packs.items()), tuple(languages))
        if dress == self._dressed:
            return
        self._dressed = dress
        self._face.set_text(title[:1])
        self._title.set_text(title)
        self._about.set_text(about)
        self._send.set_text(words["send"])
        self._newest.set_text(words["newest"])
        for element, name in (
            (self._why, "why"),
            (self._menu_button, "menu"),
            (self._photo, "photo"),
            (self._file, "photo"),
            (self._text, "placeholder"),
            (self._typing, "typing"),
            (self.log, "messages"),
        ):
            _attribute(element, "aria-label", words[name])
        _attribute(self._why, "title", words["why"])
        _attribute(self._text, "placeholder", words["placeholder"])
        for name in (
            "placeholder",
            "placeholder_phone",
            "too_large",
            "too_fast",
            "wrong_kind",
            "no_room",
            "not_sent",
            "sending",
            "close",
        ):
            _attribute(self._text, f"data-{name.replace('_', '-')}", words[name])
        ui.run_javascript(
            f"document.documentElement.lang={json.dumps(words.lang)};"
            f"document.title={json.dumps(title)};"
        )
        self._fill_menu(pack=pack, packs=packs, languages=languages)

    def _fill_menu(
        self, *, pack: str, packs: Mapping[str, str], languages: Mapping[str, str]
    ) -> None:
        words = self._words
        self._items.clear()
        with self._items:
            for command in _COMMANDS:
                self._item(words[command], command)
            self._item(words["restart"], "restart")
            Plain("div", words["pick_pack"]).classes("menu-title")
            for name, label in packs.items():
                ui.menu_item(label, auto_close=False).classes("now" if name == pack else "").on(
                    "click", js_handler=f"() => shouhou.fresh({json.dumps(name)})"
                )
            Plain("div", words["pick_language"]).classes("menu-title")
            for lang, label in languages.items():
                item = self._item(label, "language", lang)
                item.classes("now" if lang == words.lang else "")
            ui.separator()
            ui.menu_item(words["staff_door"], auto_close=False).on(
                "click", js_handler="() => { location.href = '/desk'; }"
            )

    def _item(self, label: str, name: CommandName, argument: str = "") -> ui.menu_item:
        return ui.menu_item(label, lambda: self._on_command(name, argument), auto_close=False)

    def typing(self, *, on: bool) -> None:
        """Show or hide that the other side is writing."""
        self._typing.set_visibility(on)

    def complain(self, name: str, *, give_back: str = "") -> None:
        """Say that something went wrong, and put the visitor's text back into the input."""
        ui.run_javascript(
            f"shouhou.toast({json.dumps(self._words[name])});"
            f"shouhou.giveBack({json.dumps(give_back)});"
        )


def _attribute(element: ui.element, name: str, value: str) -> None:
    element.props[name] = value

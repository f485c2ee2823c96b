"""The running book, for staff: fault tree, scripts, procedures, forms, and what the checker found."""

import asyncio
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query, Request, Response
from nicegui import ui

from bot.channels.web.assets import asset
from bot.channels.web.catalogue import (
    FAULT_SCRIPT,
    documents,
    faults,
    procedures,
    scripts,
    stage_rows,
    step_rows,
)
from bot.channels.web.drawing import draw_fault, draw_script, in_words, readable
from bot.channels.web.drawing_procedures import draw_procedure
from bot.channels.web.form_preview import Preview, preview
from bot.channels.web.office import PATIENCE, Office
from bot.channels.web.staff_bar import staff_bar
from bot.channels.web.staff_door import staff_member, staff_words, to_login
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.book import Pack

_MERMAID = {
    "securityLevel": "strict",
    "theme": "base",
    "themeVariables": {
        "fontFamily": "inherit",
        "fontSize": "14px",
        "lineColor": "#8a948e",
        "edgeLabelBackground": "#ffffff",
    },
    "flowchart": {"htmlLabels": True, "wrappingWidth": 210, "padding": 10, "useMaxWidth": False},
}
_Name = Annotated[str, Query(max_length=200)]


def book_page(office: Office) -> None:
    """Register the page `/book`."""

    @ui.page("/book", title="Shouhou", response_timeout=PATIENCE)
    async def book(
        request: Request,
        *,
        pack: _Name = "",
        fault: _Name = "",
        script: _Name = "",
        procedure: _Name = "",
        document: _Name = "",
        view: _Name = "",
    ) -> Response | None:
        """Show one fault, script, procedure or form, or the checker's list."""
        member = await asyncio.to_thread(staff_member, office, request)
        if member is None:
            return to_login("/book")
        words = staff_words(office, request)
        shown = office.shelf.book.pack(pack)
        form = shown.documents.get(document)
        printed = await asyncio.to_thread(preview, form, shown, words) if form else None
        ui.page_title(words["book_title"])
        ui.add_head_html(
            f'<link rel="stylesheet" href="{asset("look.css")}">'
            f'<link rel="stylesheet" href="{asset("staff_bar.css")}">'
            f'<link rel="stylesheet" href="{asset("book.css")}">'
            f'<script defer src="{asset("book.js")}"></script>'
        )
        with ui.element("div").classes("book"):
            ui.html(
                staff_bar(words, member, here="/book", brand=in_words(shown.brand.name, words.lang))
            )
            ui.html(_header(office, shown, words), tag="header").classes("top")
            with ui.element("div").classes("columns"):
                chosen = fault or script or procedure or document or view
                ui.html(_list(shown, words, chosen=chosen), tag="nav").classes("list")
                with ui.element("main").classes("sheet"):
                    if printed is not None:
                        _show_form(office, shown, words, printed)
                    else:
                        asked = _Asked(fault=fault, script=script, procedure=procedure, view=view)
                        _sheet(office, shown, words, asked)
        return None


def _header(office: Office, pack: Pack, words: Words) -> str:
    zone = ZoneInfo(pack.brand.hours.timezone)
    issues = office.shelf.issues
    return render(
        "book_header.html",
        words=words,
        packs={
            name: in_words(one.brand.name, words.lang)
            for name, one in office.shelf.book.packs.items()
        },
        now=pack.name,
        digest=office.shelf.book.digest,
        loaded_at=office.shelf.loaded_at.astimezone(zone),
        issues=len(issues),
        stale=any(issue.severity == "error" for issue in issues),
    )


def _list(pack: Pack, words: Words, *, chosen: str) -> str:
    return render(
        "book_list.html",
        words=words,
        pack=pack.name,
        faults=faults(pack, words),
        scripts=scripts(pack),
        procedures=procedures(pack, words),
        documents=documents(pack, words),
        chosen=chosen,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the address names."""

    fault: str
    script: str
    procedure: str
    view: str


def _sheet(office: Office, pack: Pack, words: Words, asked: _Asked) -> None:
    if asked.view == "issues":
        ui.html(render("issues.html", words=words, issues=office.shelf.issues))
    elif asked.fault in pack.nodes:
        _show_fault(pack, words, asked.fault)
    elif asked.script in pack.scripts:
        _show_script(pack, words, asked.script)
    elif asked.procedure in pack.procedures:
        _show_procedure(pack, words, asked.procedure)
    else:
        ui.html(render("book_empty.html", words=words))


def _show_fault(pack: Pack, words: Words, fault: str) -> None:
    node = pack.nodes[fault]
    ui.html(render("fault_head.html", words=words, node=node, label=in_words))
    if node.in_depth:
        _diagram(draw_fault(node, pack, words))
    ui.html(
        render(
            "fault.html",
            words=words,
            node=node,
            pack=pack,
            label=in_words,
            readable=readable,
            script=FAULT_SCRIPT + node.id,
        )
    )


def _show_script(pack: Pack, words: Words, name: str) -> None:
    script = pack.scripts[name]
    ui.html(render("script_head.html", words=words, script=script))
    _diagram(draw_script(script, pack, words))
    ui.html(render("script.html", words=words, rows=step_rows(script.steps)))


def _show_procedure(pack: Pack, words: Words, name: str) -> None:
    procedure = pack.procedures[name]
    ui.html(render("procedure_head.html", words=words, procedure=procedure, label=in_words))
    _diagram(draw_procedure(procedure, pack, words))
    rows = stage_rows(procedure, pack, words)
    ui.html(render("procedure.html", words=words, rows=rows))


def _show_form(office: Office, pack: Pack, words: Words, printed: Preview) -> None:
    ui.html(
        render(
            "form.html",
            words=words,
            form=printed.form,
            preview=printed,
            pack=pack.name,
            label=in_words,
            digest=office.shelf.book.digest,
        )
    )


def _diagram(chart: str) -> None:
    with ui.element("div").classes("diagram").props("tabindex=0"):
        ui.mermaid(chart, config=_MERMAID)

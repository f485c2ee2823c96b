"""The bot for a person at a terminal: coloured, with numbered buttons."""

from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.channels.terminal.durations import read_duration
from bot.channels.terminal.session import InputError, Session, read_speaker
from bot.core.markup import plain
from bot.desk.views import MessageView

_HELP = (
    "a number presses a button · /photo FILE · /file FILE · /wait 30m · /why · "
    "/help /status /human /cancel /language · Ctrl-D leaves"
)


def run(session: Session, *, speaker: str = "customer:1") -> None:
    """Talk until the input ends."""
    console = Console(highlight=False)
    one = read_speaker(speaker)
    console.print(Text(_HELP, style="dim"))
    seen = session.last_line(one)
    if not seen:
        session.say(one, "/start")
    while True:
        lines = session.lines(one, after=seen)
        seen = lines[-1].seq if lines else seen
        for line in lines:
            if not line.incoming:
                _show(console, session, line)
        try:
            typed = console.input("[bold green]> [/]").strip()
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        if typed == "/why":
            _why(console, session.lines(one))
            continue
        try:
            _do(session, typed, one.name)
        except InputError as error:
            console.print(Text(str(error), style="red"))


def _do(session: Session, typed: str, name: str) -> None:
    speaker = read_speaker(name)
    verb, _, rest = typed.partition(" ")
    if not typed:
        return
    if verb in ("/photo", "/file"):
        session.photo(speaker, Path(rest.strip()))
    elif verb == "/wait":
        time = read_duration(rest)
        if time is None:
            raise InputError("write /wait 30m, /wait 2h or /wait 1d")
        session.wait(time)
    elif typed.isdecimal() and _has_button(session, name, int(typed)):
        session.press(speaker, typed)
    else:
        session.say(speaker, typed)


def _has_button(session: Session, name: str, number: int) -> bool:
    asked = [line for line in session.lines(read_speaker(name)) if line.buttons]
    return bool(asked) and 0 < number <= sum(len(row) for row in asked[-1].buttons)


def _show(console: Console, session: Session, line: MessageView) -> None:
    console.print(Padding(Text(plain(line.text), style="cyan"), (1, 0, 0, 2)))
    for file in line.files:
        path = session.document(file)
        console.print(Text(f"   📎 {path or file.name or file.ref}", style="magenta"))
    number = 0
    for row in line.buttons:
        labels = []
        for button in row:
            number += 1
            labels.append(f"{number} {button.label}")
        console.print(Text("   " + "   ".join(f"[{label}]" for label in labels), style="yellow"))


def _why(console: Console, lines: tuple[MessageView, ...]) -> None:
    said = [line for line in lines if line.why is not None]
    if not said or said[-1].why is None:
        return
    why = said[-1].why
    console.print(Text(f"rule {why.rule} · {why.step} · {why.source} · {why.phrase}", style="dim"))
    for node, score in why.candidates:
        console.print(Text(f"  {score:.2f}  {node}", style="dim"))
    for line in why.evidence:
        console.print(Text(f"  ≈ {line}", style="dim"))

"""The console command `advisor`: ask, chat, plan, gaps, search, show, guides, ingest, serve …"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from advisor.advisor import Advisor
from advisor.cli import main as ingest_main
from advisor.cli import step_back
from advisor.errors import AdvisorError
from advisor.guide.teaching import section_named
from advisor.ingest.sources import shipped_corpus
from advisor.settings import Settings
from advisor.types import Answer, Citation, Profile

#: Exit codes: answered; nothing could be done; the guides do not cover the question.
ANSWERED, NOTHING_DONE, NOT_COVERED = 0, 2, 3

app = typer.Typer(
    help="Answers career questions from guides, word for word. Settings are read from ADVISOR_ "
    "environment variables. Exit codes: 0, 2 nothing could be done, 3 the guides do not cover the "
    "question.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}

About = Annotated[
    str | None,
    typer.Argument(help="What they tell of themselves; a CV will do. Without it, standard input."),
]
Skills = Annotated[
    list[str] | None, typer.Option(help="Something that they know: “SQL”, “Python (basics)”.")
]
Goal = Annotated[str | None, typer.Option(help="What they want to become.")]
Named = Annotated[str | None, typer.Option(help="The guide's name, where there are several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def ask(
    question: Annotated[
        str | None,
        typer.Argument(
            help="What you want to know. Without it, questions are read from standard "
            "input, one a line, and answered with a line of JSON each."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the guides."""
    with _advisor() as advisor:
        if question is None:
            covered = [_print_line(advisor.ask(line)) for line in map(str.strip, sys.stdin) if line]
            raise typer.Exit(ANSWERED if all(covered) else NOT_COVERED)
        answer = advisor.ask(question) if as_json else _streamed(advisor, question, [])
        if as_json:
            print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
        raise typer.Exit(NOT_COVERED if answer.coverage == "not_covered" else ANSWERED)


@app.command()
def chat() -> None:
    """Hold a conversation; an empty line or Ctrl-D ends it."""
    history: list[dict[str, str]] = []
    with _advisor() as advisor:
        while question := _asked():
            answer = _streamed(advisor, question, history)
            history.append({"role": "user", "content": question})
            history.append({"role": "assistant", "content": answer.text})


@app.command()
def gaps(
    about: About = None,
    skill: Skills = None,
    goal: Goal = None,
    guide: Named = None,
    as_json: AsJson = False,
) -> None:
    """List what a guide asks for, and what of it a person has."""
    profile = Profile(about=_told(about), skills=tuple(skill or ()), goal=goal)
    with _advisor() as advisor:
        found = advisor.gaps(profile, guide)
    if as_json:
        print(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        print(f"{each.status:8}{each.name}\n        {each.reason} ({each.section[-1]})")


@app.command()
def plan(
    about: About = None,
    skill: Skills = None,
    goal: Goal = None,
    place: Annotated[str | None, typer.Option(help="Where they live.")] = None,
    hours: Annotated[float | None, typer.Option(help="Hours a week that they have.")] = None,
    guide: Named = None,
    calendar: Annotated[
        Path | None, typer.Option(help="Write what the guide gives a duration for to this .ics.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Lay out the way along a guide, without what a person has already."""
    from advisor.advising.calendar import calendar_of

    skills = tuple(skill or ())
    profile = Profile(_told(about), skills, goal=goal, place=place, hours_per_week=hours)
    with _advisor() as advisor:
        found = advisor.plan(profile, guide)
    if calendar is not None:
        written = calendar_of(found, date.today())
        if written is None:
            print(f"{found.guide} gives no durations, so there is no calendar.", file=sys.stderr)
            raise typer.Exit(NOTHING_DONE)
        calendar.write_bytes(written)
    if as_json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        from rich import print as show_richly
        from rich.markdown import Markdown

        show_richly(Markdown(found.to_markdown()))
    else:
        print(found.to_markdown(), end="")


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="Words, or a question.")],
    k: Annotated[int, typer.Option("-k", help="How many sections at most.", min=1)] = 5,
    as_json: AsJson = False,
) -> None:
    """Find the sections that fit a question best."""
    with _advisor() as advisor:
        hits = advisor.search(question, k)
    if as_json:
        print(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2))
        return
    for hit in hits:
        print(f"{hit.score:6.2f}  {hit.guide}  {' › '.join(hit.section)}")


@app.command()
def show(
    guide: Annotated[str, typer.Argument(help="The guide's name, as `advisor guides` prints it.")],
    section: Annotated[
        str | None, typer.Argument(help="A heading, or several that lead to it: “Pay > Europe”.")
    ] = None,
) -> None:
    """Print a guide, or one section of it, as the advisor sees it."""
    if section is None:
        raise typer.Exit(ingest_main(["--show", guide]))
    with _advisor() as advisor:
        found = advisor.guide(guide)
        path = found.sections[section_named(section, found)].path
    for each in found.sections:
        if each.path == path:
            print(found.text[each.start : each.end], end="")


@app.command()
def guides(as_json: AsJson = False) -> None:
    """List the guides."""
    raise typer.Exit(ingest_main(["--list", *(["--json"] if as_json else [])]))


@app.command(context_settings=_PASSED_ON)
def ingest(context: typer.Context) -> None:
    """Read guides into the store; `advisor ingest --help` says more."""
    step_back()
    raise typer.Exit(ingest_main(context.args))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
) -> None:
    """Serve the chat page."""
    from advisor.ui.server import end
    from advisor.ui.server import main as serve_main

    options = {"--host": host, "--port": port}
    given = [word for name, value in options.items() if value for word in (name, str(value))]
    end(serve_main(given))


@app.command()
def mcp() -> None:
    """Serve the Model Context Protocol on standard input and output, for desktop assistants."""
    from advisor.serving.mcp import mcp_of

    with _advisor() as advisor:
        mcp_of(advisor).run("stdio")


@contextmanager
def _advisor() -> Iterator[Advisor]:
    """Give an advisor that has guides: those that ship with it are ingested into an empty store.

    An error that people can mend ends the command with its message.
    """
    try:
        with Advisor(Settings()) as advisor:
            if not advisor.guides():
                print(f"Reading the guides in {shipped_corpus()} first.", file=sys.stderr)
                advisor.ingest([shipped_corpus()])
            yield advisor
    except AdvisorError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(NOTHING_DONE) from None
    except KeyboardInterrupt:
        raise typer.Exit(ANSWERED) from None


def _told(about: str | None) -> str:
    """What a person tells: the argument, or what comes in by a pipe."""
    if about is not None:
        return about
    return "" if sys.stdin.isatty() else sys.stdin.read()


def _streamed(advisor: Advisor, question: str, history: list[dict[str, str]]) -> Answer:
    """Print an answer as it grows, with its sources, and return it; in a pipe, print it whole."""
    if not sys.stdout.isatty():
        answer = advisor.ask(question, history)
        print(f"{answer.text}\n{_sources(answer)}", end="")
        return answer
    from rich.console import Console, Group
    from rich.live import Live
    from rich.markdown import Markdown

    answer = Answer("")
    with Live(console=Console(), vertical_overflow="visible") as shown:
        for answer in advisor.stream(question, history):
            shown.update(Group(Markdown(answer.text), _sources(answer)))
    return answer


def _sources(answer: Answer) -> str:
    return "".join(f"\n[{each.number}] {_place(each)}" for each in answer.citations) + "\n"


def _place(citation: Citation) -> str:
    return f"{citation.guide}: {' › '.join(citation.section)}"


def _print_line(answer: Answer) -> bool:
    """Print an answer as a line of JSON; return whether the guides cover the question."""
    print(json.dumps(answer.to_dict(), ensure_ascii=False), flush=True)
    return answer.coverage != "not_covered"


def _asked() -> str:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


def main(arguments: list[str] | None = None) -> Any:
    """Run the command.

    Args:
        arguments: the command line; `sys.argv` when left out.
    """
    return app(args=arguments)

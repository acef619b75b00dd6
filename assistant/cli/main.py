"""The `policy` command. Each sub-command imports what it needs only when it runs, so help appears at once."""

import gc
import sys
import time
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import click

from assistant.import_path import leave_current_folder
from assistant.quiet import keep_libraries_quiet
from assistant.text.sanitize import visible

if TYPE_CHECKING:
    from assistant.settings import Settings
    from ingest.library import Library
    from ingest.sync import Workers

BEGAN = time.perf_counter()
ANSWERED, ERROR, USAGE, NOT_FOUND = 0, 1, 2, 3
# New objects before Python looks for garbage. With 700, as by itself, it mostly looks in vain while modules are
# imported: a cold question took 3.54 s of processor time, and 3.25 s where it never looked (medians of five).
YOUNG = 100_000
LOCAL_RAY = "local"
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


@click.group(context_settings=HELP, invoke_without_command=True)
@click.version_option(package_name="policy-assistant", prog_name="policy")
@click.option("--library", type=click.Path(), help="The library's folder.")
@click.option("--chroma", metavar="URL", help="The Chroma server that stores the library's vectors.")
@click.option("--model", metavar="NAME", help="The language model that helps: see policy ask --help.")
@click.option("--answer", type=click.Choice(["quotes", "prose"]), help="What the language model does.")
@click.option("--reader", type=click.Choice(["quick", "careful"]), help="What reads the passages.")
@click.option("--answering", type=click.Choice(["careful", "keen"]), help="How readily to answer.")
@click.option("--person", type=int, hidden=True)  # policy serve opens each screen for one of the people with a token
@click.pass_context
def cli(context: click.Context, person: int | None, **options: str | None) -> None:
    """Ask questions about your policy papers. Every answer quotes the papers and says where each quotation is.

    Without a command, opens the conversation screen.
    """
    if context.invoked_subcommand is None:
        _screen(person, **options)


def _screen(person: int | None, **options: str | None) -> None:
    """Opens the screen, which then loads the settings and shows any error in them."""
    from assistant.session import Session
    from tui.app import PolicyApp

    def settings() -> "Settings":
        from assistant.settings import load_settings

        return load_settings(**options)

    if person is None:
        PolicyApp(Session(settings)).run()
    else:
        from assistant.shared_session import SharedSession

        PolicyApp(SharedSession(settings, person)).run()


def main() -> None:
    """The entry point, and the only place that turns errors into messages and exit codes."""
    leave_current_folder()
    keep_libraries_quiet()
    gc.set_threshold(YOUNG)
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        _leave("Stopped. The library is intact.", 130)
    except click.UsageError as error:
        click.UsageError(visible(error.format_message()), error.ctx).show()
        sys.exit(USAGE)
    except click.ClickException as error:
        _leave(error.format_message(), ERROR)
    except Exception as error:
        from ingest.errors import PolicyError

        if not isinstance(error, PolicyError):
            raise
        from rich.console import Console

        from assistant.cli import terminal

        Console(stderr=True, highlight=False, markup=False).print(terminal.error(error), soft_wrap=True)
        sys.exit(ERROR)


def _leave(message: str, code: int) -> NoReturn:
    click.echo(visible(message), err=True)
    sys.exit(code)


def open_library(settings: "Settings") -> "Library":
    from assistant import opening

    return opening.open_library(settings)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that all commands share, and passes the settings to the command."""

    @click.option("--library", type=click.Path(), help="The library's folder.")
    @click.option("--chroma", metavar="URL", help="The Chroma server that stores the library's vectors.")
    @wraps(command)
    def run(*context: click.Context, library: str | None, chroma: str | None, **options: Any) -> Any:
        from assistant.opening import for_that_library
        from assistant.settings import load_settings
        from ingest.errors import PolicyError

        given = {"library": library or _parent_option("library"), "chroma": chroma or _parent_option("chroma")}
        try:
            return command(*context, settings=load_settings(**given), **options)
        except PolicyError as error:
            error.cure = for_that_library(error.cure, given)
            raise

    return run


def with_answering(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that choose what reads, which model helps, and how readily. Goes inside `with_settings`."""

    @click.option(
        "--model",
        metavar="NAME",
        help="A language model that helps: ollama:llama3.2, openai:..., or the address of a server; quotes for none.",
    )
    @click.option(
        "--answer",
        type=click.Choice(["quotes", "prose"]),
        help="What the language model does: quotes has it choose among the papers' words, prose has it write.",
    )
    @click.option("--fall-back", type=click.Choice(["quotes"]), help="What to use if the language model fails.")
    @click.option(
        "--reader",
        type=click.Choice(["quick", "careful"]),
        help="What reads the passages: careful reads the best of them again with a larger model.",
    )
    @click.option(
        "--answering",
        type=click.Choice(["careful", "keen"]),
        help="How readily to answer: keen answers more questions, with more wrong answers among them.",
    )
    @wraps(command)
    def run(*, settings: "Settings", fall_back: str | None, **options: Any) -> Any:
        from assistant.settings import changed

        names = ("model", "answer", "reader", "answering")
        given = {name: options.pop(name) or _parent_option(name) for name in names}
        settings = changed(settings, fall_back=fall_back, **given)
        if given["answer"] == "prose" and not settings.has_model:
            raise click.UsageError("--answer prose needs a language model to write it: --model NAME.")
        return command(settings=settings, **options)

    return run


def _parent_option(option: str) -> Any:
    """An option given before the command: policy --library FOLDER ask ..., policy papers --library FOLDER show ..."""
    group = click.get_current_context().parent
    while group and not group.params.get(option):
        group = group.parent
    return group.params[option] if group else None


def _given(option: str) -> bool:
    """Whether an option was given to the command, rather than left at its default."""
    return click.get_current_context().get_parameter_source(option) is not click.core.ParameterSource.DEFAULT


class IngestCommand(click.Command):
    """A command whose `--ray` takes an optional address: in `policy ingest --ray papers`, papers is a folder."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        from ingest.places import is_cluster

        options = args[: args.index("--")] if "--" in args else args
        if "--ray" in options:
            at = options.index("--ray")
            rest = args[at + 1 :]
            if at + 1 < len(options) and is_cluster(rest[0]):
                address, *rest = rest
            else:
                address = LOCAL_RAY
            args = [*args[:at], f"--ray={address}", *rest]
        return super().parse_args(context, args)


def _cluster(context: click.Context, option: click.Parameter, address: str | None) -> str | None:
    from ingest.places import is_cluster

    if address not in (None, LOCAL_RAY) and not is_cluster(address):
        raise click.BadParameter(
            f"'{address}' is not the address of a Ray cluster: use auto, HOST:PORT or ray://HOST:PORT.", context, option
        )
    return address


@cli.command(cls=IngestCommand)
@click.argument("places", nargs=-1, metavar="[PATH|URL]...")
@click.option(
    "--from",
    "listing",
    type=click.File("rb"),
    metavar="FILE",
    help="Add the paths and addresses in FILE (- for standard input), one a line or separated by NUL.",
)
@click.option("--digests", is_flag=True, help="Add the five sample digests that come with policy.")
@click.option("--prune", is_flag=True, help="Remove papers whose files are no longer in these folders.")
@click.option("--rebuild", is_flag=True, help="Rebuild the library from all its sources.")
@click.option("--watch", is_flag=True, help="Keep the library in step with these folders until Ctrl-C.")
@click.option(
    "--ray",
    metavar="[ADDRESS]",
    callback=_cluster,
    help="Read and encode on a Ray cluster: auto, HOST:PORT or ray://HOST:PORT. Without ADDRESS, starts one on this "
    "machine.",
)
@click.option(
    "--private-addresses",
    is_flag=True,
    default=None,
    help="Allow redirects to private addresses, and addresses of this machine.",
)
@click.option("--json", "as_json", is_flag=True, help="Print each result as a line of JSON.")
@with_settings
def ingest(
    settings: "Settings",
    places: tuple[str, ...],
    listing: BinaryIO | None,
    digests: bool,
    prune: bool,
    rebuild: bool,
    watch: bool,
    ray: str | None,
    private_addresses: bool | None,
    as_json: bool,
) -> None:
    """Add papers to the library: files, folders and web addresses.

    Files that have not changed are left alone; changed ones are replaced. Exit code 1 if a paper could not be added.
    """
    from assistant.cli.ingest import DIGESTS, run_ingest
    from assistant.cli.ingest_progress import JsonLines, reporter
    from assistant.settings import changed
    from ingest.pending import is_pending
    from ingest.places import listed

    sources = [*places, *(listed(listing.read()) if listing else []), *([str(DIGESTS)] if digests else [])]
    if listing and not sources:
        raise click.UsageError("The list is empty.")
    if not (sources or rebuild or is_pending(settings.library)):
        raise click.UsageError(
            "Say what to add, for example: policy ingest ~/papers. To try policy first: policy ingest --digests."
        )
    settings = changed(settings, private_addresses=private_addresses)
    if watch:
        _watch(settings, sources, prune, rebuild, as_json, _workers(ray))
        return
    failed = run_ingest(settings, sources, prune, rebuild, JsonLines() if as_json else reporter(), _workers(ray))
    sys.exit(ERROR if failed else 0)


def _watch(
    settings: "Settings", places: list[str], prune: bool, rebuild: bool, as_json: bool, workers: "Workers"
) -> None:
    from assistant.cli.watch import run_watch
    from ingest.places import named_folders

    if as_json:
        raise click.UsageError("--watch goes without --json.")
    if not places or len(list(named_folders(places))) < len(places):
        raise click.UsageError("--watch needs folders, for example: policy ingest --watch ~/papers.")
    run_watch(settings, places, prune, rebuild, workers)


def _workers(ray: str | None) -> "Workers":
    from ingest.sync import here

    if ray is None:
        return here
    from ingest.cluster import on_ray

    return on_ray(ray)


@cli.command()
@click.argument("question")
@click.option(
    "--paper",
    "papers",
    multiple=True,
    metavar="NAME",
    help="Only papers with NAME in the title, organisation, file name or id. Repeatable.",
)
@click.option("--since", metavar="DATE", help="Only papers dated on or after DATE.")
@click.option("--until", metavar="DATE", help="Only papers dated on or before DATE.")
@click.option("--undated", is_flag=True, help="With --since or --until: include papers without a date.")
@click.option("--as-of", metavar="DATE", help="Answer as of DATE: from what was in force then.")
@click.option("--passages", is_flag=True, help="Show the passages found, with their ranks and scores.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--timings", is_flag=True, help="Say where the time went, step by step.")
@with_settings
@with_answering
def ask(
    settings: "Settings",
    question: str,
    papers: tuple[str, ...],
    since: str | None,
    until: str | None,
    undated: bool,
    as_of: str | None,
    passages: bool,
    as_json: bool,
    timings: bool,
) -> None:
    """Ask a question. Exit code 0 if the papers answer it, 3 if they don't."""
    from assistant.cli.ask import run_ask
    from assistant.query.paper_filter import PaperFilter

    wanted = PaperFilter(papers, _date("since", since), _date("until", until), undated)
    if undated and not wanted.by_date:
        raise click.UsageError("--undated goes with --since or --until.")
    if not question.strip():
        raise click.UsageError("The question is empty.")
    answer = run_ask(settings, question, wanted, passages, as_json, _date("as-of", as_of), BEGAN if timings else None)
    sys.exit(ANSWERED if answer.status == "answered" else NOT_FOUND)


@cli.command()
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(dir_okay=False),
    help="The pack to write; its ending decides the format.",
)
@click.option("--title", help="The title of the pack.  [default: the title in QUESTIONS]")
@click.option("--template", type=click.Path(exists=True, dir_okay=False), help="A Word document whose styles to use.")
@click.option("--as-of", metavar="DATE", help="Answer as of DATE: from what was in force then.")
@click.option("--strict", is_flag=True, help="Leave out statements the papers don't support, and say how many.")
@click.option("--resume", is_flag=True, help="Continue a run that was stopped.")
@click.option("--at-once", type=click.IntRange(1, 32), help="How many questions to answer at the same time.")
@with_settings
@with_answering
def batch(
    settings: "Settings", questions: str, out: str, template: str | None, as_of: str | None, **options: Any
) -> None:
    """Answer a file of questions (- for standard input) and write a briefing pack.

    QUESTIONS: .txt .md .yaml .csv .xlsx .jsonl. OUT: .docx .html .md .pdf for people, .jsonl .csv .xlsx for programs.
    Exit code 0 if the papers answer every question, 3 if not, 1 if there were errors.
    """
    from pathlib import Path

    from assistant.cli.batch import BatchOptions, run_batch

    given = BatchOptions(
        questions, Path(out), Path(template) if template else None, as_of=_date("as-of", as_of), **options
    )
    with open_library(settings) as library:
        library.need_papers()
        sys.exit(run_batch(library, settings, given))


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8642, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.option(
    "--expose", metavar="URL", help="Let other machines in at URL, the address of a proxy with TLS in front of policy."
)
@with_settings
@with_answering
def serve(settings: "Settings", host: str, port: int, expose: str | None) -> None:
    """Open the conversation screen in a browser. Prints an address with a token that works on this machine only.

    Where people have tokens (policy token add), each enters with their own, has conversations of their own, and only
    owners change the library.
    """
    from assistant.service.listening import address_of
    from tui.serve import run_serve

    run_serve(settings, host, port, address_of(host, port, expose, "policy serve"))


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8643, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.option(
    "--expose", metavar="URL", help="Let other machines in at URL, the address of a proxy with TLS in front of policy."
)
@click.option(
    "--allow-upload",
    "uploads",
    type=click.Path(file_okay=False, exists=True),
    metavar="FOLDER",
    help="Let owners add papers by sending their files, which are kept in FOLDER.",
)
@with_settings
@with_answering
def api(settings: "Settings", host: str, port: int, expose: str | None, uploads: str | None) -> None:
    """Let other programs ask: chat programs that speak OpenAI's API, or any by plain JSON.

    Prints the addresses, and a token where nobody has one by name (policy token add).
    """
    from pathlib import Path

    from assistant.service.listening import address_of
    from assistant.web_api.server import run_api

    public = address_of(host, port, expose, "policy api")
    run_api(settings, host, port, public, Path(uploads).absolute() if uploads else None)


@cli.command()
@click.option("--http", is_flag=True, help="Listen for clients with a token, instead of on standard input.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --http: the address to listen on.")
@click.option("--port", default=8644, show_default=True, type=click.IntRange(1, 65535), help="With --http: the port.")
@click.option("--expose", metavar="URL", help="With --http: let other machines in at URL, a proxy with TLS.")
@click.option(
    "--profile",
    type=click.Choice(["full", "connector"]),
    default="full",
    show_default=True,
    help="The tools: connector has search and fetch alone, as ChatGPT wants them.",
)
@with_settings
@with_answering
def mcp(settings: "Settings", http: bool, host: str, port: int, expose: str | None, profile: Any) -> None:
    """Let chat programs and agents ask the papers, over the Model Context Protocol.

    A client starts this command itself and speaks to it on standard input. With --http it listens on this machine, and
    prints an address and a token.
    """
    from assistant.cli.mcp import run_mcp
    from assistant.service.listening import address_of

    if not http and any(map(_given, ("host", "port", "expose"))):
        raise click.UsageError("--host, --port and --expose go with --http.")
    run_mcp(settings, profile, (host, port, address_of(host, port, expose, "policy mcp")) if http else None)


@cli.group()
def token() -> None:
    """Let people in by name: each has a token for policy serve, policy api and policy mcp --http.

    Where nobody has a token, those servers make one for you alone, print it, and forget it at their end.
    """


@token.command("add")
@click.argument("name")
@click.option("--owner", is_flag=True, help="May also add papers, where a server lets anybody do so.")
@with_settings
def token_add(settings: "Settings", name: str, owner: bool) -> None:
    """Make a token for NAME and print it. It can't be shown again: only a hash is kept."""
    click.echo(_people(settings).add(name, owner))


@token.command("revoke")
@click.argument("name")
@with_settings
def token_revoke(settings: "Settings", name: str) -> None:
    """Make the token of NAME worthless, at once."""
    _people(settings).revoke(name)
    click.echo(f"Revoked: {visible(name)}")


@token.command("list")
@with_settings
def token_list(settings: "Settings") -> None:
    """List who has a token: name, date, and whether owner, with tabs between."""
    for person in _people(settings).all():
        click.echo(
            "\t".join([visible(person.name), f"{person.made:%Y-%m-%d}", "owner" if person.owner else ""]).rstrip()
        )


def _people(settings: "Settings") -> Any:
    from assistant.service.people import People

    with open_library(settings):  # a folder that holds something else is not written to
        return People(settings.library)


@cli.group()
def log() -> None:
    """The log of who asked what through policy serve, policy api and policy mcp --http, and what was cited."""


@log.command("export")
@click.argument("out", type=click.Path(dir_okay=False))
@with_settings
def log_export(settings: "Settings", out: str) -> None:
    """Write the log to OUT: .jsonl for programs, .csv for a spreadsheet."""
    from pathlib import Path

    from assistant.service.export import run_export

    with open_library(settings):
        count = run_export(settings, Path(out))
    click.echo(visible(f"{count} {'entry' if count == 1 else 'entries'} in {out}"))


@cli.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
@with_settings
def papers(context: click.Context, settings: "Settings", as_json: bool) -> None:
    """List the papers in the library.

    A table on a terminal. When piped, one line a paper with tabs between id, date, title, organisation, pages,
    passages, source, what could not be read of it, and its status.
    """
    if context.invoked_subcommand:
        return
    from assistant.cli import listing, terminal

    with open_library(settings) as library:
        held, passages = library.catalogue.papers(), library.catalogue.counts()
        standings = library.standings()
    console = terminal.console()
    if as_json:
        _print_json([listing.paper_facts(paper, passages.get(paper.id, 0), standings.get(paper.id)) for paper in held])
    elif not held:
        click.echo("No papers yet. Add some papers: policy ingest FOLDER", err=True)
    elif console.is_terminal:
        console.print(terminal.papers(held, passages, standings))
    else:
        for paper in held:
            click.echo(listing.paper_line(paper, passages.get(paper.id, 0), standings.get(paper.id)))


@papers.command("show")
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="Print the outline as JSON.")
@with_settings
def papers_show(settings: "Settings", id: str, as_json: bool) -> None:
    """Show the outline of a paper."""
    from assistant.cli import listing, terminal

    with open_library(settings) as library:
        paper = _paper(library, id)
        blocks, passages = library.catalogue.blocks(paper.id), library.catalogue.counts().get(paper.id, 0)
        standing = library.standings().get(paper.id)
        other = library.catalogue.paper(standing.other) if standing and standing.other else None
    if as_json or _parent_option("as_json"):
        facts = listing.paper_facts(paper, passages, standing)
        _print_json(facts | {"headings": listing.heading_facts(paper, blocks)})
    else:
        terminal.console().print(terminal.outline(paper, blocks, standing, other.title if other else ""))


@papers.command("remove")
@click.argument("id")
@with_settings
def papers_remove(settings: "Settings", id: str) -> None:
    """Remove a paper from the library. Its file is not deleted."""
    with open_library(settings) as library:
        paper = _paper(library, id)
        with library.writing():
            library.remove(paper.id)
        click.echo(f"Removed: {visible(paper.title)}")


@papers.command("status")
@click.argument("id")
@click.argument("status", type=click.Choice(["in-force", "draft", "superseded", "as-read"]))
@click.option("--by", metavar="ID", help="With superseded: the paper that took its place.")
@with_settings
def papers_status(settings: "Settings", id: str, status: str, by: str | None) -> None:
    """Correct the status of a paper. Your word is kept when papers are added or the library is rebuilt.

    as-read goes by the words of the papers again.
    """
    from assistant.standing_words import in_full
    from ingest.in_force import Correction, Status

    if by and status != "superseded":
        raise click.UsageError("--by goes with superseded.")
    statuses: dict[str, Status] = {"in-force": "in_force", "draft": "draft", "superseded": "superseded"}
    with open_library(settings) as library:
        paper, other = _paper(library, id), _paper(library, by).id if by else ""
        if other == paper.id:
            raise click.UsageError("A paper can't take its own place.")
        with library.writing():
            library.correct(paper.id, Correction(statuses[status], other) if status in statuses else None)
        standing = library.standings().get(paper.id)
        named = library.catalogue.paper(standing.other) if standing and standing.other else None
        told = in_full(standing, named.title if named else "") if standing else "no status"
        click.echo(visible(f"{paper.title}: {told}"))


class EvalGroup(click.Group):
    """A group that runs `run` by default: `policy eval SUITE` is `policy eval run SUITE`."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(context, args if args and args[0] in self.commands else ["run", *args])


@cli.group("eval", cls=EvalGroup, add_help_option=False)
def evaluate() -> None:
    """Measure how good the answers are, on suites of questions with known answers."""


@evaluate.command("run", hidden=True)
@click.argument("suites", nargs=-1, metavar="[SUITE|FOLDER]...")
@click.option(
    "--model",
    "models",
    multiple=True,
    default=["quotes"],
    show_default=True,
    help="What answers. Repeatable.",
)
@click.option("--answer", type=click.Choice(["quotes", "prose"]), help="What a language model does.")
@click.option(
    "--json",
    "json",
    type=click.Path(dir_okay=False, allow_dash=True),
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Write all answers and figures as JSON (with --list, the suites). Without FILE, to standard output.",
)
@click.option("--html", "html", type=click.Path(dir_okay=False), help="Write a web page with tables and plots.")
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False), help="Compare with an earlier run, saved with --json."
)
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Ask at most N questions from each suite.")
@click.option(
    "--data", type=click.Path(), help="The folder with the papers and public question sets.  [default: ../shared]"
)
@click.option(
    "--work", type=click.Path(), help="The folder that keeps libraries between runs.  [default: cache folder]"
)
@click.option("--list", "only_list", is_flag=True, help="List the suites and stop.")
def eval_run(only_list: bool, answer: str | None, **options: Any) -> None:
    """Ask suites of questions with known answers, and print how good the answers were, with 95% intervals.

    Without a SUITE, runs every suite available. A FOLDER holds questions.jsonl and papers; policy eval init makes one.
    """
    from assistant.settings import load_settings
    from evals.cli import EvalOptions, list_suites, run_eval

    given = EvalOptions.of(options)
    if only_list:
        list_suites(given)
    else:
        run_eval(load_settings(answer=answer), given)


@evaluate.command("init")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--count", type=click.IntRange(1), default=40, show_default=True, help="How many questions to propose.")
@click.option("--seed", type=int, default=0, show_default=True, help="Change this to get different questions.")
@click.option("--all", "every", is_flag=True, help="Write the proposals without asking about each; accept them later.")
@click.option(
    "--feedback",
    type=click.Path(exists=True, dir_okay=False),
    help="Also use rated answers, from policy feedback export.",
)
@with_settings
def eval_init(settings: "Settings", folder: str, feedback: str | None, **options: Any) -> None:
    """Make a suite in FOLDER from questions that policy proposes and you accept one by one."""
    from pathlib import Path

    from evals.proposals.init import run_init

    run_init(settings, Path(folder), feedback=Path(feedback) if feedback else None, **options)


@cli.command()
@click.argument("place", required=False, type=click.Path(exists=True))
def allow(place: str | None) -> None:
    """Trust files that came from somewhere else, as they are now. If they change, allow them again.

    Without PLACE, trusts policy.toml and suite.toml in this folder: the settings, and the papers a suite names outside
    its folder. PLACE is the folder of a library made on another machine, whose sources --rebuild may then read, or the
    journal of a pack you started on another machine.
    """
    from pathlib import Path

    from assistant.cli.allow import run_allow

    for line in run_allow(Path(place) if place else None):
        click.echo(visible(" ".join(line.splitlines())))


@cli.group()
def feedback() -> None:
    """Export people's ratings of answers."""


@feedback.command("export")
@click.argument("out", type=click.Path(dir_okay=False))
@with_settings
def feedback_export(settings: "Settings", out: str) -> None:
    """Write rated answers to OUT (.jsonl) as questions for a suite: policy eval init SUITE --feedback OUT."""
    from pathlib import Path

    from evals.feedback import run_feedback

    accepted, waiting = run_feedback(settings, Path(out))
    click.echo(visible(f"{accepted} rated good, {waiting} rated bad, in {out}"))


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@with_settings
def doctor(settings: "Settings", as_json: bool) -> None:
    """Check Python, packages, encoder, library and disk, and say how to fix each fault. Repairs lost vectors."""
    from assistant.cli import doctor

    if not as_json:
        sys.exit(doctor.run_doctor(settings))
    found = list(doctor.examine(settings))
    _print_json([finding.as_json() for finding in found])
    sys.exit(ERROR if any(finding.cure for finding in found) else 0)


def _paper(library: "Library", id: str) -> Any:
    from ingest.errors import LibraryError

    known = [paper for paper in library.catalogue.papers() if paper.id.startswith(id)]
    if len(known) != 1:
        raise LibraryError(
            f"{'no paper' if not known else 'more than one paper'} has an id that starts with '{id}'",
            "see the ids: policy papers",
        )
    return library.catalogue.paper(known[0].id)


def _date(name: str, text: str | None) -> Any:
    from ingest.dates import read_days

    if text is None:
        return None
    days = read_days(text)
    if days is None:
        raise click.UsageError(f"--{name} needs a date such as 2020-01-31, '31 January 2020' or 2020, not '{text}'.")
    return days[0] if name == "since" else days[1]


def _print_json(facts: dict[str, Any] | list[Any]) -> None:
    from assistant.text.sanitize import as_json

    click.echo(as_json(facts))

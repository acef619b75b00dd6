"""The command `policy`. Each command imports what it needs when it runs, so that help is there at once."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import click

from assistant.quiet import keep_libraries_quiet
from assistant.safe_path import leave_current_folder
from assistant.text.sanitize import visible

if TYPE_CHECKING:
    from assistant.settings import Settings
    from ingest.library import Library
    from ingest.sync import Workers

ANSWERED, ERROR, USAGE, NOT_FOUND = 0, 1, 2, 3
LOCAL_RAY = "local"
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


@click.group(context_settings=HELP, invoke_without_command=True)
@click.version_option(package_name="policy-assistant", prog_name="policy")
@click.option("--library", type=click.Path(), help="The folder of the library.")
@click.option("--chroma", metavar="URL", help="A Chroma server that keeps the library's vectors.")
@click.option("--model", metavar="NAME", help="Who writes the answers on screen; see policy ask --help.")
@click.pass_context
def cli(context: click.Context, library: str | None, chroma: str | None, model: str | None) -> None:
    """Ask your policy papers. Every statement of an answer quotes the papers and says where.

    Without a command, opens the conversation on screen.
    """
    if context.invoked_subcommand is None:
        _screen(library, chroma, model)


def _screen(library: str | None, chroma: str | None, model: str | None) -> None:
    """Settings are loaded behind the first picture, and what is wrong with them is told on it."""
    from assistant.session import Engine
    from tui.app import PolicyApp

    def settings() -> "Settings":
        from assistant.settings import load_settings

        return load_settings(library=library, chroma=chroma, model=model)

    PolicyApp(Engine(settings)).run()


def main() -> None:
    """The entry point: the one place that turns errors into words and exit codes."""
    leave_current_folder()
    keep_libraries_quiet()
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        _leave("Stopped; the library is sound.", 130)
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
    """Gives a command the options that all share, and hands it the settings."""

    @click.option("--library", type=click.Path(), help="The folder of the library.")
    @click.option("--chroma", metavar="URL", help="A Chroma server that keeps the library's vectors.")
    @wraps(command)
    def run(*context: click.Context, library: str | None, chroma: str | None, **options: Any) -> Any:
        from assistant.opening import for_that_library
        from assistant.settings import load_settings
        from ingest.errors import PolicyError

        named = {"library": library or _of_groups("library"), "chroma": chroma or _of_groups("chroma")}
        try:
            return command(*context, settings=load_settings(**named), **options)
        except PolicyError as error:
            error.cure = for_that_library(error.cure, named)
            raise

    return run


def with_model(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command that answers the options that say who writes. Goes inside `with_settings`."""

    @click.option("--model", metavar="NAME", help="quotes, ollama:llama3.2, openai:..., or a server's address.")
    @click.option("--fall-back", type=click.Choice(["quotes"]), help="What answers where the language model fails.")
    @wraps(command)
    def run(*, settings: "Settings", model: str | None, fall_back: str | None, **options: Any) -> Any:
        from assistant.settings import changed

        return command(settings=changed(settings, model=model, fall_back=fall_back), **options)

    return run


def _of_groups(option: str) -> Any:
    """What was said before the command: policy --library FOLDER ask ..., policy papers --library FOLDER show ..."""
    group = click.get_current_context().parent
    while group and not group.params.get(option):
        group = group.parent
    return group.params[option] if group else None


class Ingesting(click.Command):
    """A command whose `--ray` may go without its address: in `policy ingest --ray papers`, papers is a folder."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        from ingest.places import is_cluster

        options = args[: args.index("--")] if "--" in args else args
        if "--ray" in options:
            at = options.index("--ray")
            named = at + 1 < len(options) and is_cluster(options[at + 1])
            args = [*args[:at], f"--ray={args[at + 1] if named else LOCAL_RAY}", *args[at + 1 + named :]]
        return super().parse_args(context, args)


def _cluster(context: click.Context, option: click.Parameter, address: str | None) -> str | None:
    from ingest.places import is_cluster

    if address not in (None, LOCAL_RAY) and not is_cluster(address):
        raise click.BadParameter(
            f"'{address}' is no address of a Ray cluster: auto, HOST:PORT or ray://HOST:PORT.", context, option
        )
    return address


@cli.command(cls=Ingesting)
@click.argument("places", nargs=-1, metavar="[PATH|URL]...")
@click.option(
    "--from",
    "listing",
    type=click.File("rb"),
    metavar="FILE",
    help="Take in what FILE names (- for standard input): one path or address a line, or with NUL after each.",
)
@click.option("--digests", is_flag=True, help="Take in the five digests that come with policy, to try it on.")
@click.option("--prune", is_flag=True, help="Remove papers whose files are gone from the folders named.")
@click.option("--rebuild", is_flag=True, help="Make the library again from all its sources.")
@click.option(
    "--ray",
    metavar="[ADDRESS]",
    callback=_cluster,
    help="Read and encode on a Ray cluster: auto, HOST:PORT or ray://HOST:PORT; without ADDRESS, on one that is "
    "started here.",
)
@click.option(
    "--private-addresses",
    is_flag=True,
    default=None,
    help="Addresses may send on to machines of your network, and be names for this one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print each outcome as a line of JSON.")
@with_settings
def ingest(
    settings: "Settings",
    places: tuple[str, ...],
    listing: BinaryIO | None,
    digests: bool,
    prune: bool,
    rebuild: bool,
    ray: str | None,
    private_addresses: bool | None,
    as_json: bool,
) -> None:
    """Take papers into the library: files, folders, addresses.

    Unchanged files are skipped, changed ones replaced. Exit code 1 if a paper could not be taken in.
    """
    from assistant.cli.ingest import DIGESTS, run_ingest
    from assistant.cli.ingest_progress import JsonLines, telling
    from assistant.settings import changed
    from ingest.pending import is_pending
    from ingest.places import listed

    named = [*places, *(listed(listing.read()) if listing else []), *([str(DIGESTS)] if digests else [])]
    if listing and not named:
        raise click.UsageError("The list names nothing to take in.")
    if not (named or rebuild or is_pending(settings.library)):
        raise click.UsageError(
            "Name what to take in, as in: policy ingest ~/papers. To try policy first: policy ingest --digests."
        )
    settings, told = changed(settings, private_addresses=private_addresses), JsonLines() if as_json else telling()
    failed = run_ingest(settings, named, prune, rebuild, told, _workers(ray))
    sys.exit(ERROR if failed else 0)


def _workers(ray: str | None) -> "Workers":
    from ingest.sync import here

    if ray is None:
        return here
    from ingest.cluster import on_ray

    return on_ray(ray)


@cli.command()
@click.argument("question")
@click.option(
    "--paper", "papers", multiple=True, metavar="NAME", help="Only papers with this in title, body, file name or id."
)
@click.option("--since", metavar="DATE", help="Only papers of this date or later.")
@click.option("--until", metavar="DATE", help="Only papers of this date or earlier.")
@click.option("--undated", is_flag=True, help="With --since or --until: papers that state no date too.")
@click.option("--passages", is_flag=True, help="Show what was retrieved, with the ranks and scores of each part.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@with_settings
@with_model
def ask(
    settings: "Settings",
    question: str,
    papers: tuple[str, ...],
    since: str | None,
    until: str | None,
    undated: bool,
    passages: bool,
    as_json: bool,
) -> None:
    """Ask a question. Exit code 0 if the papers answer it, 3 if they do not."""
    from assistant.cli.ask import run_ask
    from assistant.query.paper_filter import PaperFilter

    wanted = PaperFilter(papers, _date("since", since), _date("until", until), undated)
    if undated and not wanted.by_date:
        raise click.UsageError("--undated goes with --since or --until.")
    if not question.strip():
        raise click.UsageError("The question is empty.")
    answer = run_ask(settings, question, wanted, passages, as_json)
    sys.exit(ANSWERED if answer.status == "answered" else NOT_FOUND)


@cli.command()
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False), help="The pack, by its ending.")
@click.option("--title", help="The title of the pack.  [default: that of the questions]")
@click.option("--template", type=click.Path(exists=True, dir_okay=False), help="A Word file whose styles are used.")
@click.option("--strict", is_flag=True, help="Leave out statements that the papers do not support, and count them.")
@click.option("--resume", is_flag=True, help="Go on where a run that was stopped has left off.")
@click.option("--at-once", type=click.IntRange(1, 32), help="How many questions are answered at a time.")
@with_settings
@with_model
def batch(settings: "Settings", questions: str, out: str, template: str | None, **options: Any) -> None:
    """Answer a file of questions (- for standard input) in a briefing pack.

    QUESTIONS: .txt .md .yaml .csv .xlsx .jsonl. OUT: .docx .html .md .pdf for people, .jsonl .csv .xlsx for programs.
    Exit code 0 if all were answered, 3 if the papers do not say for some, 1 for errors.
    """
    from pathlib import Path

    from assistant.cli.batch import Wanted, run_batch

    wanted = Wanted(questions, Path(out), Path(template) if template else None, **options)
    with open_library(settings) as library:
        library.need_papers()
        sys.exit(run_batch(library, settings, wanted))


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8642, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.option("--expose", metavar="URL", help="Let other machines in, who reach it at URL: a proxy with TLS before it.")
@with_settings
@with_model
def serve(settings: "Settings", host: str, port: int, expose: str | None) -> None:
    """Open the conversation in a browser. Prints an address with a token, for this machine alone."""
    from tui.serve import need_loopback, run_serve

    if not expose:
        need_loopback(host)
    run_serve(settings, host, port, expose)


@cli.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
@with_settings
def papers(context: click.Context, settings: "Settings", as_json: bool) -> None:
    """What the library holds: a table on a terminal; elsewhere a line for each paper, with tabs between its id, date,
    title, organisation, pages, passages and source."""
    if context.invoked_subcommand:
        return
    from assistant.cli import listing, terminal

    with open_library(settings) as library:
        held, passages = library.catalogue.papers(), library.catalogue.counts()
    console = terminal.console()
    if as_json:
        _print_json([listing.paper_facts(paper, passages.get(paper.id, 0)) for paper in held])
    elif not held:
        click.echo("No papers yet. Take some in: policy ingest FOLDER", err=True)
    elif console.is_terminal:
        console.print(terminal.papers(held, passages))
    else:
        for paper in held:
            click.echo(listing.paper_line(paper, passages.get(paper.id, 0)))


@papers.command("show")
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="Print the outline as JSON.")
@with_settings
def papers_show(settings: "Settings", id: str, as_json: bool) -> None:
    """The outline of a paper."""
    from assistant.cli import listing, terminal

    with open_library(settings) as library:
        paper = _paper(library, id)
        blocks, passages = library.catalogue.blocks(paper.id), library.catalogue.counts().get(paper.id, 0)
    if as_json or _of_groups("as_json"):
        _print_json(listing.paper_facts(paper, passages) | {"headings": listing.heading_facts(paper, blocks)})
    else:
        terminal.console().print(terminal.outline(paper, blocks))


@papers.command("remove")
@click.argument("id")
@with_settings
def papers_remove(settings: "Settings", id: str) -> None:
    """Take a paper out of the library. The file itself stays."""
    with open_library(settings) as library:
        paper = _paper(library, id)
        with library.writing():
            library.remove(paper.id)
        click.echo(f"Removed: {visible(paper.title)}")


class Evaluating(click.Group):
    """A group whose sub-commands may be left out: `policy eval SUITE` is `policy eval run SUITE`."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(context, args if args and args[0] in self.commands else ["run", *args])


@cli.group("eval", cls=Evaluating, add_help_option=False)
def evaluate() -> None:
    """Measure how good the answers are: suites of questions with gold answers, figures with intervals."""


@evaluate.command("run", hidden=True)
@click.argument("suites", nargs=-1, metavar="[SUITE|FOLDER]...")
@click.option(
    "--model", "models", multiple=True, default=["quotes"], show_default=True, help="An answerer; repeatable."
)
@click.option(
    "--json",
    "json",
    type=click.Path(dir_okay=False, allow_dash=True),
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Write all outcomes and figures (with --list, the suites) as JSON; without FILE, to standard output.",
)
@click.option("--html", "html", type=click.Path(dir_okay=False), help="Write a page with tables and plots here.")
@click.option("--against", type=click.Path(exists=True, dir_okay=False), help="Compare with an earlier --json file.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="At most N questions of each suite.")
@click.option("--data", type=click.Path(), help="Where papers and public sets are.  [default: ../shared]")
@click.option("--work", type=click.Path(), help="Where libraries are kept between runs.  [default: cache folder]")
@click.option("--list", "only_list", is_flag=True, help="List the suites and stop.")
def eval_run(only_list: bool, **options: Any) -> None:
    """Put suites of questions with gold answers to one or more answerers, and print the figures with 95% intervals.

    Without a SUITE, all that are there. A FOLDER holds questions.jsonl and papers; policy eval init FOLDER makes one.
    """
    from assistant.settings import load_settings
    from evals.cli import Wanted, list_suites, run_eval

    wanted = Wanted.of(options)
    if only_list:
        list_suites(wanted)
    else:
        run_eval(load_settings(), wanted)


@evaluate.command("init")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--count", type=click.IntRange(1), default=40, show_default=True, help="How many questions to propose.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed proposes other questions.")
@click.option("--all", "every", is_flag=True, help="Only write the proposals, to be accepted later.")
@click.option("--feedback", type=click.Path(exists=True, dir_okay=False), help="Questions from judged answers.")
@with_settings
def eval_init(settings: "Settings", folder: str, feedback: str | None, **options: Any) -> None:
    """Make a suite in FOLDER: questions are proposed out of the library's papers, and you accept them one by one."""
    from pathlib import Path

    from evals.proposals.init import run_init

    run_init(settings, Path(folder), feedback=Path(feedback) if feedback else None, **options)


@cli.command()
@click.argument("place", required=False, type=click.Path(exists=True))
def allow(place: str | None) -> None:
    """Let what came from elsewhere count, as it is now; what is changed has to be allowed again.

    Without PLACE, policy.toml and suite.toml of this folder: settings, and papers outside of a suite. With PLACE, the
    folder of a library that was made elsewhere, which may say from then on what --rebuild reads again, or the journal
    beside a pack that you wrote elsewhere.
    """
    from pathlib import Path

    from assistant.cli.allow import run_allow

    for line in run_allow(Path(place) if place else None):
        click.echo(visible(" ".join(line.splitlines())))


@cli.group()
def feedback() -> None:
    """What people thought of answers on the screen."""


@feedback.command("export")
@click.argument("out", type=click.Path(dir_okay=False))
@with_settings
def feedback_export(settings: "Settings", out: str) -> None:
    """Write judged answers to OUT (.jsonl) as questions for a suite: policy eval init SUITE --feedback OUT."""
    from pathlib import Path

    from assistant.session import Engine
    from evals.feedback import run_feedback

    accepted, waiting = run_feedback(settings, Engine(lambda: settings).conversations, Path(out))
    click.echo(visible(f"{accepted} judged good, {waiting} judged bad, in {out}"))


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@with_settings
def doctor(settings: "Settings", as_json: bool) -> None:
    """Check Python, packages, encoder, library and disk, and name the cure of each fault. Mends lost vectors."""
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
            f"{'no paper' if not known else 'more than one paper'} has the id '{id}'", "policy papers shows the ids"
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

"""Serving the page on one address until it is told to stop."""

from __future__ import annotations

import argparse
import errno
import gc
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from advisor.advisor import Advisor
from advisor.errors import AdvisorError
from advisor.settings import Settings
from advisor.ui.door import ANY_ADDRESS, BesidePage, Door, names_in
from advisor.ui.proxies import Forwarded
from advisor.ui.trying import ollama_hint, try_model

if TYPE_CHECKING:
    from gradio import Blocks


#: So many browser tabs are remembered, 0.1 MB each; one that was forgotten sends its conversation
#: along when it asks again.
_TABS = 500


class AddressError(AdvisorError):
    """The page cannot listen on the address that it was given."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page as the command line says, until Ctrl-C, and return the exit code.

    Args:
        arguments: `--host`, `--port` and `--try-model`; those of the process when left out.

    Returns:
        0; or 1 if the address cannot be listened on, 2 if the advisor cannot be used as it is set
        up. Why is said on standard error.
    """
    parser = argparse.ArgumentParser(description="Serve the career advisor's chat page.")
    parser.add_argument("--host", help="address to listen on (ADVISOR_HOST; 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (ADVISOR_PORT; 7860)")
    parser.add_argument(
        "--embed",
        metavar="ORIGIN",
        help="site that may show the chat at /embed within its pages, such as "
        "https://site.example (ADVISOR_EMBED)",
    )
    parser.add_argument(
        "--try-model", action="store_true", help="ask the configured language model three questions"
    )
    options = vars(parser.parse_args(arguments))
    trying = options.pop("try_model")
    # A service manager's stop is as quiet as Ctrl-C. A shell that starts the page in the
    # background has it ignore Ctrl-C unless told otherwise.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        settings = Settings(**{name: value for name, value in options.items() if value is not None})
        if trying:
            with Advisor(settings) as advisor:
                for line in try_model(advisor):
                    print(line, flush=True)
            return 0
        check_address(settings.host, settings.port)
        with Advisor(settings) as advisor:
            if not advisor.guides():
                print(
                    f"There are no guides in {settings.data_dir} yet. Run `python ingest.py` to "
                    "read those in corpus/; the page finds them when it is reloaded.",
                    file=sys.stderr,
                )
            serve(advisor, settings.host, settings.port)
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return 1 if isinstance(error, AddressError) else 2
    except KeyboardInterrupt:
        pass
    return 0


def end(exit_code: int) -> NoReturn:
    """End the process at once: models may still be loading in their thread, and torch aborts when
    Python shuts down around it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)


def check_address(host: str, port: int) -> None:
    """Check that an address can be listened on, before anything slow happens.

    Raises:
        AddressError: another program has the port, or this machine has no such address.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise _refused(host, port, error) from None


def _refused(host: str, port: int, error: OSError) -> AddressError:
    if error.errno == errno.EADDRINUSE:
        another = port + 1 if port < 65535 else port - 1
        return AddressError(
            f"Port {port} on {host} is already in use. Stop the program that uses it, or choose "
            f"another port: python app.py --port {another}"
        )
    return AddressError(
        f"Cannot listen on port {port} of {host} ({error.strerror or error}). Choose an address "
        "of this machine with --host and a port that is open to you with --port."
    )


def address(host: str, port: int) -> str:
    """Return the address to open in a browser on this machine."""
    return f"http://{'127.0.0.1' if host in ANY_ADDRESS else _in_address(host)}:{port}"


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def open_page(advisor: Advisor, host: str, port: int, uploads: Path) -> Blocks:
    """Build the chat page and serve it from threads of its own until its `close`.

    Args:
        advisor: who answers.
        host: the address to listen on.
        port: the port.
        uploads: a folder for files on their way into the advisor.

    Raises:
        AddressError: the address cannot be listened on.
    """
    check_address(host, port)
    _stay_local(host)
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)
    # Gradio sums up all earlier events after each one, for a dashboard that is off here.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)
    # uvicorn takes the word of proxies on this machine unless told otherwise.
    os.environ["FORWARDED_ALLOW_IPS"] = ""

    from starlette.middleware import Middleware
    from starlette.middleware.gzip import GZipMiddleware

    from advisor.serving.http import api_of
    from advisor.ui.documentation import with_docs
    from advisor.ui.layout import build_page
    from advisor.ui.theme import style_sheet, theme

    settings = advisor.settings
    forwarded = Middleware(Forwarded, proxies=settings.trusted_proxies)
    door = Middleware(
        Door,
        host=host,
        allowed=names_in(settings.allowed_hosts),
        file_mb=settings.read_file_mb,
        uploads=uploads,
        framing=names_in(settings.embed),
    )
    # Gradio compresses its own files, but not the page that it makes.
    compressed = Middleware(GZipMiddleware, minimum_size=2_000, compresslevel=4)
    programs = Middleware(BesidePage, other=with_docs(api_of(advisor)))
    page = build_page(advisor)
    try:
        page.launch(
            server_name=_in_address(host),
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            inbrowser=False,
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            mcp_server=False,
            enable_monitoring=False,
            state_session_capacity=_TABS,
            pwa=False,
            theme=theme(),
            css=style_sheet(),
            root_path=settings.root_path.rstrip("/") or None,
            max_file_size=f"{settings.read_file_mb}mb",
            app_kwargs={"middleware": [forwarded, door, compressed, programs]},
        )
    except OSError as error:  # the port was taken between the check and now
        error.errno = error.errno or errno.EADDRINUSE  # Gradio's own error carries none
        raise _refused(host, port, error) from error
    return page


def serve(advisor: Advisor, host: str, port: int) -> None:
    """Serve the chat page and print its address, until a KeyboardInterrupt.

    The models load in the background once the page can be reached.

    Raises:
        AddressError: the address cannot be listened on.
    """
    # Importing Gradio and torch makes millions of objects that live as long as the process, and
    # looking through them for garbage is a quarter of the start. `_warm` turns it on again.
    gc.disable()
    with tempfile.TemporaryDirectory(
        prefix="advisor-uploads-", ignore_cleanup_errors=True
    ) as uploads:
        page = open_page(advisor, host, port, Path(uploads))
        print(f"The career advisor is on {address(host, port)} (Ctrl-C stops it)", flush=True)
        if hint := ollama_hint(advisor):
            print(hint, flush=True)
        threading.Thread(target=_warm, args=(advisor,), name="warm", daemon=True).start()
        try:
            threading.Event().wait()
        finally:
            page.close(verbose=False)


def _stay_local(host: str) -> None:
    """Turn Gradio's analytics off and keep its calls to its own server off any proxy."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    for name in ("NO_PROXY", "no_proxy"):
        kept = [part for part in os.environ.get(name, "").split(",") if part]
        os.environ[name] = ",".join([*kept, "localhost", "127.0.0.1", host])


def _warm(advisor: Advisor) -> None:
    """Load the models; then turn the search for garbage on again, but not among the objects that
    the models have brought."""
    try:
        advisor.warm()
    except AdvisorError as error:  # the page says so too when somebody asks
        print(error, file=sys.stderr, flush=True)
    finally:
        gc.freeze()
        gc.enable()

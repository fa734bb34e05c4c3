"""Settings: every option of a gateway, read once from the command line, the environment and files.

Each option is one row of `OPTIONS`: `--name VALUE`, or `CHORUS_NAME` in the environment, or its default, in this order;
a secret may also stand in a file that `CHORUS_NAME_FILE` names. What is wrong becomes one `SettingsError` sentence that
never repeats a secret. Nothing is opened here but those files and `--motd`. Main thread, before any other starts.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NoReturn

from gateway import __version__, values
from gateway.values import Address, Network

PROGRAM = "chorus-gateway"


class SettingsError(Exception):
    """What is wrong with which option: one sentence for the admin, free of secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the admin chose. An address is None where the admin turned it off."""

    listen: Address | None
    listen_plain: Address | None
    listen_tls: Address | None
    tls_cert: str
    """Path of a PEM file: the certificate, and those up to the authority's; "" if there is none."""
    tls_key: str
    """Path of a PEM file: the key; "": it is in the certificate's file."""
    listen_ws: Address | None
    listen_wss: Address | None
    ws_origins: tuple[str, ...]
    """Origins whose pages may connect by WebSocket; none: those of all."""
    sts_duration: int | None
    """Seconds for which clients are told to come by TLS only; 0: forget that; None: say nothing of it."""
    http: Address | None
    redis: str = field(repr=False)
    """A URL; it may hold a password."""
    workers: int
    server_name: str
    server_info: str
    motd: tuple[str, ...]
    """Lines; none: there is no message of the day."""
    admin: tuple[str, ...]
    """Who runs it and how to reach them: up to three lines."""
    password: str = field(repr=False)
    """"" if clients need none."""
    oper: dict[str, str] = field(repr=False)
    """Operators: name to password."""
    proxy_from: tuple[Network, ...]
    """Peers whose PROXY protocol header is required and believed."""
    flood_rate: float
    """Lines a second that a client may send on and on; 0: no limit."""
    flood_burst: int
    """Lines that a client may send at once; 0: no limit."""
    big_room: int
    """A room with more members here is told in bursts who comes and goes; 0: none is."""
    max_clients: int
    """Of one gateway process; 0: no limit."""
    max_clients_per_ip: int
    history_events: int
    history_days: int
    log_level: str
    log_format: str


@dataclass(frozen=True, slots=True)
class Option:
    """One row: `parse` takes what the admin wrote (a repeatable option: each piece of it) and raises ValueError.

    `split`: how a repeatable option's pieces are told apart in the environment; in a file each has its own line.
    """

    name: str
    metavar: str
    default: str
    parse: Callable[[str], Any]
    help: str
    secret: bool = False
    split: Callable[[str], list[str]] | None = None
    gather: Callable[[Sequence[Any]], Any] = tuple

    @property
    def key(self) -> str:
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        return "CHORUS_" + self.key.upper()


OPTIONS = (
    Option(
        "listen", "HOST:PORT", "*:6667", values.address, 'where IRC clients connect; "*": all addresses; "": nowhere'
    ),
    Option("listen-plain", "HOST:PORT", "*:4242", values.address, 'where nc and telnet connect; "": nowhere'),
    Option("listen-tls", "HOST:PORT", "", values.address, "where IRC clients connect by TLS, usually *:6697"),
    Option("tls-cert", "FILE", "", values.one_line, "certificate for TLS and its chain, PEM; SIGHUP rereads it"),
    Option("tls-key", "FILE", "", values.one_line, "its private key, PEM; by default it is in the certificate's file"),
    Option(
        "sts-duration",
        "SECONDS",
        "",
        values.optional(values.at_least(0)),
        "tell clients to come by TLS only, and to remember that for so long; 0: to forget it (docs/tls.md)",
    ),
    Option("listen-ws", "HOST:PORT", "", values.address, "where web IRC clients connect by WebSocket (ws://)"),
    Option("listen-wss", "HOST:PORT", "", values.address, "where they connect by WebSocket over TLS (wss://)"),
    Option(
        "ws-origins",
        "ORIGIN",
        "",
        values.origin,
        "pages of these origins alone may connect by WebSocket, for instance https://chat.example.org; repeatable "
        "(environment: separated by commas)",
        split=values.pieces,
    ),
    Option(
        "http",
        "HOST:PORT",
        "127.0.0.1:8067",
        values.address,
        'where /healthz, /readyz and /metrics are served; "": nowhere. Worker 2 takes the port after it, and so on',
    ),
    Option(
        "redis",
        "URL",
        "embedded://",
        values.redis_url,
        "redis://, rediss:// or unix:// URL of the Redis that all gateways share; embedded://: a private one that "
        "keeps nothing, embedded://redis or embedded://fake: of that kind",
        secret=True,
    ),
    Option("workers", "N", "1", values.at_least(1), "gateway processes that share the ports; a dead one is restarted"),
    Option("server-name", "NAME", "chorus.localhost", values.server_name, "the name all gateways give themselves"),
    Option("server-info", "TEXT", "Chorus", values.one_line, "what the server says about itself"),
    Option("motd", "FILE", "", values.text_file, "message of the day, UTF-8"),
    Option(
        "admin",
        "TEXT",
        "",
        values.one_line,
        "who runs this server and how to reach them, a line each, three at most (IRC: ADMIN); repeatable "
        "(environment: separated by lines)",
        split=values.lines,
    ),
    Option("password", "PASSWORD", "", values.one_line, "what every client must know (IRC: PASS)", secret=True),
    Option(
        "oper",
        "NAME:PASSWORD",
        "",
        values.operator,
        "an operator; repeatable (environment: separated by commas or lines)",
        secret=True,
        split=values.pieces,
        gather=dict,
    ),
    Option(
        "proxy-from",
        "CIDR",
        "",
        values.network,
        "require and believe a PROXY protocol header from these addresses; repeatable "
        "(environment: separated by commas)",
        split=values.pieces,
    ),
    Option("flood-rate", "LINES", "10", values.rate, "lines a second that a client may send on and on; 0: off"),
    Option("flood-burst", "LINES", "50", values.at_least(0), "lines that a client may send at once; 0: off"),
    Option(
        "big-room",
        "N",
        "500",
        values.at_least(0),
        "a room with more members on a gateway is told once a second who comes and goes; 0: off",
    ),
    Option("max-clients", "N", "10000", values.at_least(0), "clients of one gateway process; 0: off"),
    Option("max-clients-per-ip", "N", "0", values.at_least(0), "clients of one address on one gateway process; 0: off"),
    Option("history-events", "N", "1000", values.at_least(1), "events that a room's history keeps"),
    Option("history-days", "N", "7", values.at_least(1), "days that a room's history keeps"),
    Option(
        "log-level",
        "LEVEL",
        "info",
        values.one_of("debug", "info", "warning", "error"),
        "debug, info, warning or error",
    ),
    Option("log-format", "FORMAT", "text", values.one_of("text", "json"), "text or json"),
)


def load(arguments: Sequence[str], environ: Mapping[str, str]) -> Settings:
    """Read all options; raise `SettingsError` at the first that is wrong. `--help` and `--version` print and exit."""
    known, unknown = _parser().parse_known_args(arguments)
    if unknown:
        option = unknown[0].partition("=")[0]
        raise SettingsError(f"there is no option {option}" if option.startswith("-") else "only options are expected")
    given = vars(known)
    chosen = {option.key: _choose(option, given[option.key], environ) for option in OPTIONS}
    assert chosen.keys() == {each.name for each in fields(Settings)}
    settings = Settings(**chosen)
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    """What several options together must be."""
    web = settings.listen_ws or settings.listen_wss
    if not (settings.listen or settings.listen_plain or settings.listen_tls or web):
        raise SettingsError("every --listen option is off: nobody could connect")
    if len(settings.admin) > 3:
        raise SettingsError("--admin: three lines are all that ADMIN tells")
    for option, address in (("--listen-tls", settings.listen_tls), ("--listen-wss", settings.listen_wss)):
        if address and not settings.tls_cert:
            raise SettingsError(f"{option} needs a certificate: name its file by --tls-cert")
    if settings.tls_key and not settings.tls_cert:
        raise SettingsError("--tls-key without --tls-cert: a key needs its certificate")
    if settings.tls_cert and not (settings.listen_tls or settings.listen_wss):
        raise SettingsError("--tls-cert without --listen-tls: say where TLS clients connect, for instance *:6697")
    if settings.sts_duration is not None and not settings.listen_tls:
        raise SettingsError("--sts-duration without --listen-tls: clients would be sent where nobody listens")
    if settings.ws_origins and not web:
        raise SettingsError("--ws-origins without --listen-ws: say where web clients connect, for instance *:8097")


def _choose(option: Option, given: str | list[str] | None, environ: Mapping[str, str]) -> Any:
    """The option's value, from the first of command line, environment, file and default that has one."""
    file_variable = option.variable + "_FILE"
    if given is not None:
        return _parse(option, "--" + option.name, given if isinstance(given, list) else [given])
    if option.variable in environ:
        if option.secret and file_variable in environ:
            raise SettingsError(f"{option.variable} and {file_variable} are both set: set one of them")
        text = environ[option.variable]
        return _parse(option, option.variable, option.split(text) if option.split else [text])
    if option.secret and file_variable in environ:
        lines = _read_secret(file_variable, environ[file_variable])
        return _parse(option, file_variable, lines if option.split else ["\n".join(lines)])
    default = _parse(option, "--" + option.name, [] if option.split else [option.default])
    # A second gateway on one machine needs a port for IRC of its own, and nothing more.
    optional = isinstance(default, Address) and option.key != "listen"
    return default._replace(optional=True) if optional else default


def _parse(option: Option, source: str, texts: list[str]) -> Any:
    parsed = []
    for text in texts:
        try:
            text.encode()
            parsed.append(option.parse(text))
        except UnicodeEncodeError:
            raise SettingsError(f"{source}: not UTF-8 text") from None
        except ValueError as error:
            shown = "" if option.secret else f"{text!r}: "
            raise SettingsError(f"{source}: {shown}{error}") from None
    return option.gather(parsed) if option.split else parsed[-1]


def _read_secret(variable: str, path: str) -> list[str]:
    """The lines of a secret's file that are not empty."""
    try:
        return [line for line in Path(path).read_text("utf-8").split("\n") if line]
    except OSError as error:
        raise SettingsError(f"{variable}: cannot read {path!r}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{variable}: {path!r} is not UTF-8 text") from None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise SettingsError(message)


def _parser() -> argparse.ArgumentParser:
    """Takes every value as text: what it means, and where else it may come from, is `_choose`'s to say."""
    parser = _Parser(
        prog=PROGRAM,
        description="A gateway of Chorus, a chat that runs on many equal gateways sharing one Redis. "
        "With `doctor` before the options: look at settings, machine and Redis, and say what to do.",
        epilog="The command line goes before the environment. A wrong value: one line on stderr and exit code 2. "
        "Port 0: a free port, which is logged. The default ports of --listen-plain and --http are used where free.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    for option in OPTIONS:
        variables = option.variable + (f" or {option.variable}_FILE" if option.secret else "")
        parser.add_argument(
            "--" + option.name,
            metavar=option.metavar,
            action="append" if option.split else "store",
            help=f"{option.help} [{variables}; default: {option.default or 'none'}]".replace("%", "%%"),
        )
    return parser

"""MONITOR (IRCv3 monitor): for whom a client waits. The list is the conversation's; the hub and the bus know who waits
for whom."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.dialects.base import Ask, Reply, Step
from gateway.dialects.irc.client import Client
from gateway.dialects.irc.monitor import list_full, list_lines
from gateway.model.facts import key_of
from gateway.model.people import Monitor, MonitorStatus, Unmonitor
from ircwire import numerics
from ircwire.lines import Line
from ircwire.names import nick_problem, normalise_nick


def monitor(client: Client, line: Line) -> Sequence[Step]:
    subcommand = line.params[0].upper()
    nicks = [normalise_nick(word) for word in line.params[1].split(",") if word] if len(line.params) > 1 else []
    match subcommand:
        case "+":
            return _add(client, nicks)
        case "-":
            return _remove(client, [key_of(nick) for nick in nicks])
        case "C":
            return _remove(client, list(client.monitored))
        case "L":
            return [Reply(list_lines(client))]
        case "S":
            return [Ask(MonitorStatus(tuple(client.monitored.values())))] if client.monitored else ()
    return [Reply(client.numeric(numerics.ERR_UNKNOWNERROR, "MONITOR", subcommand, "Unknown subcommand"))]


def _add(client: Client, nicks: list[str]) -> Sequence[Step]:
    """Those that fit the list; whoever is on it already is told of again."""
    steps: list[Step] = []
    added: dict[str, str] = {}
    for number, nick in enumerate(nicks):
        problem = nick_problem(nick, client.server.limits.nick)
        if problem:
            steps.append(Reply(client.numeric(numerics.ERR_ERRONEUSNICKNAME, nick, problem)))
        elif key_of(nick) not in client.monitored and len(client.monitored) >= client.server.limits.monitored:
            steps.append(Reply(list_full(client, nicks[number:])))
            break
        else:
            client.monitored[key_of(nick)] = added[key_of(nick)] = nick
    return [Ask(Monitor(tuple(added.values()))), *steps] if added else steps


def _remove(client: Client, keys: list[str]) -> Sequence[Step]:
    removed = [nick for key in keys if (nick := client.monitored.pop(key, None)) is not None]
    return [Ask(Unmonitor(tuple(removed)))] if removed else ()

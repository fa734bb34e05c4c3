"""What a client is told when it has registered: 001 to 005, LUSERS, MOTD; the last two also on their own."""

from __future__ import annotations

from time import gmtime, strftime

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.isupport import isupport_lines
from gateway.model.answers import Counts
from ircwire import numerics

_USER_MODES = "o"
_ROOM_MODES = "nov"


def welcome_lines(client: Client, counts: Counts) -> bytes:
    server = client.server
    started = strftime("%Y-%m-%d %H:%M:%S UTC", gmtime(server.started))
    numeric = client.numeric
    return b"".join(
        (
            numeric(numerics.RPL_WELCOME, f"Welcome to the chat, {client.mask}"),
            numeric(numerics.RPL_YOURHOST, f"Your host is {server.name}, running version {server.version}"),
            numeric(numerics.RPL_CREATED, f"This server was created {started}"),
            client.line(numerics.RPL_MYINFO, client.name, server.name, server.version, _USER_MODES, _ROOM_MODES),
            isupport_lines(client),
            luser_lines(client, counts),
            motd_lines(client),
        )
    )


def luser_lines(client: Client, counts: Counts) -> bytes:
    """LUSERS. All gateways are one server, so that what is local is global."""
    users, most = str(counts.users), str(counts.most_users)
    numeric = client.numeric
    return b"".join(
        (
            numeric(numerics.RPL_LUSERCLIENT, f"There are {users} users and 0 invisible on 1 server"),
            numeric(numerics.RPL_LUSEROP, str(counts.operators), "operator(s) online"),
            numeric(numerics.RPL_LUSERCHANNELS, str(counts.rooms), "channels formed"),
            numeric(numerics.RPL_LUSERME, f"I have {users} clients and 0 servers"),
            numeric(numerics.RPL_LOCALUSERS, users, most, f"Current local users {users}, max {most}"),
            numeric(numerics.RPL_GLOBALUSERS, users, most, f"Current global users {users}, max {most}"),
        )
    )


def motd_lines(client: Client) -> bytes:
    server = client.server
    if not server.motd:
        return client.numeric(numerics.ERR_NOMOTD, "There is no message of the day")
    lines = [client.numeric(numerics.RPL_MOTD, f"- {line}") for line in server.motd]
    return b"".join(
        (
            client.numeric(numerics.RPL_MOTDSTART, f"- {server.name} Message of the day -"),
            *lines,
            client.numeric(numerics.RPL_ENDOFMOTD, "End of /MOTD command"),
        )
    )

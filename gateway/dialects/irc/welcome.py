"""What a client is told when it has registered: 001 to 005, LUSERS, MOTD; the last two also on their own."""

from __future__ import annotations

from functools import lru_cache
from time import gmtime, strftime

from gateway.dialects.irc.client import Client
from gateway.dialects.irc.isupport import in_a_batch, isupport_lines
from gateway.dialects.irc.room_modes import FLAGS, KEY, LIMIT, LISTS, RANKS
from gateway.dialects.irc.user_modes import USER_MODES
from gateway.model.answers import Counts
from gateway.model.server import Server
from ircwire import numerics

_ROOM_MODES = "".join(sorted((*FLAGS, *LISTS, *RANKS, KEY, LIMIT), key=str.lower))
_WITH_PARAMETER = "".join(sorted((*LISTS, *RANKS, KEY, LIMIT), key=str.lower))
_MODES = (USER_MODES, _ROOM_MODES, _WITH_PARAMETER)


def welcome_lines(client: Client, counts: Counts) -> bytes:
    welcome = client.numeric(numerics.RPL_WELCOME, f"Welcome to the chat, {client.mask}")
    before, after = _common_lines(client)
    return welcome + before + luser_lines(client, counts) + after


def _common_lines(client: Client) -> tuple[bytes, bytes]:
    """What everybody is told, but for their name: before LUSERS and after. A whole room may come back at once."""
    name, stand_in = client.nick.encode(), _stand_in(client.server)
    if len(name) > len(stand_in) or in_a_batch(client):
        return _server_lines(client), motd_lines(client)
    before, after = _common_to_all(client.server)
    return before.replace(stand_in, name), after.replace(stand_in, name)


def _stand_in(server: Server) -> bytes:
    """Stands for a name that is no longer, in lines made for all; it is in no other text of the server's."""
    return b"\x01" * server.limits.nick


@lru_cache(1)
def _common_to_all(server: Server) -> tuple[bytes, bytes]:
    anybody = Client(server, "", nick=_stand_in(server).decode(), registered=True)
    return _server_lines(anybody), motd_lines(anybody)


def _server_lines(client: Client) -> bytes:
    server = client.server
    started = strftime("%Y-%m-%d %H:%M:%S UTC", gmtime(server.started))
    return b"".join(
        (
            client.numeric(numerics.RPL_YOURHOST, f"Your host is {server.name}, running version {server.version}"),
            client.numeric(numerics.RPL_CREATED, f"This server was created {started}"),
            client.line(numerics.RPL_MYINFO, client.name, server.name, server.version, *_MODES),
            isupport_lines(client),
        )
    )


def luser_lines(client: Client, counts: Counts) -> bytes:
    """LUSERS. All gateways are one server, so that what is local is global."""
    users, hidden, most = counts.users, counts.invisible, counts.most_users
    lines = (
        (numerics.RPL_LUSERCLIENT, f":There are {users - hidden} users and {hidden} invisible on 1 server"),
        (numerics.RPL_LUSEROP, f"{counts.operators} :operator(s) online"),
        (numerics.RPL_LUSERCHANNELS, f"{counts.rooms} :channels formed"),
        (numerics.RPL_LUSERME, f":I have {users} clients and 0 servers"),
        (numerics.RPL_LOCALUSERS, f"{users} {most} :Current local users {users}, max {most}"),
        (numerics.RPL_GLOBALUSERS, f"{users} {most} :Current global users {users}, max {most}"),
    )
    # Not built one by one: they are short, hold nothing that a client said, and everybody who comes is told them.
    return "".join(f":{client.server.name} {code} {client.name} {rest}\r\n" for code, rest in lines).encode()


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

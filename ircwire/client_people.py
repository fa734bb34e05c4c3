"""What is said of people, followed: away, accounts, names, presence; and the answers to WHO and WHOIS.

Sources: IRCv3 account-notify, away-notify, chghost, setname, monitor, whox, bot-mode; RFC 2812.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from ircwire import numerics as n
from ircwire.client_events import AwayChanged, PresenceChanged, WhoEnded, Whois
from ircwire.client_lines import is_name, last, nick_of, number, param, seconds
from ircwire.client_members import Roster
from ircwire.client_requests import WHO_TOKEN
from ircwire.client_state import State
from ircwire.lines import Line

_MOST_OPEN = 16
"""Answers to WHOIS collected at once."""
_MOST_WHOIS_ROOMS = 500
_MOST_WHOIS_LINES = 20
_WHOIS_TEXTS = ("276", "307", "308", "309", "310", "320", "338", "344", n.RPL_WHOISHOST, n.RPL_WHOISMODES)
"""What servers say besides, in words (modern.ircdocs.horse and others)."""


class People:
    """`handlers`: command or numeric to what follows it. `label_of`: the label under which a line came."""

    def __init__(self, state: State, roster: Roster, label_of: Callable[[Line], str]) -> None:
        self._state = state
        self._roster = roster
        self._label_of = label_of
        self._whois: OrderedDict[str, Whois] = OrderedDict()
        self.handlers: dict[str, Callable[[Line], None]] = {
            "ACCOUNT": self._on_account,
            "AWAY": self._on_away,
            "CHGHOST": self._on_chghost,
            "SETNAME": self._on_setname,
            n.RPL_AWAY: self._on_away_reply,
            n.RPL_UNAWAY: lambda line: self._own_away(away=False),
            n.RPL_NOWAWAY: lambda line: self._own_away(away=True),
            n.RPL_WHOREPLY: self._on_who,
            n.RPL_WHOSPCRPL: self._on_whox,
            n.RPL_ENDOFWHO: lambda line: self._state.emit(WhoEnded(param(line, 1))),
            n.RPL_MONONLINE: lambda line: self._on_presence(line, online=True),
            n.RPL_MONOFFLINE: lambda line: self._on_presence(line, online=False),
            n.RPL_WHOISUSER: self._on_whois_user,
            n.RPL_WHOISSERVER: lambda line: self._whois_has(line, server=param(line, 2)),
            n.RPL_WHOISOPERATOR: lambda line: self._whois_has(line, operator=True),
            n.RPL_WHOISIDLE: self._on_whois_idle,
            n.RPL_WHOISCHANNELS: self._on_whois_rooms,
            n.RPL_WHOISACCOUNT: lambda line: self._whois_has(line, account=param(line, 2)),
            n.RPL_WHOISBOT: lambda line: self._whois_has(line, bot=True),
            n.RPL_WHOISSECURE: lambda line: self._whois_has(line, secure=True),
            n.RPL_ENDOFWHOIS: self._on_end_of_whois,
            **dict.fromkeys(_WHOIS_TEXTS, self._on_whois_text),
        }

    # What changes

    def _on_away(self, line: Line) -> None:
        nick, text = nick_of(line), param(line, 0)
        self._away(nick, away=bool(text), text=text)

    def _on_away_reply(self, line: Line) -> None:
        if self._state.fold(param(line, 1)) in self._whois:
            self._whois_has(line, away=True, away_text=param(line, 2))
        else:
            self._away(param(line, 1), away=True, text=param(line, 2))

    def _own_away(self, *, away: bool) -> None:
        known = self._roster.person(self._state.nick)
        self._away(self._state.nick, away=away, text=known.away_text if known and away else "")

    def _away(self, nick: str, *, away: bool, text: str) -> None:
        self._roster.learn(nick, away=away, away_text=text)
        own = self._state.is_me(nick)
        self._state.emit(AwayChanged(nick, away, text, own, self._roster.rooms_of(nick)))

    def _on_account(self, line: Line) -> None:
        account = param(line, 0)
        self._roster.learn(nick_of(line), account="" if account == "*" else account)

    def _on_chghost(self, line: Line) -> None:
        nick, username, host = nick_of(line), param(line, 0), param(line, 1)
        if self._state.is_me(nick):
            self._state.mask = f"{nick}!{username}@{host}"
        self._roster.learn(nick, username=username, host=host)

    def _on_setname(self, line: Line) -> None:
        self._roster.learn(nick_of(line), realname=param(line, 0))

    def _on_presence(self, line: Line, *, online: bool) -> None:
        for mask in last(line).split(","):
            nick = mask.strip().partition("!")[0]
            if is_name(nick):
                self._state.emit(PresenceChanged(nick, online))

    # WHO

    def _on_who(self, line: Line) -> None:
        """`room user host server nick flags :hops realname`."""
        realname = last(line).partition(" ")[2]
        flags = param(line, 6)
        self._learn(param(line, 5), flags, username=param(line, 2), host=param(line, 3), realname=realname)

    def _on_whox(self, line: Line) -> None:
        """`token room user host nick flags account :realname`, as we ask for it."""
        if param(line, 1) != WHO_TOKEN or len(line.params) < 9:
            return
        _, _, _, username, host, nick, flags, account, realname = line.params[:9]
        account = "" if account == "0" else account
        self._learn(nick, flags, username=username, host=host, account=account, realname=realname)

    def _learn(self, nick: str, flags: str, **facts: str | bool) -> None:
        bot = self._state.isupport.tokens.get("BOT", "")
        away = flags.startswith("G")
        if not away:
            facts["away_text"] = ""
        self._roster.learn(nick, away=away, operator="*" in flags, bot=bool(bot) and bot in flags[1:], **facts)

    # WHOIS

    def _on_whois_user(self, line: Line) -> None:
        nick = param(line, 1)
        whois = Whois(nick, param(line, 2), param(line, 3), last(line), label=self._label_of(line))
        self._whois[self._state.fold(nick)] = whois
        if len(self._whois) > _MOST_OPEN:
            self._whois.popitem(last=False)

    def _whois_has(self, line: Line, **facts: object) -> None:
        key = self._state.fold(param(line, 1))
        whois = self._whois.get(key)
        if whois is not None:
            self._whois[key] = replace(whois, **facts)  # type: ignore[arg-type]

    def _on_whois_idle(self, line: Line) -> None:
        signed_on = seconds(param(line, 3)) or 0 if len(line.params) > 4 else 0
        self._whois_has(line, idle_seconds=number(param(line, 2)), signed_on=signed_on)

    def _on_whois_rooms(self, line: Line) -> None:
        whois = self._whois.get(self._state.fold(param(line, 1)))
        if whois is not None:
            rooms = (*whois.rooms, *last(line).split())[:_MOST_WHOIS_ROOMS]
            self._whois_has(line, rooms=rooms)

    def _on_whois_text(self, line: Line) -> None:
        whois = self._whois.get(self._state.fold(param(line, 1)))
        if whois is not None and len(whois.lines) < _MOST_WHOIS_LINES:
            self._whois_has(line, lines=(*whois.lines, " ".join(line.params[2:])))

    def _on_end_of_whois(self, line: Line) -> None:
        whois = self._whois.pop(self._state.fold(param(line, 1)), None)
        if whois is not None:
            self._state.emit(whois)

"""What a server says of itself, as a client reads it: defaults, odd values, and what changes."""

from __future__ import annotations

import pytest

from ircwire.client_events import ModeChange
from ircwire.client_isupport import Isupport


def saying(*words: str) -> Isupport:
    isupport = Isupport()
    isupport.apply(words, refold=True)
    return isupport


def test_what_holds_where_nothing_is_said() -> None:
    isupport = Isupport()
    assert isupport.ranks == {"o": "@", "v": "+"}
    assert isupport.is_room("#a")
    assert isupport.is_room("&a")
    assert not isupport.is_room("")
    assert isupport.without_status("@#a") == ("", "@#a")
    assert isupport.number("MODES") == 0
    assert isupport.allows_tag("typing")


def test_values_are_unescaped_and_can_be_taken_back() -> None:
    isupport = saying(r"NETWORK=The\x20Net\x3D", "WHOX", "MONITOR=5", "-WHOX", "-NEVER", "=", "")
    assert isupport.tokens == {"NETWORK": "The Net=", "MONITOR": "5"}
    assert isupport.number("MONITOR") == 5


def test_so_many_tokens_and_no_more() -> None:
    isupport = saying(*(f"X{number}=1" for number in range(500)), "X0=2")
    assert len(isupport.tokens) == 200
    assert isupport.tokens["X0"] == "2"


def test_prefixes() -> None:
    isupport = saying("PREFIX=(qaohv)~&@%+")
    assert isupport.split_prefix("~@ann!a@h") == ("~@", "ann!a@h")
    assert isupport.split_prefix("bob") == ("", "bob")
    assert isupport.ordered("+~@x") == "~@+"
    assert saying("PREFIX=").ranks == {}
    assert saying("PREFIX=()").ranks == {}
    assert saying("PREFIX=()").split_prefix("@ann") == ("", "@ann")
    assert saying("PREFIX=(ov").ranks == {"o": "@", "v": "+"}
    assert saying("PREFIX=(ov)@").ranks == {"o": "@"}


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ([], []),
        (["+nt"], [(True, "n", ""), (True, "t", "")]),
        (["n-t"], [(True, "n", ""), (False, "t", "")]),
        (["+ob-v", "ann", "*!*@x", "bob"], [(True, "o", "ann"), (True, "b", "*!*@x"), (False, "v", "bob")]),
        (["+l-l", "5"], [(True, "l", "5"), (False, "l", "")]),
        (["-k", "word"], [(False, "k", "word")]),
        (["+ok"], [(True, "o", ""), (True, "k", "")]),
        (["+?", "x"], [(True, "?", "")]),
    ],
)
def test_which_letters_take_a_parameter(words: list[str], changes: list[tuple[bool, str, str]]) -> None:
    isupport = saying("CHANMODES=b,k,l,nt")
    assert list(isupport.mode_changes(words)) == [ModeChange(*change) for change in changes]


def test_a_server_that_says_nothing_of_modes_is_read_as_most_are() -> None:
    assert Isupport().mode_changes(["+bkl", "x", "y", "5"]) == (
        ModeChange(True, "b", "x"),
        ModeChange(True, "k", "y"),
        ModeChange(True, "l", "5"),
    )


def test_messages_to_ranks() -> None:
    assert saying("STATUSMSG=@+").without_status("+#a") == ("+", "#a")
    assert saying("STATUSMSG=@+").without_status("+a") == ("", "+a")
    assert saying("STATUSMSG=@+").without_status("") == ("", "")


@pytest.mark.parametrize(
    ("value", "join", "monitor"),
    [("JOIN:1,monitor:7,KICK:", 1, 7), ("KICK:1,JOIN:,MONITOR:x", 0, 0), ("", 0, 0), ("JOIN", 0, 0), ("JOIN:0", 0, 0)],
)
def test_how_many_targets_a_command_takes(value: str, join: int, monitor: int) -> None:
    isupport = saying(f"TARGMAX={value}")
    assert (isupport.targets("JOIN"), isupport.targets("MONITOR")) == (join, monitor)

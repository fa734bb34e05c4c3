"""Client-only tags: on lines, alone (TAGMSG), and who gets to see them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.base import Ask, Reply
from gateway.dialects.irc import IrcConversation
from gateway.dialects.irc.formats import format_for
from gateway.model.answers import Answer, PassedOn
from gateway.model.commands import Say, Tag
from gateway.model.facts import Said, Tagged
from gateway.model.refusals import Reason
from gateway.model.server import Server
from ircwire import capabilities
from ircwire.lines import parse
from ircwire.tags import escape, parse_tags
from tests.gateway.dialects.dialogue import AT, MSGID, Dialogue

TIME = "time=2025-11-22T18:40:00.123Z"
WHO = (AT, MSGID, "u1", "anna!~anna@h", "")
SAID = Said(*WHO, "#a", "#a", "PRIVMSG", "hi", "", "+draft/reply=1;+x")
KEPT = Tagged(*WHO, "#a", "", "#a", "+draft/react=\\s", AT)
PASSING = Tagged(AT - 9_000_000, "", "u1", "anna!~anna@h", "", "#a", "", "#a", "+typing=active", AT)


def test_a_line_takes_its_client_only_tags_along(able: Dialogue) -> None:
    assert able.asks(b"@+draft/reply=1a\\:b;time=x;msgid=y;+typing PRIVMSG #a,bob :hi\r\n") == [
        Say("#a", "hi", tags="+draft/reply=1a\\:b;+typing"),
        Say("bob", "hi", tags="+draft/reply=1a\\:b;+typing"),
    ]
    assert able.asks(b"@+a=1;+a=2 NOTICE bob :hi\r\n") == [Say("bob", "hi", "NOTICE", tags="+a=2")]


@pytest.mark.parametrize("key", ["+", "+a_b", "+é", "+a/b/c", "+/a", "+a/", "++a", "+a\x01"])
def test_what_is_no_key_does_not_go_on(able: Dialogue, key: str) -> None:
    assert able.asks(f"@{key}=1 PRIVMSG #a :hi\r\n".encode()) == [Say("#a", "hi")]
    assert able.asks(f"@{key}=1 TAGMSG #a\r\n".encode()) == []


def test_none_go_on_without_the_capability(anna: Dialogue) -> None:
    assert anna.asks(b"@+x=1 PRIVMSG #a :hi\r\n") == [Say("#a", "hi")]
    (line,) = anna.reads(b"@+x=1 TAGMSG #a\r\n")
    assert line.startswith(":chorus.test 421 anna TAGMSG :")


def test_to_more_than_a_line_may_go_to(able: Dialogue) -> None:
    *tags, last = able.hears(b"@+x=1 TAGMSG a,b,c,d,e,f\r\n")
    assert [step.command for step in tags if isinstance(step, Ask)] == [Tag(nick, "+x=1", True) for nick in "abcd"]
    assert isinstance(last, Reply) and last.data.startswith(b":chorus.test 407 anna e :")


@given(
    st.dictionaries(
        st.sampled_from(["+a", "+b/c", "+d.e/f-g", "label", "x"]),
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    )
)
def test_any_value_arrives_as_it_was_meant(tags: dict[str, str]) -> None:
    dialogue = Dialogue(IrcConversation(Server("chorus.test", "Chorus", "chorus-1", 0), "h"))
    dialogue.registers(b"NICK anna\r\nUSER anna 0 * :A\r\n", "anna")
    dialogue.reads(b"CAP REQ message-tags\r\n")
    wire = ";".join(f"{key}={escape(value)}" for key, value in tags.items())
    (said,) = dialogue.asks(f"@{wire} PRIVMSG #a :hi\r\n".encode() if tags else b"PRIVMSG #a :hi\r\n")
    assert isinstance(said, Say)
    expected = {key: value for key, value in tags.items() if key.startswith("+")}
    assert (parse_tags(said.tags) if said.tags else {}) == expected
    if said.tags:
        line = format_for(frozenset({"message-tags"})).encode(SAID._replace(tags=said.tags)).decode()
        assert {k: v for k, v in parse(line[:-2]).tags.items() if k != "msgid"} == expected


class TestTagmsg:
    def test_what_it_asks(self, able: Dialogue) -> None:
        assert able.asks(b"@+draft/react=x;y=z;+typing=done TAGMSG #a,bob\r\n") == [
            Tag("#a", "+draft/react=x;+typing=done", kept=True),
            Tag("bob", "+draft/react=x;+typing=done", kept=True),
        ]
        for key in ("+typing", "+draft/typing"):
            assert able.asks(f"@{key}=active TAGMSG bob\r\n".encode()) == [Tag("bob", f"{key}=active", kept=False)]
        steps = able.hears(b"@+x TAGMSG a,b,c,d,e\r\n")
        assert [step.command for step in steps if isinstance(step, Ask)] == [Tag(nick, "+x", True) for nick in "abcd"]

    def test_errors(self, able: Dialogue) -> None:
        assert able.reads(b"@+x TAGMSG\r\n") == [":chorus.test 411 anna :No recipient given"]
        assert able.reads(b"@+x TAGMSG 9\r\n") == [":chorus.test 401 anna 9 :There is nobody of that name"]
        assert able.reads(b"@x=1 TAGMSG #a\r\nTAGMSG #a\r\n") == []
        assert able.refused(Tag("#a", "+x", True), Reason.NO_SUCH_ROOM, "#a") == [
            ":chorus.test 403 anna #a :There is no such room"
        ]

    def test_the_echo_of_what_is_not_kept_is_the_answer(self, able: Dialogue) -> None:
        room, person = Tag("#A", "+typing=active", kept=False), Tag("bob", "+typing=done", kept=False)
        assert able.answered(Tag("#a", "+x", kept=True), Answer(AT)) == []
        assert able.answered(room, PassedOn(AT - 5, AT, "anna!~anna@h", "", "#a")) == [
            f"@{TIME};+typing=active :anna!~anna@h TAGMSG #a"
        ]
        assert able.answered(person, PassedOn(AT - 5, AT, "anna!~anna@h", "", "Bob")) == [
            f"@{TIME};+typing=done :anna!~anna@h TAGMSG Bob"
        ]
        able.reads(b"CAP REQ -echo-message\r\n")
        assert able.answered(room, PassedOn(AT - 5, AT, "anna!~anna@h", "", "#a")) == []


class TestFormats:
    @pytest.mark.parametrize(
        ("capabilities", "line"),
        [
            ({"message-tags", "server-time"}, f"@{TIME};msgid={MSGID};+draft/reply=1;+x :anna!~anna@h PRIVMSG #a :hi"),
            ({"message-tags"}, f"@msgid={MSGID};+draft/reply=1;+x :anna!~anna@h PRIVMSG #a :hi"),
            ({"server-time"}, f"@{TIME} :anna!~anna@h PRIVMSG #a :hi"),
            ({"batch", "echo-message"}, ":anna!~anna@h PRIVMSG #a :hi"),
        ],
    )
    def test_only_who_has_message_tags_sees_them(self, capabilities: set[str], line: str) -> None:
        form = format_for(frozenset(capabilities))
        assert form.encode(SAID).decode() == f"{line}\r\n"
        echoed = line if "echo-message" in capabilities else ""
        assert form.own(SAID).decode().rstrip() == echoed

    def test_tags_alone(self) -> None:
        whole = format_for(frozenset({"message-tags", "server-time", "echo-message"}))
        assert whole.encode(KEPT).decode() == f"@{TIME};msgid={MSGID};+draft/react=\\s :anna!~anna@h TAGMSG #a\r\n"
        assert whole.own(KEPT) == whole.encode(KEPT)
        assert whole.encode(PASSING).decode() == f"@{TIME};+typing=active :anna!~anna@h TAGMSG #a\r\n"
        assert whole.own(PASSING) == b""
        for others in ({"server-time"}, {"echo-message", "batch"}, {"chorus.chat/send-once"}):
            form = format_for(frozenset(others))
            assert form.encode(KEPT) == form.own(KEPT) == form.encode(PASSING) == form.own(PASSING) == b""

    def test_the_echo_of_a_send_id_has_them_too(self) -> None:
        fact = SAID._replace(send_id="s")
        once = {capabilities.SEND_ONCE}
        own = format_for(frozenset(once | {"message-tags"})).own(fact).decode()
        assert own.startswith(f"@{TIME};msgid={MSGID};chorus.chat/send-id=s;+draft/reply=1;+x :")
        assert "+x" not in format_for(frozenset(once)).own(fact).decode()

"""People as a client follows them: away, accounts, names, presence, and the answers to WHO and WHOIS."""

from __future__ import annotations

from ircwire.client_events import (
    AwayChanged,
    Failed,
    Person,
    PresenceChanged,
    Renamed,
    ServerReply,
    WhoEnded,
    Whois,
)
from tests.ircwire.dialogue import hear, inside, said


def test_away() -> None:
    session = inside()
    assert hear(
        session,
        ":bob!b@h AWAY :lunch",
        ":bob!b@h AWAY",
        ":stranger!s@h AWAY :x",
        ":s 301 mira ann :in a meeting",
    ) == [
        AwayChanged("bob", True, "lunch", rooms=("#lobby",)),
        AwayChanged("bob", False, "", rooms=("#lobby",)),
        AwayChanged("stranger", True, "x"),
        AwayChanged("ann", True, "in a meeting", rooms=("#lobby",)),
    ]
    assert [member.away for member in session.members("#lobby") if member.nick == "ann"] == [True]


def test_our_own_absence() -> None:
    session = inside()
    session.set_away("gone fishing")
    session.set_away("")
    assert said(session) == ["@label=c1 AWAY :gone fishing", "@label=c2 AWAY"]
    assert hear(session, ":s 306 mira :You are away", ":s 305 mira :You are back") == [
        AwayChanged("mira", True, "", True, ("#lobby",)),
        AwayChanged("mira", False, "", True, ("#lobby",)),
    ]


def test_what_people_are_called() -> None:
    session = inside()
    assert (
        hear(
            session,
            ":ann!a@h ACCOUNT annika",
            ":ann!a@h ACCOUNT annika",
            ":ann!a@h SETNAME :Ann A",
            ":ann!a@h CHGHOST new new.example",
            ":stranger!s@h ACCOUNT x",
        )
        == []
    )
    assert session.person("ann") == Person("ann", "new", "new.example", "Ann A", "annika")
    hear(session, ":ann!new@new.example ACCOUNT *")
    person = session.person("ann")
    assert person is not None
    assert person.account == ""
    assert session.person("stranger") is None


def test_messages_tell_who_is_a_bot_and_has_an_account() -> None:
    session = inside()
    hear(session, "@bot;account=bobby :bob!b@h PRIVMSG #lobby :beep", ":eve!e@h JOIN #lobby", ":eve!e@h PART #lobby")
    assert session.person("bob") == Person("bob", "b", "h", account="bobby", bot=True)
    assert [member.bot for member in session.members("#lobby") if member.nick == "bob"] == [True]
    assert session.person("eve") is None


def test_our_own_mask_is_followed() -> None:
    session = inside()
    before = session.text_bytes("#lobby")
    hear(session, ":mira!mi@h CHGHOST mi much.longer.example")
    assert session.text_bytes("#lobby") == before - len("much.longer.example") + 1
    hear(session, ":s 396 mira h :is now your visible host")
    assert session.text_bytes("#lobby") == before
    hear(session, ":s 396 mira ~mi@h2 :is now your visible host")
    assert session.text_bytes("#lobby") == before - 2


def test_our_own_mask_follows_a_new_nick_however_it_is_said() -> None:
    """InspIRCd 3 answers a labelled NICK as if it came from who we are by then."""
    for new in ("mirabella", "mi"):
        session = inside()
        before = session.text_bytes("#lobby")
        label = session.change_nick(new)
        [renamed] = hear(session, f"@label={label} :{new}!mi@h NICK {new}")
        assert renamed == Renamed("mira", new, True, None, ("#lobby",))
        assert session.text_bytes("#lobby") == before - len(new) + len("mira")
        hear(session, f":{new} NICK mira")  # a server that leaves the user name and host out
        assert session.text_bytes("#lobby") == before


def test_whox_tells_who_is_away_and_a_bot() -> None:
    session = inside()
    session.who("#lobby")
    assert said(session) == ["@label=c1 WHO #lobby %tcuhnfar,152"]
    events = hear(
        session,
        ":s 354 mira 152 #lobby a h ann G~@ annika :Ann A",
        ":s 354 mira 152 #lobby b h bob HB+ 0 :Bob",
        ":s 354 mira 999 #lobby b h bob G 0 :of another request",
        ":s 354 mira 152 #lobby",
        ":s 315 mira #lobby :End",
    )
    assert events == [WhoEnded("#lobby")]
    assert session.person("ann") == Person("ann", "a", "h", "Ann A", "annika", away=True)
    assert session.person("bob") == Person("bob", "b", "h", "Bob", bot=True)
    assert session.take_changed_rooms() == {"#lobby"}


def test_who_on_a_server_that_has_nothing_else() -> None:
    session = inside("batch", isupport=":s 005 mira PREFIX=(qov)~@+ :are here")
    session.who("#lobby")
    assert said(session) == ["WHO #lobby"]
    hear(session, ":s 352 mira #lobby a h s ann G*@ :0 Ann A", ":s 352 mira #lobby b h s bob H+ :3 Bob")
    assert session.person("ann") == Person("ann", "a", "h", "Ann A", away=True, operator=True)
    assert session.person("bob") == Person("bob", "b", "h", "Bob")


def test_whois() -> None:
    session = inside()
    assert session.whois("ann") == "c1"
    events = hear(
        session,
        "@label=c1 :s BATCH +w labeled-response",
        "@batch=w :s 311 mira Ann a h * :Ann A",
        "@batch=w :s 319 mira Ann :@#lobby +#b",
        "@batch=w :s 319 mira Ann :#c",
        "@batch=w :s 312 mira Ann s :A server",
        "@batch=w :s 301 mira Ann :in a meeting",
        "@batch=w :s 313 mira Ann :is an operator",
        "@batch=w :s 330 mira Ann annika :is logged in as",
        "@batch=w :s 335 mira Ann :is a bot",
        "@batch=w :s 671 mira Ann :is using a secure connection",
        "@batch=w :s 378 mira Ann :is connecting from 192.0.2.1",
        "@batch=w :s 317 mira Ann 12 1763800000 :seconds idle, signon time",
        "@batch=w :s 318 mira Ann :End",
        ":s BATCH -w",
    )
    assert events == [
        Whois(
            nick="Ann",
            username="a",
            host="h",
            realname="Ann A",
            server="s",
            account="annika",
            away=True,
            away_text="in a meeting",
            rooms=("@#lobby", "+#b", "#c"),
            signed_on=1_763_800_000_000_000,
            idle_seconds=12,
            operator=True,
            bot=True,
            secure=True,
            lines=("is connecting from 192.0.2.1",),
            label="c1",
        )
    ]


def test_whois_of_nobody() -> None:
    session = inside()
    session.whois("nobody")
    events = hear(
        session,
        "@label=c1 :s BATCH +w labeled-response",
        "@batch=w :s 401 mira nobody :No such nick",
        "@batch=w :s 318 mira nobody :End",
        ":s BATCH -w",
    )
    assert events == [Failed("WHOIS", "401", ("nobody",), "No such nick", label="c1")]


def test_whois_without_idle_signon() -> None:
    session = inside()
    [whois] = hear(session, ":s 311 mira x u h * :X", ":s 317 mira x 12 :seconds idle", ":s 318 mira x :End")
    assert whois == Whois("x", "u", "h", "X", idle_seconds=12)


def test_monitor() -> None:
    session = inside()
    assert session.monitor_limit == 10
    session.watch(["ann", "joe"])
    session.unwatch(["ann"])
    session.watch([])
    assert said(session) == ["MONITOR + ann,joe", "MONITOR - ann"]
    assert hear(
        session,
        ":s 730 mira :ann!a@h,joe",
        ":s 731 mira :eve",
        ":s 730 mira :,",
        ":s 734 mira 10 eve :Monitor list is full",
    ) == [
        PresenceChanged("ann", True),
        PresenceChanged("joe", True),
        PresenceChanged("eve", False),
        Failed("MONITOR", "734", ("10", "eve"), "Monitor list is full"),
    ]
    session.watch(f"somebody-{number}" for number in range(100))
    lines = said(session)
    assert sum(line.count(",") + 1 for line in lines) == 100
    assert max(map(len, lines)) < 500


def test_a_server_without_monitor_is_not_asked() -> None:
    session = inside(isupport=":s 005 mira WHOX :are here")
    session.watch(["ann"])
    assert said(session) == []
    assert session.monitor_limit == 0
    assert inside(isupport=":s 005 mira MONITOR :are here").monitor_limit == 100


def test_numerics_that_mean_nothing_here_are_handed_on() -> None:
    assert hear(inside(), ":s 351 mira v1 s :Comments", ":s 371 mira :Info") == [
        ServerReply("351", ("v1", "s", "Comments")),
        ServerReply("371", ("Info",)),
    ]


def test_our_new_name_said_by_our_new_name_is_ours() -> None:
    """As InspIRCd 3 says it, where labels are in force."""
    session = inside()
    session.change_nick("mirka")
    label = said(session)[0].partition(" ")[0]
    [renamed] = hear(session, f"{label} :mirka!mi@h NICK :mirka")
    assert isinstance(renamed, Renamed)
    assert (renamed.nick, renamed.new, renamed.own, renamed.rooms) == ("mira", "mirka", True, ("#lobby",))
    assert session.nick == "mirka"

"""Which history is asked for, page after page."""

from __future__ import annotations

from ircwire.client_events import MessageReceived
from kivy_client.core.catchup import MOST_PAGES, CatchUp, Request


def page(*msgids: str) -> list[MessageReceived]:
    return [MessageReceived("#lobby", "bob", "bob!b@h", "PRIVMSG", "x", msgid, 1, False, "") for msgid in msgids]


def caught_up(newest: str = "m2") -> CatchUp:
    """After a first visit and a broken connection."""
    catch_up = CatchUp()
    catch_up.begin()
    catch_up.on_page(page("m1", "m2"), met=False, newest=newest)
    catch_up.stop()
    return catch_up


def test_at_first_the_newest_page_and_no_more() -> None:
    catch_up = CatchUp()
    assert catch_up.begin() == Request("")
    assert catch_up.busy
    assert catch_up.on_page(page("m1", "m2"), met=False, newest="m2") is None
    assert not catch_up.busy


def test_what_was_missed_comes_page_by_page_until_one_is_empty() -> None:
    catch_up = caught_up()
    assert catch_up.begin() == Request("m2")
    assert catch_up.on_page(page("m3", "m4"), met=False, newest="m4") == Request("m4")
    assert catch_up.on_page(page(), met=False, newest="m4") is None


def test_it_ends_where_the_live_conversation_begins() -> None:
    catch_up = caught_up()
    catch_up.begin()
    catch_up.on_live("m9")
    assert catch_up.on_page(page("m3", "m9"), met=True, newest="m9") is None
    assert catch_up.begin() == Request("m9")


def test_what_comes_live_moves_the_place_only_once_nothing_is_missing() -> None:
    catch_up = caught_up()
    catch_up.on_live("m5")
    assert catch_up.begin() == Request("m5")
    catch_up.on_live("m9")
    catch_up.stop()
    assert catch_up.begin() == Request("m5")


def test_broken_again_it_goes_on_from_the_last_whole_page() -> None:
    catch_up = caught_up()
    catch_up.begin()
    catch_up.on_page(page("m3", "m4"), met=False, newest="m4")
    catch_up.stop()
    assert catch_up.begin() == Request("m4")


def test_an_unknown_place_means_the_newest_page_and_a_gap() -> None:
    catch_up = caught_up()
    catch_up.begin()
    assert catch_up.on_failed() == Request("")
    assert catch_up.gap
    assert catch_up.on_page(page("n1"), met=False, newest="n1") is None
    assert not catch_up.gap
    assert catch_up.begin() == Request("n1")


def test_a_server_that_gives_no_history_is_asked_no_further() -> None:
    catch_up = CatchUp()
    catch_up.begin()
    assert catch_up.on_failed() is None
    assert not catch_up.busy
    again = caught_up()
    again.begin()
    again.on_failed()
    assert again.on_failed() is None


def test_a_server_that_repeats_itself_is_not_asked_for_ever() -> None:
    catch_up = caught_up()
    catch_up.begin()
    assert catch_up.on_page(page("m1", "m2"), met=False, newest="m2") is None
    catch_up.begin()
    requests = [catch_up.on_page(page(f"x{n}"), met=False, newest="") for n in range(MOST_PAGES + 1)]
    assert requests[-2:] == [Request(""), None]


def test_pages_nobody_asked_for_are_no_reason_to_ask() -> None:
    assert CatchUp().on_page(page("m1"), met=False, newest="m1") is None
    assert CatchUp().on_failed() is None

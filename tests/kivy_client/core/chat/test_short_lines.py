"""Lines without their parameters, to the whole client: nothing is kept of them that would end the next start."""

from __future__ import annotations

import pytest

from kivy_client.core.model.conversations import Kind
from kivy_client.core.model.events import Link
from tests.ircwire.test_client_hostile import COMMANDS
from tests.kivy_client.core.chat.stage import Stage

SOURCES = (":mira!mira@h ", ":s ")
PARAMETERS = (["#lobby", "bob", "x"], ["mira", "#lobby", "bob", "x"], ["", ""], ["a b"])


@pytest.mark.parametrize("source", SOURCES)
def test_no_line_without_its_parameters_does_harm(stage: Stage, source: str) -> None:
    stage.visit("bob")
    for command in COMMANDS.split():
        for params in PARAMETERS:
            for count in range(len(params) + 1):
                words = [*params[:count][:-1], *(f":{word}" for word in params[:count][-1:])]
                stage.hear(":s 001 mira :Hi", ":mira!mira@h JOIN #lobby", f"{source}{command} {' '.join(words)}")
        assert all(row.key and row.name for row in stage.rows.values()), command
        assert all(" " not in row.name for row in stage.rows.values() if row.kind is not Kind.SERVER), command
        [server] = stage.store.servers.list()
        assert server.nick, command
        assert " " not in server.nick, command
    stage.kill()
    stage.begin()
    stage.visit("bob")
    assert stage.linked.link is Link.ONLINE

"""The person's preferences, each under its name as JSON. What is missing or not understood is the default."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from kivy_client.core.model.servers import Preferences
from kivy_client.core.store.database import Database


class StoredPreferences:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> Preferences:
        kept: dict[str, str] = dict(self._database.rows("SELECT name, value FROM preferences"))
        hints = get_type_hints(Preferences)
        known = {}
        for field in fields(Preferences):
            value = _decoded(kept.get(field.name, ""))
            if _fits(value, hints[field.name]):
                known[field.name] = value
        return Preferences(**known)

    def save(self, preferences: Preferences) -> None:
        pairs = [(field.name, json.dumps(getattr(preferences, field.name))) for field in fields(Preferences)]
        with self._database.transaction(durable=True):
            self._database.run_many(
                "INSERT INTO preferences (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                pairs,
            )


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _fits(value: object, hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    return type(value) is hint

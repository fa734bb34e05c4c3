"""The tables, and how a file of an earlier version becomes one of this: one migration after the other.

`PRAGMA user_version` counts the migrations that a file has had. A migration, once released, is never changed; what is
new is another one at the end. The full-text index is not here but in `index`, for not every SQLite has it.
"""

from __future__ import annotations

from collections.abc import Sequence

from kivy_client.core.store.database import Database

APPLICATION_ID = 0x43686F72
"""Marks a file as a store of this app (https://sqlite.org/pragma.html#pragma_application_id)."""

_FIRST = """
CREATE TABLE servers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL, host TEXT NOT NULL, port INTEGER NOT NULL, tls INTEGER NOT NULL,
    nick TEXT NOT NULL, realname TEXT NOT NULL, account TEXT NOT NULL, secret TEXT NOT NULL,
    fingerprint TEXT NOT NULL, sender_key TEXT NOT NULL, room TEXT NOT NULL,
    used INTEGER NOT NULL DEFAULT 0,
    current TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE conversations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    server INTEGER REFERENCES servers ON DELETE SET NULL,
    key TEXT NOT NULL, name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('room', 'person', 'server')),
    topic TEXT NOT NULL DEFAULT '', joined INTEGER NOT NULL DEFAULT 1,
    muted INTEGER NOT NULL DEFAULT 0, pinned INTEGER NOT NULL DEFAULT 0,
    listed INTEGER NOT NULL DEFAULT 1, complete INTEGER NOT NULL DEFAULT 0,
    draft TEXT NOT NULL DEFAULT '', password TEXT NOT NULL DEFAULT '',
    read_time INTEGER NOT NULL DEFAULT 0, read_msgid TEXT NOT NULL DEFAULT '',
    UNIQUE (server, key)
) STRICT;
CREATE TABLE messages (
    row INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    time INTEGER NOT NULL, shape TEXT NOT NULL, nick TEXT NOT NULL,
    msgid TEXT NOT NULL, part INTEGER NOT NULL,
    own INTEGER NOT NULL, mention INTEGER NOT NULL, bot INTEGER NOT NULL, removed INTEGER NOT NULL,
    reply_to TEXT NOT NULL, kind TEXT NOT NULL,
    text TEXT NOT NULL, folded TEXT NOT NULL
) STRICT;
CREATE INDEX messages_in_order ON messages (conversation);
CREATE UNIQUE INDEX messages_by_msgid ON messages (conversation, msgid, part) WHERE msgid <> '';
CREATE INDEX messages_said ON messages (conversation) WHERE shape <> 'happening' AND removed = 0;
CREATE INDEX messages_counted ON messages (conversation)
    WHERE own = 0 AND part = 0 AND shape <> 'happening' AND removed = 0;
CREATE INDEX messages_mentioning ON messages (conversation) WHERE own = 0 AND mention = 1 AND removed = 0;
CREATE TABLE unindexed (row INTEGER PRIMARY KEY) STRICT;
CREATE TABLE reactions (
    number INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    msgid TEXT NOT NULL, sign TEXT NOT NULL, nick TEXT NOT NULL COLLATE NOCASE,
    own INTEGER NOT NULL, given INTEGER NOT NULL, time INTEGER NOT NULL,
    UNIQUE (conversation, msgid, sign, nick)
) STRICT;
CREATE TABLE redactions (
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    msgid TEXT NOT NULL, time INTEGER NOT NULL,
    PRIMARY KEY (conversation, msgid)
) WITHOUT ROWID, STRICT;
CREATE TABLE gaps (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    after_msgid TEXT NOT NULL, after_time INTEGER NOT NULL,
    before_msgid TEXT NOT NULL, before_time INTEGER NOT NULL,
    UNIQUE (conversation, after_time, after_msgid, before_time, before_msgid)
) STRICT;
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    send_id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, shape TEXT NOT NULL, reply_to TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'unsure', 'failed')),
    sent_at INTEGER NOT NULL, repeatable INTEGER NOT NULL, failure TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_of ON outbox (conversation);
"""

_WHAT_A_SERVER_IS_LIKE = """
ALTER TABLE servers ADD COLUMN casemapping TEXT NOT NULL DEFAULT '';
ALTER TABLE servers ADD COLUMN chantypes TEXT NOT NULL DEFAULT '';
ALTER TABLE servers ADD COLUMN secure_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE servers ADD COLUMN unheard_since INTEGER NOT NULL DEFAULT 0;
"""

_WHAT_A_PERSON_GIVES = """
ALTER TABLE servers ADD COLUMN called TEXT NOT NULL DEFAULT '';
ALTER TABLE servers ADD COLUMN server_password TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations DROP COLUMN read_msgid;
"""

TABLES = (
    "servers",
    "preferences",
    "conversations",
    "messages",
    "unindexed",
    "reactions",
    "redactions",
    "gaps",
    "outbox",
)

MIGRATIONS: tuple[str, ...] = (_FIRST, _WHAT_A_SERVER_IS_LIKE, _WHAT_A_PERSON_GIVES)


def migrate(database: Database, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Give a file what it has not had yet, all of it or nothing."""
    had: int = database.value("PRAGMA user_version")
    if had >= len(migrations):
        return
    with database.transaction(durable=True):
        for migration in migrations[had:]:
            for statement in migration.split(";\n"):
                if statement.strip():
                    database.run(statement)
        # A pragma takes no parameters.
        database.run(f"PRAGMA application_id = {APPLICATION_ID}")
        database.run(f"PRAGMA user_version = {len(migrations)}")

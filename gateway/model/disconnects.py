"""Disconnects: why the server ends a connection, as data: what is said, and whether coming back makes sense."""

from __future__ import annotations

from enum import Enum


class Disconnect(Enum):
    """`code` is for logs and metrics, `text` for the person, `reconnect`: come back, another try may go well."""

    def __init__(self, code: str, text: str, reconnect: bool) -> None:
        self.code = code
        self.text = text
        self.reconnect = reconnect

    QUIT = ("quit", "Goodbye", False)
    LOST = ("lost", "Connection lost", True)
    PING_TIMEOUT = ("ping-timeout", "Ping timeout", True)
    SLOW = ("slow", "Too slow: more than 1 MiB was waiting to be read", True)
    REPLACED = ("replaced", "You have connected again from elsewhere", False)
    REGISTRATION_TIMEOUT = ("registration-timeout", "Registration took too long", True)
    PROTOCOL = ("protocol", "That is not this protocol", False)
    BAD_PASSWORD = ("bad-password", "Password incorrect", False)
    FULL = ("full", "This gateway is full, please try again later", True)
    TOO_MANY_FROM_ADDRESS = ("address", "Too many connections from your address", False)
    KILLED = ("killed", "Killed", False)
    BANNED = ("banned", "Banned", False)
    RESYNC = ("resync", "This gateway lost its place, please reconnect", True)
    FENCED = ("fenced", "This gateway was cut off, please reconnect", True)
    SHUTDOWN = ("shutdown", "This gateway is restarting, please reconnect", True)
    ERROR = ("error", "Internal error, please reconnect", True)

"""Dialects: how a client and the gateway talk. Pure: bytes in, commands out; facts in, bytes out. No sockets, no
Redis."""

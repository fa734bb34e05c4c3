"""Bytes and sockets, no meaning: one loop thread, connections with bounded outboxes, listeners, the PROXY protocol."""

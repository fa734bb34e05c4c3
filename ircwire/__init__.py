"""The IRC protocol without input or output: lines, tags, names, capabilities and a client's session.

Standard library only, and no part of the server or the app: both build on it, and so do the load generator and tests.
Nothing here opens a socket, reads a clock, keeps global state or starts a thread; every call returns at once and may
be made from any thread, as long as one object is used by one thread at a time.
"""

"""The client without a window: connection, outbox, timeline. Never imports Kivy.

All but `engine` and `dialer` is pure: no sockets, clocks or threads; time is handed in. It all runs on the thread of
`engine`, which hands immutable events (`events`) to whoever shows them.
"""

"""The app without its window: connection, conversations, store. Never imports Kivy.

`engine` runs it: one thread with the sockets, the clock and the store. `client` puts `account` (being connected) and
`chat` (what goes on there) together; both are pure, and are told the time. What the window asks and is told is `model`.
"""

"""What goes on at one server: conversations, messages, people. Pure: no sockets, clocks or threads; time is handed in.

Each module has one idea and is joined to the others by `chat.Chat`. All share a `context.Context`. What happens comes
as `ircwire.client_events`; what is to be shown goes out as `core.model.events`. Runs on the engine's thread.
"""

"""What a chat is about, without sockets, wires or Redis: values only.

A *command* is what a user asks, a *fact* is what happened, an *answer* is what the asker is told, a *refusal* is why
not. All are immutable and may cross threads. Imports nothing but `ircwire`.
"""

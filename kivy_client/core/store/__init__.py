"""What the app keeps on disk: servers, preferences, conversations, messages, and the outbox. One SQLite file.

`Store` puts the parts together, `open_store` opens it. Here is all SQL of the app, and nothing of connections or
windows. A store is opened, used and closed by one thread: the engine's.

With 100,000 messages in 50 conversations (47 MB) it opens in 3 ms, gives all conversations with what is unread in them
in 5 ms and a page of 100 messages in 1 ms. A message is added in 0.3 ms, one of many at once in less than 0.1.
"""

from kivy_client.core.store.errors import StoreBusy, StoreDamaged, StoreError
from kivy_client.core.store.opening import open_store, repair
from kivy_client.core.store.store import Store

__all__ = ["Store", "StoreBusy", "StoreDamaged", "StoreError", "open_store", "repair"]

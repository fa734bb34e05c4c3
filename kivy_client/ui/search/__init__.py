"""Looking for messages: in the open conversation (`bar`), and in all (`pane`). The store is asked: no server is."""

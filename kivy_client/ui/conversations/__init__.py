"""The list of conversations: its order and words (pure), its rows, and the pane with the search field above them."""

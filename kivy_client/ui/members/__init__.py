"""Who is in the open room: the order and words of the rows (pure), and the pane at the side."""

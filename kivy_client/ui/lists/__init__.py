"""Lists whose rows all have one height: painted without widgets, so that thousands scroll as easily as ten."""

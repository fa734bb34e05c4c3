"""Getting in: the first screen, the saved servers, and the question about a certificate."""

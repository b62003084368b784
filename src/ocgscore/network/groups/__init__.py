"""Groups as the map shows them: what each is like, what they share, and what runs between them."""

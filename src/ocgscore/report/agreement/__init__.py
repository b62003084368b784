"""How far scorers agree, as documents and pictures."""

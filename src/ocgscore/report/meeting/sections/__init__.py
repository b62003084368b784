"""The sections of the report, each from the material gathered to what the page shows."""

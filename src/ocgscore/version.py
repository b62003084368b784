"""The library's version: a constant, because asking the installed metadata for it costs start-up time."""

__version__ = "0.1.0"

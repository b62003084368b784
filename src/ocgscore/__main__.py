"""The front door of the command line: ``ocgscore`` and ``python -m ocgscore``."""

from ocgscore.cli import main

if __name__ == "__main__":
    main()

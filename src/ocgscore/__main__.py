"""The front door of the command line: ``ocgscore`` and ``python -m ocgscore``."""

import sys


def main() -> None:
    """Run the command line; an interruption while it still starts ends it as quietly as a later one."""
    try:
        from ocgscore.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

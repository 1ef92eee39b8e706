"""The command `qc-intake`, also `python -m intake`: an interrupt ends it quietly even while it is being loaded."""

import sys


def main() -> int:
    """Run the command line; 130 when interrupted."""
    try:
        from intake.cli import main as run

        return run()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

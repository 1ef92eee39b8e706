"""`python -m intake` is the command `qc-intake`."""

import sys

from intake.cli import main

sys.exit(main())

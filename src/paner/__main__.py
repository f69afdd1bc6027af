"""`python -m paner` is the command `paner`."""

from paner.app.cli import main

main()

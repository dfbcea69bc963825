#!/usr/bin/env python3
"""Command line of the application: every failure that an operator can mend ends as one German line."""

import os
import sys


def main() -> None:
    """Run one management command; exit 1 with one line for faults of settings, database or data folder."""
    os.umask(0o077)  # database, mails and files are for the account of the application alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikz.settings")
    from django.core.management import execute_from_command_line

    from ikz.failures import explain

    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        explanation = explain(error)
        if explanation is None or "--traceback" in sys.argv:
            raise
        sys.exit(f"Fehler: {explanation}")


if __name__ == "__main__":
    main()

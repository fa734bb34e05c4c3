"""Where Android starts the app: python-for-android runs the main.py at the root of what it packs (deploy/android).

On a desktop, use `python -m kivy_client`.
"""

import sys

from kivy_client.__main__ import main

if __name__ == "__main__":
    sys.exit(main())

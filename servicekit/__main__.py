"""`python -m servicekit services.training`: the entry point of every service's process.

Everything that opens a socket must be patched before it is imported, so this is the first thing that happens, here and
nowhere else.
"""

import warnings

warnings.filterwarnings("ignore", message=r"(?s).*Eventlet is deprecated.*")
warnings.filterwarnings("ignore", message=r"(?s).*pkg_resources is deprecated.*")

from servicekit import green  # noqa: E402

green.patch()

import sys  # noqa: E402

from servicekit.process import main  # noqa: E402

sys.exit(main(sys.argv[1:]))

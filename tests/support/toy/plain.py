"""A program as somebody else would write it: plain nameko, nothing of this platform.

`python plain.py call MAKER JAR TOKEN` fills a jar with nameko's own ServiceRpcProxy and prints the answer;
`python plain.py listen MAKER` runs a service with nameko's own event_handler and prints what it is given.
"""

import json
import os
import sys
import warnings

warnings.simplefilter("ignore")

import eventlet  # noqa: E402

eventlet.monkey_patch()

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.events import event_handler  # noqa: E402
from nameko.standalone.rpc import ServiceRpcProxy  # noqa: E402

CONFIG = {"AMQP_URI": os.environ["AMQP_URI"]}
MAKER = sys.argv[2]


class Plain:
    name = f"plain_{MAKER}"

    @event_handler(MAKER, "jar.filled.v1")
    def heard(self, data):
        print(json.dumps(data), flush=True)


def main() -> None:
    if sys.argv[1] == "call":
        with ServiceRpcProxy(MAKER, CONFIG, timeout=10) as maker:
            print(json.dumps(maker.fill(jar_id=sys.argv[3], token=sys.argv[4])), flush=True)
        return
    container = ServiceContainer(Plain, CONFIG)
    container.start()
    print("listening", flush=True)
    container.wait()


if __name__ == "__main__":
    main()

#!/bin/bash
# Starts the broker with the cookie by which its nodes, and the operator's commands, know each other.
set -euo pipefail
cookie=/var/lib/rabbitmq/.erlang.cookie
rm -f "$cookie"
(umask 077 && cat /run/secrets/broker-cookie >"$cookie")
exec rabbitmq-server

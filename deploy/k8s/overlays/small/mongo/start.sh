#!/bin/bash
# Starts the database with accounts; the member with MONGO_MEMBERS also sees to the replica set and the accounts.
set -euo pipefail
# The server takes a key file that its own user alone can read, and a mounted one belongs to whoever made it.
umask 077
cat /run/secrets/database-keyfile >/tmp/keyfile
if [ -n "${MONGO_MEMBERS:-}" ]; then
  until mongosh --quiet 'mongodb://127.0.0.1:27017/?directConnection=true&serverSelectionTimeoutMS=120000' \
    --file /etc/mongo/initiate.js; do sleep 2; done &
fi
exec mongod --config /etc/mongo/mongod.conf --keyFile /tmp/keyfile

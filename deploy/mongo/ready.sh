#!/bin/bash
# Whether this member serves: a primary, or a secondary unless `primary` is asked for.
# It says hello in the database's own protocol, because mongosh takes a second of processor time each time it starts,
# and a check runs four times a minute for as long as the database does.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/${MONGO_PORT:-27017}"
# OP_MSG of 52 bytes with the document {hello: 1, $db: "admin"}, as the server wants it from whoever is not signed in.
printf '\x34\0\0\0\1\0\0\0\0\0\0\0\xdd\x07\0\0\0\0\0\0\0\x1f\0\0\0\x10hello\0\1\0\0\0\x02$db\0\6\0\0\0admin\0\0' >&3
length=$(head -c 4 <&3 | od -An -tu4)
serves='isWritablePrimary\x00\x01'
[ "${1:-}" = primary ] || serves+='|secondary\x00\x01'
head -c $((length - 4)) <&3 | LC_ALL=C grep -aqP "$serves"

#!/bin/bash
# Writes the definitions that a node loads: an account for each file in /passwords, and what /accounts/rights.json says.
set -euo pipefail
umask 077
between=
{
  printf '{"users": ['
  for file in /passwords/*; do
    name=${file##*/}
    password=$(<"$file")
    password=${password//\\/\\\\}
    password=${password//\"/\\\"}
    tags=
    if [ "$name" = keeper ]; then tags='"administrator"'; fi
    printf '%s\n {"name": "%s", "password": "%s", "tags": [%s]}' "$between" "$name" "$password" "$tags"
    between=,
  done
  printf '],\n'
  # The object that is begun above goes on.
  tail -c +2 /accounts/rights.json
} >/definitions/definitions.json

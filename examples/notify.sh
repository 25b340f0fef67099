#!/bin/sh
# Tells a room what a program has to say: SHOAL_TOKEN=shb_… notify.sh ROOM KEY TEXT
# ROOM is the id of a room, SHOAL_TOKEN that of a bot that may write there (docs/bots.md). KEY names this notice, as
# build-1234 does: however often it is sent, it is one message, so that a lost answer can be tried again.
set -eu

[ $# -eq 3 ] || { echo "usage: notify.sh ROOM KEY TEXT" >&2; exit 2; }
room=$1 key=$2 text=$3

jq --null-input --arg text "$text" '{$text}' |
  curl --fail --silent --show-error --output /dev/null --retry 5 --retry-connrefused \
    --header "Authorization: Bearer $SHOAL_TOKEN" --header "Idempotency-Key: $key" --json @- \
    "${SHOAL_URL:-http://127.0.0.1:9527}/api/v1/conversations/$room/messages"

#!/bin/sh
# Verifies what Botmint sends, as Standard Webhooks 1.0 has it, with sh and openssl. It reads a body from its input:
#   WEBHOOK_ID=… WEBHOOK_TIMESTAMP=… WEBHOOK_SIGNATURE=… sh verify.sh whsec_… < body
# openssl is told the key as an argument, which others on the same machine can see while it runs.

WRITTEN='^whsec_([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$'

# verify SECRET < body: fails, and says why, unless the body was signed with this secret within the last five minutes.
verify() (
  set -f
  export LC_ALL=C
  refuse() { echo "$1" >&2; exit 1; }
  mac() { openssl dgst -sha256 -mac HMAC -macopt "hexkey:$1" -binary | openssl base64 -A; }
  hex() { od -An -v -tx1 | tr -d ' \n'; }

  [ -n "$1" ] || refuse 'there is no secret'
  [ -n "$WEBHOOK_ID" ] && [ -n "$WEBHOOK_TIMESTAMP" ] && [ -n "$WEBHOOK_SIGNATURE" ] ||
    refuse 'a webhook- header is missing'
  now=$(date +%s)
  # What is no number is neither.
  [ "$WEBHOOK_TIMESTAMP" -ge $((now - 300)) ] 2>/dev/null && [ "$WEBHOOK_TIMESTAMP" -le $((now + 300)) ] ||
    refuse 'it was not signed within the last 5 minutes'
  if printf %s "$1" | grep -Eq "$WRITTEN"; then
    key=$(printf %s "${1#whsec_}" | openssl base64 -d -A | hex)
  else
    key=$(printf %s "$1" | hex)
  fi
  expected=$({ printf '%s.%s.' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP"; cat; } | mac "$key")
  # Compared by what a key of this moment makes of them, so that how long it takes says nothing.
  moment=$(openssl rand -hex 32)
  wanted=$(printf 'v1,%s' "$expected" | mac "$moment")
  [ ${#expected} -eq 44 ] && [ ${#wanted} -eq 44 ] || refuse 'openssl did not answer'
  # While a secret is rotated there is a signature for each.
  for each in $WEBHOOK_SIGNATURE; do
    [ "$(printf %s "$each" | mac "$moment")" != "$wanted" ] || exit 0
  done
  refuse 'no signature fits this secret and this body'
)

verify "$1" && echo valid

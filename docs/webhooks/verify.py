"""Verifies what Botmint sends, as Standard Webhooks 1.0 has it.

Copy this file, or `verify` out of it: it wants nothing but Python 3.8. By itself it reads a body from its input:
  WEBHOOK_ID=… WEBHOOK_TIMESTAMP=… WEBHOOK_SIGNATURE=… python3 verify.py whsec_… < body
"""

import base64
import hashlib
import hmac
import os
import re
import sys
import time

TOLERANCE_SECONDS = 300
WRITTEN = re.compile(r"whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)")


def verify(secret, headers, raw_body):
    """Raises ValueError unless the body was signed with this secret, within the last five minutes.

    `secret` is as it was shown to you, or as you gave it. `headers` are a mapping by names in lower case, or one that
    does not mind, as that of a request mostly does. `raw_body` is the bytes as they came: not parsed and written again.
    """
    if not secret:
        raise ValueError("there is no secret")
    event, signed_at, signatures = (
        headers.get(name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    )
    if not event or not signed_at or not signatures:
        raise ValueError("a webhook- header is missing")
    if not re.fullmatch("[0-9]{1,12}", signed_at) or abs(time.time() - int(signed_at)) > TOLERANCE_SECONDS:
        raise ValueError("it was not signed within the last 5 minutes")
    written = WRITTEN.fullmatch(secret)
    key = base64.b64decode(written[1]) if written and written[1] else secret.encode()
    signed = f"{event}.{signed_at}.".encode() + raw_body
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    # While a secret is rotated there is a signature for each.
    if not any(hmac.compare_digest(each.encode(), expected) for each in signatures.split(" ")):
        raise ValueError("no signature fits this secret and this body")


if __name__ == "__main__":
    given = {name.lower().replace("_", "-"): value for name, value in os.environ.items()}
    try:
        verify("".join(sys.argv[1:2]), given, sys.stdin.buffer.read())
    except ValueError as refusal:
        sys.exit(str(refusal))
    print("valid")

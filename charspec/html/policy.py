"""The content security policy of a page that is one file and asks the network for nothing.

It allows exactly one script and one style by their hashes: even a text that slipped through the escaping
could neither run nor load anything.
"""

from __future__ import annotations

import base64
import hashlib


def policy(style: str, script: str, images: str = "data:", connect: str = "") -> str:
    """The content of the `Content-Security-Policy` of a page that has this one style and this one script.

    `images` is where its pictures may come from, `connect` where its script may send requests: nowhere, if
    empty.

    >>> policy("", "").startswith("default-src 'none'; img-src data:;")
    True
    """
    asks = f"connect-src {connect}; " if connect else ""
    return (
        f"default-src 'none'; img-src {images}; {asks}base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {_hash(script)}"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"

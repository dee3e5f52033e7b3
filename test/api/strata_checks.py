"""What is checked of every answer beside Schemathesis's own checks, and which of its findings are none, with the reason."""

import json
import os
import re
from base64 import urlsafe_b64decode
from urllib.parse import unquote

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import JsonSchemaError

with open(os.environ["STRATA_API_FOREIGN_IDS"], encoding="utf-8") as file:
    FOREIGN_IDS = json.load(file)


# Whether what is called is refused to the caller, whatever is asked for.
IS_REFUSED = os.environ["STRATA_API_REFUSED"] == "yes"


def stands(foreign, text):
    """A short number may be within an amount: a customer's (seven digits) counts by itself, a shorter one as a whole value."""
    if len(foreign) >= 8:
        return foreign in text
    return re.search(rf"(?<!\w)(?<!\d\.){re.escape(foreign)}(?!\w|\.\d)" if len(foreign) == 7 else f'"{re.escape(foreign)}"', text) is not None


def with_keys(text):
    """Who holds the id of a record has its number in the system too, which the id is made of (base64url)."""
    return text + "".join(urlsafe_b64decode(f"{each}===").decode(errors="replace") for each in re.findall(r"[\w-]{12,}", text, re.ASCII) if len(each) % 4 != 1)


@schemathesis.check
def nothing_of_another_partner(ctx, response, case):
    request = response.request
    body = request.body or b""
    asked = unquote(request.url) + unquote(str(dict(request.headers))) + (body.decode(errors="replace") if isinstance(body, bytes) else str(body))
    known = with_keys(asked)
    answered = response.content.decode(errors="replace") + unquote(str(dict(response.headers)))
    seen = [foreign for foreign in FOREIGN_IDS if stands(foreign, answered) and foreign not in known]
    assert not seen, f"ids of another partner are in the answer: {', '.join(seen)}"


@schemathesis.check
def lets_in_who_may(ctx, response, case):
    assert not IS_REFUSED or response.status_code >= 400, "who may not call it was let in"


def leaves_fields_out(failure, case, response):
    """`fields=` leaves out what is not named; what comes is held to its schema all the same."""
    return isinstance(failure, JsonSchemaError) and "fields" in (case.query or {}) and "required property" in failure.message


def is_a_stream_of_events(failure, case, response):
    """OpenAPI 3.1 describes a stream as one text; events have schemas from 3.2 on (`itemSchema`)."""
    return isinstance(failure, JsonSchemaError) and response.headers["content-type"][0].startswith("text/event-stream")


def refuses_each_write_by_itself(failure, case, response):
    """Writes made offline come together and are answered each: one that is invalid has 400 in its own result."""
    each = case.operation.path == "/mobile/v1/writes" and response.status_code == 200
    return each and isinstance(failure, AcceptedNegativeData) and any(result["status"] == 400 for result in response.json()["results"])


def holds_null(value):
    return value is None or (isinstance(value, (dict, list)) and any(map(holds_null, value.values() if isinstance(value, dict) else value)))


def reads_null_as_left_out(failure, case, response):
    """Clients write null in place of what may be left out: it is read as left out, and schemas name the plain type."""
    return isinstance(failure, AcceptedNegativeData) and holds_null(case.body)


NO_FINDINGS = [reads_null_as_left_out, leaves_fields_out, is_a_stream_of_events, refuses_each_write_by_itself]


@schemathesis.hook
def filter_failure(context, failure, case, response):
    return not any(explains(failure, case, response) for explains in NO_FINDINGS)

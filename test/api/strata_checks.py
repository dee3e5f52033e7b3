"""What is checked of every answer beside Schemathesis's own checks, and which of its findings are none, with the reason."""

import json
import os
from urllib.parse import unquote

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import JsonSchemaError

with open(os.environ["STRATA_API_FOREIGN_IDS"], encoding="utf-8") as file:
    FOREIGN_IDS = json.load(file)


def stands(foreign, text):
    """A short number may be within an amount: it counts as a whole value."""
    return (foreign if len(foreign) >= 8 else f'"{foreign}"') in text


@schemathesis.check
def nothing_of_another_partner(ctx, response, case):
    request = response.request
    body = request.body or b""
    asked = unquote(request.url) + unquote(str(dict(request.headers))) + (body.decode(errors="replace") if isinstance(body, bytes) else str(body))
    answered = response.content.decode(errors="replace") + str(dict(response.headers))
    seen = [foreign for foreign in FOREIGN_IDS if stands(foreign, answered) and foreign not in asked]
    assert not seen, f"ids of another partner are in the answer: {', '.join(seen)}"


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

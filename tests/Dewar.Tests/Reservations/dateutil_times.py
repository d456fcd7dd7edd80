"""Reads cases as JSON, [[start, rule, end, count], ...], and writes the times up to the end that python-dateutil finds."""

import datetime as calendar
import json
import sys
from datetime import datetime
from itertools import islice, takewhile

from dateutil.rrule import rrulestr

FORM = "%Y%m%dT%H%M%S"
# A rule without any time is followed to the last year there is; nothing here looks that far.
calendar.MAXYEAR = 2045


def times(start, rule, end, count):
    try:
        found = rrulestr(rule, dtstart=datetime.strptime(start, FORM))
    except ValueError as impossible:
        if "empty set" not in str(impossible):
            raise
        return []
    return [time.strftime(FORM) for time in islice(takewhile(lambda time: time <= datetime.strptime(end, FORM), found), count)]


print(json.dumps([times(*case) for case in json.load(sys.stdin)]))

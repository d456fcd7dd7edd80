"""Reads cases as JSON, [[start, rule, count], ...], and writes the times that python-dateutil finds."""

import json
import sys
from datetime import datetime
from itertools import islice

from dateutil.rrule import rrulestr

print(json.dumps([
    [time.strftime("%Y%m%dT%H%M%S") for time in islice((t for t in rrulestr(rule, dtstart=datetime.strptime(start, "%Y%m%dT%H%M%S")) if t.year < 2045), count)]
    for start, rule, count in json.load(sys.stdin)
]))

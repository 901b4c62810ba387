"""Log lines as JSON: one object a line, without personal data by convention."""

from __future__ import annotations

import datetime as dt
import json
import logging

from qazvolunteer.core.masking import masked_addresses

STANDARD = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "request_id", "taskName"}


class JsonFormatter(logging.Formatter):
    """``time level logger message request_id`` plus whatever ``extra`` held that JSON can carry."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked_addresses(record.getMessage()),
            "request_id": getattr(record, "request_id", ""),
        }
        for key, value in record.__dict__.items():
            if key not in STANDARD and isinstance(value, (str, int, float, bool)):
                line[key] = value
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)

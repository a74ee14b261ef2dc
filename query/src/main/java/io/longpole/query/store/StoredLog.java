package io.longpole.query.store;

import io.longpole.analyzer.model.LogRecord;

/** A log record, as it may be shown, and what names it. */
public record StoredLog(LogKey key, LogRecord log) {}

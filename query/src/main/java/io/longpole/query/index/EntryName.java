package io.longpole.query.index;

import io.longpole.analyzer.model.SpanKind;

/** What entry spans are counted by. */
public record EntryName(String service, String operation, SpanKind kind) {}

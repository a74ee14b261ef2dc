package io.longpole.query.search;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.index.AttributeText;
import io.longpole.query.index.Existing;
import io.longpole.query.index.SpanCheck;
import io.longpole.query.index.TraceQuery;
import io.longpole.query.store.TraceLog;
import java.util.List;

/** Looks into a stored trace whether one span, with its resource, has all attributes asked for. */
final class SpanMatch implements SpanCheck {

  private final List<TraceQuery.Attribute> attributes;
  private final TraceLog traceLog;

  SpanMatch(List<TraceQuery.Attribute> attributes, TraceLog traceLog) {
    this.attributes = attributes;
    this.traceLog = traceLog;
  }

  @Override
  public boolean matches(TraceId id, Existing existing) {
    return traceLog
        .read(id, existing.location())
        .map(trace -> trace.spans().stream().anyMatch(this::hasAll))
        .orElse(false);
  }

  private boolean hasAll(Span span) {
    return attributes.stream()
        .allMatch(wanted ->
            AttributeText.matches(span.attributes(), wanted.key(), wanted.value())
                || AttributeText.matches(
                    span.resource().attributes(), wanted.key(), wanted.value()));
  }
}

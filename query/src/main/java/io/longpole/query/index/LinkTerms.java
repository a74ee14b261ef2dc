package io.longpole.query.index;

import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.SpanLink;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.util.BytesRef;

/**
 * Makes the terms by which the other end of a link is found: each trace that the spans of this one
 * link to, at most {@value #MAX_LINKED}, and that it has to do with messages at all.
 */
final class LinkTerms {

  /** A consumer of larger batches is found by the first of them. */
  private static final int MAX_LINKED = 1_000;

  private final Set<TraceId> linked = new HashSet<>();

  void addTo(List<BytesRef> terms, Trace trace) {
    boolean messages = false;
    for (int node = 0; node < trace.size(); node++) {
      Span span = trace.span(node);
      SpanKind kind = span.kind();
      List<SpanLink> links = span.links();
      messages |= kind == SpanKind.PRODUCER || kind == SpanKind.CONSUMER || !links.isEmpty();
      for (int i = 0; i < links.size() && linked.size() < MAX_LINKED; i++) {
        TraceId other = links.get(i).traceId();
        if (!other.equals(trace.id()) && linked.add(other)) {
          terms.add(TermText.linked(other));
        }
      }
    }
    linked.clear();
    if (messages) {
      terms.add(TermText.MESSAGES);
    }
  }
}

package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import io.longpole.analyzer.model.SpanLink;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Orders spans and log records by all they say, so that nothing depends on the order in which they
 * came; two that compare equal are interchangeable. The last resort after cheaper keys.
 */
final class SpanContent {

  private static final Comparator<Attributes> ATTRIBUTES = SpanContent::compareAttributes;

  private static final Comparator<SpanEvent> EVENT =
      Comparator.comparingLong(SpanEvent::timeNanos)
          .thenComparing(SpanEvent::name)
          .thenComparing(SpanEvent::attributes, ATTRIBUTES);

  private static final Comparator<SpanLink> LINK =
      Comparator.comparing(SpanLink::traceId)
          .thenComparingLong(SpanLink::spanId)
          .thenComparing(SpanLink::attributes, ATTRIBUTES);

  static final Comparator<Span> ORDER =
      Comparator.comparingLong(Span::parentSpanId)
          .thenComparing(Span::status)
          .thenComparing(Span::statusMessage)
          .thenComparingInt(Span::flags)
          .thenComparing(Span::traceState)
          .thenComparing(Span::attributes, ATTRIBUTES)
          .thenComparing(Span::events, (a, b) -> compareLists(a, b, EVENT))
          .thenComparing(Span::links, (a, b) -> compareLists(a, b, LINK))
          .thenComparing(span -> span.scope().name())
          .thenComparing(span -> span.scope().version())
          .thenComparing(span -> span.scope().attributes(), ATTRIBUTES)
          .thenComparing(span -> span.resource().attributes(), ATTRIBUTES);

  static final Comparator<LogRecord> LOGS_BY_TIME =
      Comparator.comparingLong(LogRecord::timeNanos)
          .thenComparing(LogRecord::service)
          .thenComparingLong(LogRecord::spanId)
          .thenComparingInt(LogRecord::severityNumber)
          .thenComparing(LogRecord::body)
          .thenComparing(LogRecord::severityText)
          .thenComparing(LogRecord::eventName)
          .thenComparing(LogRecord::attributes, ATTRIBUTES)
          .thenComparing(log -> log.scope().name())
          .thenComparing(log -> log.resource().attributes(), ATTRIBUTES);

  private SpanContent() {}

  private static int compareAttributes(Attributes left, Attributes right) {
    int shared = Math.min(left.size(), right.size());
    for (int i = 0; i < shared; i++) {
      int byKey = left.key(i).compareTo(right.key(i));
      int order = byKey != 0 ? byKey : compareValues(left.value(i), right.value(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int compareValues(Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      return a.compareTo(b);
    }
    if (left instanceof Long a && right instanceof Long b) {
      return a.compareTo(b);
    }
    if (left instanceof Double a && right instanceof Double b) {
      return a.compareTo(b);
    }
    if (left instanceof Boolean a && right instanceof Boolean b) {
      return a.compareTo(b);
    }
    if (left instanceof Attributes.Bytes a && right instanceof Attributes.Bytes b) {
      return Arrays.compareUnsigned(a.value(), b.value());
    }
    if (left instanceof Attributes a && right instanceof Attributes b) {
      return compareAttributes(a, b);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return compareLists(a, b, SpanContent::compareValues);
    }
    return Integer.compare(typeRank(left), typeRank(right));
  }

  private static int typeRank(Object value) {
    Class<?>[] types = {
      String.class, Long.class, Double.class, Boolean.class, Attributes.Bytes.class, List.class
    };
    for (int i = 0; i < types.length; i++) {
      if (types[i].isInstance(value)) {
        return i;
      }
    }
    return types.length;
  }

  private static <T> int compareLists(
      List<? extends T> left, List<? extends T> right, Comparator<T> order) {
    int shared = Math.min(left.size(), right.size());
    for (int i = 0; i < shared; i++) {
      int byElement = order.compare(left.get(i), right.get(i));
      if (byElement != 0) {
        return byElement;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}

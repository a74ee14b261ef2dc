package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Secrets;
import io.longpole.analyzer.detect.Failure.Source;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which spans of a trace fail, and what events, log records and attributes tell of it.
 *
 * <p>A span fails by its outcome; in a service that never says how its spans end, by a log record
 * of severity ERROR or worse. Exceptions are looked for in the span's events, in the records of the
 * span, in those of its service within the span and 100 ms around it, then in its error type and
 * status code.
 */
final class Failures {

  private static final long NEARBY_NANOS = 100_000_000;
  private static final int MAX_MESSAGE = 512;
  private static final int MAX_READ = 4_096;
  private static final int MAX_NEARBY = 64;
  private static final String CAUSED_BY = "Caused by: ";
  private final TraceFacts facts;
  private final List<LogRecord> severe = new ArrayList<>();
  private final Map<Long, LogRecord> severeOfSpan = new HashMap<>();
  private final Map<String, Boolean> silentServices = new HashMap<>();

  Failures(TraceFacts facts) {
    this.facts = facts;
    List<LogRecord> logs = facts.trace().logs();
    for (int i = 0; i < logs.size(); i++) {
      LogRecord log = logs.get(i);
      boolean exception = isException(log.attributes());
      if (log.severityNumber() >= LogRecord.ERROR || exception) {
        severe.add(log);
        LogRecord known = severeOfSpan.get(log.spanId());
        if (log.spanId() != 0
            && (known == null || (exception && !isException(known.attributes())))) {
          severeOfSpan.put(log.spanId(), log);
        }
      }
    }
  }

  private static boolean isException(Attributes attributes) {
    return attributes.text("exception.type") != null
        || attributes.text("exception.message") != null;
  }

  /**
   * Whether a span fails.
   *
   * @param tellsStatus services of which spans are known that say how they ended
   */
  boolean fails(int node, Predicate<String> tellsStatus) {
    if (facts.calls().outcome(node).isFailure()) {
      return true;
    }
    if (severeOfSpan.isEmpty()) {
      return false;
    }
    LogRecord log = severeOfSpan.get(facts.trace().spanId(node));
    return log != null
        && log.severityNumber() >= LogRecord.ERROR
        && !tellsStatus.test(facts.service(node))
        && silentServices.computeIfAbsent(facts.service(node), this::isSilentInTrace);
  }

  /** Whether a service says of none of its spans in this trace how it ended. */
  private boolean isSilentInTrace(String service) {
    for (int node = 0; node < facts.trace().size(); node++) {
      if (facts.service(node).equals(service) && facts.calls().tellsStatus(node)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the span has an exception event, or a log record of its own tells of its failure. */
  boolean hasOwnException(int node) {
    return exceptionEvent(facts.trace().span(node)) != null
        || severeOfSpan.containsKey(facts.trace().spanId(node));
  }

  Failure of(int node) {
    Span span = facts.trace().span(node);
    Attributes event = exceptionEvent(span);
    if (event != null) {
      return ofException(event, Source.SPAN_EVENT, statusBeyondType(span, event));
    }
    LogRecord own = severeOfSpan.get(facts.trace().spanId(node));
    if (own != null) {
      return ofException(own.attributes(), Source.LOG_OF_SPAN, own.body());
    }
    LogRecord nearby = nearby(node);
    if (nearby != null) {
      return ofException(nearby.attributes(), Source.LOG_NEARBY, nearby.body());
    }
    String told = span.attributes().asText("error.message");
    String status =
        shown(span.statusMessage().isEmpty() && told != null ? told : span.statusMessage());
    String error = span.attributes().asText("error.type");
    if (error != null && !error.isEmpty()) {
      return new Failure(error, status, "", Source.ERROR_TYPE);
    }
    return new Failure(facts.calls().statusCode(node), status, "", Source.STATUS);
  }

  /** What the status adds to the exception's type, for exceptions that have no message. */
  private static String statusBeyondType(Span span, Attributes event) {
    String type = event.text("exception.type");
    String status = span.statusMessage();
    if (type == null || !status.startsWith(type + ":")) {
      return status;
    }
    return status.substring(type.length() + 1).strip();
  }

  /** The last exception of a span, which is the one that it ended with. */
  private static @Nullable Attributes exceptionEvent(Span span) {
    List<SpanEvent> events = span.events();
    for (int i = events.size() - 1; i >= 0; i--) {
      if (isException(events.get(i).attributes())) {
        return events.get(i).attributes();
      }
    }
    return null;
  }

  /** The first record of the service around the span; one with an exception is preferred. */
  private @Nullable LogRecord nearby(int node) {
    long from = facts.trace().span(node).startNanos() - NEARBY_NANOS;
    long to = from + facts.trace().durationNanos(node) + 2 * NEARBY_NANOS;
    LogRecord found = null;
    int looked = 0;
    for (int i = firstFrom(from); i < severe.size() && looked < MAX_NEARBY; i++) {
      LogRecord log = severe.get(i);
      if (log.timeNanos() > to) {
        break;
      }
      looked++;
      if (log.service().equals(facts.service(node))) {
        if (isException(log.attributes())) {
          return log;
        }
        found = found == null ? log : found;
      }
    }
    return found;
  }

  /** Position of the first severe record from that time on; they are in order of time. */
  private int firstFrom(long timeNanos) {
    int low = 0;
    int high = severe.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (severe.get(middle).timeNanos() < timeNanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static Failure ofException(Attributes attributes, Source source, String body) {
    String type = attributes.text("exception.type");
    String message = attributes.text("exception.message");
    String stack = attributes.text("exception.stacktrace");
    return new Failure(
        type == null ? "" : type,
        shown(message == null || message.isEmpty() ? body : message),
        stack == null ? "" : shown(innermostCause(stack)),
        source);
  }

  /** The last line that begins with "Caused by", without these words. */
  private static String innermostCause(String stack) {
    int at = stack.lastIndexOf("\n" + CAUSED_BY);
    if (at < 0) {
      return "";
    }
    int from = at + 1 + CAUSED_BY.length();
    int to = stack.indexOf('\n', from);
    return stack.substring(from, to < 0 ? stack.length() : to).strip();
  }

  private static String shown(String text) {
    String masked = Secrets.text(text.length() > MAX_READ ? text.substring(0, MAX_READ) : text);
    return masked.length() > MAX_MESSAGE ? masked.substring(0, MAX_MESSAGE) : masked;
  }
}

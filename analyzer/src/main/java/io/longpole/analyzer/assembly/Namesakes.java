package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.TraceFlag;
import java.util.List;
import java.util.function.Predicate;

/**
 * Different spans of one trace that were reported with the same id.
 *
 * <p>Zipkin's instrumentation, and proxies that copy headers, let the client and the server half of
 * a call share an id: then the server half goes below the client half. Anything else is a fault of
 * ids, such as a restarted process with a fixed random seed; all spans stay.
 *
 * <p>Example: CLIENT x in front and SERVER x in back. The server gets an id of its own and x as
 * parent; a child of x reported by back goes below the server, one reported by front below the
 * client.
 */
final class Namesakes {

  /** Of more spans with one id than this only the first are looked at for the parent of a child. */
  private static final int MAX_CANDIDATES = 256;

  private final long reportedId;
  private final List<Span> spans;
  private final int firstPosition;
  private final int firstClient;
  private final int firstServer;

  /**
   * @param spans in order of start, end, service, name, content
   * @param firstPosition of these spans in the draft, where they are neighbours
   */
  Namesakes(long reportedId, List<Span> spans, int firstPosition) {
    this.reportedId = reportedId;
    this.spans = spans;
    this.firstPosition = firstPosition;
    this.firstClient = firstOf(SpanKind.CLIENT);
    this.firstServer = firstOf(SpanKind.SERVER);
  }

  private int firstOf(SpanKind kind) {
    for (int i = 0; i < spans.size(); i++) {
      if (spans.get(i).kind() == kind) {
        return i;
      }
    }
    return -1;
  }

  List<Span> spans() {
    return spans;
  }

  /** Whether this is the server half of a call whose client half is among the spans. */
  boolean isServedCall(Span span) {
    return firstClient >= 0 && span.kind() == SpanKind.SERVER;
  }

  /** The first that is no server half keeps the reported id, the others get synthetic ones. */
  void giveIds(Draft draft, SyntheticIds syntheticIds) {
    SyntheticIds.Sequence sequence = syntheticIds.after(reportedId);
    boolean idTaken = false;
    for (int i = 0; i < spans.size(); i++) {
      if (isServedCall(spans.get(i))) {
        draft.ids[firstPosition + i] = sequence.next();
      } else if (idTaken) {
        draft.ids[firstPosition + i] = sequence.next();
        draft.flags.add(TraceFlag.DUPLICATE_ID);
      } else {
        idTaken = true;
      }
    }
  }

  /** The position of the client half that a server half goes below. */
  int caller(Span server) {
    int holding = first(span -> span.kind() == SpanKind.CLIENT && holdsStart(span, server));
    return firstPosition + (holding >= 0 ? holding : firstClient);
  }

  /** The position of the one that a span with the reported id as parent goes below. */
  int parentOf(Span child) {
    if (firstClient < 0 || firstServer < 0) {
      return parentAmong(child, span -> true, 0);
    }
    boolean onClientSide =
        isOn(SpanKind.CLIENT, child.resource()) && !isOn(SpanKind.SERVER, child.resource());
    return onClientSide
        ? parentAmong(child, span -> span.kind() == SpanKind.CLIENT, firstClient)
        : parentAmong(child, span -> span.kind() == SpanKind.SERVER, firstServer);
  }

  private int parentAmong(Span child, Predicate<Span> eligible, int otherwise) {
    Resource resource = child.resource();
    int holding =
        first(span ->
            eligible.test(span) && holdsStart(span, child) && span.resource().equals(resource));
    return firstPosition + (holding >= 0 ? holding : otherwise);
  }

  private boolean isOn(SpanKind side, Resource resource) {
    return first(span -> span.kind() == side && span.resource().equals(resource)) >= 0;
  }

  private int first(Predicate<Span> condition) {
    int candidates = Math.min(spans.size(), MAX_CANDIDATES);
    for (int i = 0; i < candidates; i++) {
      if (condition.test(spans.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** A span without a usable end holds all starts from its own on. */
  private static boolean holdsStart(Span span, Span child) {
    return span.startNanos() <= child.startNanos()
        && (child.startNanos() <= span.endNanos() || span.endNanos() < span.startNanos());
  }
}

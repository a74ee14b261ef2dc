package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Leaves out spans that were exported more than once.
 *
 * <p>Exporters retry after a lost answer, and some export a span when it starts and again when it
 * ends. Spans are the same if service, name, kind, start and end are; the one with most attributes,
 * events and links stays. An unfinished export (end 0) goes if a finished one is there.
 */
final class Repeats {

  private static final Comparator<Span> SAME_START =
      Comparator.comparing(Span::service)
          .thenComparing(Span::name)
          .thenComparing(Span::kind)
          .thenComparingLong(Span::startNanos);

  private static final Comparator<Span> SAME = SAME_START.thenComparingLong(Span::endNanos);

  private static final Comparator<Span> BEST_OF_SAME_FIRST =
      SAME.thenComparing(Comparator.comparingInt(Repeats::richness).reversed())
          .thenComparing(SpanContent.ORDER);

  private static final Comparator<Span> NAMESAKES =
      Comparator.comparingLong(Span::startNanos)
          .thenComparingLong(Span::endNanos)
          .thenComparing(Span::service)
          .thenComparing(Span::name)
          .thenComparing(Span::kind)
          .thenComparing(SpanContent.ORDER);

  private Repeats() {}

  /** Of spans with one id those that differ, in order of start, end, service, name, content. */
  static List<Span> leaveOut(List<Span> spans) {
    List<Span> sorted = new ArrayList<>(spans);
    sorted.sort(BEST_OF_SAME_FIRST);
    List<Span> kept = new ArrayList<>();
    for (Span span : sorted) {
      Span previous = kept.isEmpty() ? null : kept.get(kept.size() - 1);
      if (previous == null || SAME.compare(previous, span) != 0) {
        if (previous != null
            && previous.endNanos() == 0
            && SAME_START.compare(previous, span) == 0) {
          kept.remove(kept.size() - 1);
        }
        kept.add(span);
      }
    }
    kept.sort(NAMESAKES);
    return kept;
  }

  private static int richness(Span span) {
    return span.attributes().size() + span.events().size() + span.links().size();
  }
}

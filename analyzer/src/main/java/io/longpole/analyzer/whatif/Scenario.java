package io.longpole.analyzer.whatif;

import io.longpole.analyzer.model.TraceId;
import java.util.List;

/** A change of some spans whose effect is asked for. */
public record Scenario(String id, Selection selection, Alteration alteration) {

  /** Which spans are changed. */
  public sealed interface Selection {}

  /** Spans of one trace. */
  public record Spans(TraceId traceId, List<Long> spanIds) implements Selection {
    public Spans {
      spanIds = List.copyOf(spanIds);
    }
  }

  /** Every span of that service and name (as it is, or with {@code *} for the values in it). */
  public record Operation(String service, String operation) implements Selection {}

  /** What happens to them. */
  public sealed interface Alteration {}

  /** Their own work takes another time; with {@code subtree} that of all below them too. */
  public record Scale(double factor, boolean subtree) implements Alteration {
    public Scale {
      if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("factor=" + factor + " (0 or more)");
      }
    }
  }

  /** The calls do not happen. */
  public record Remove() implements Alteration {}

  /** Repeats become one. */
  public record Batch() implements Alteration {}

  /** Repeats run side by side, so many at once. */
  public record Parallelise(int limit) implements Alteration {
    public Parallelise {
      if (limit < 1) {
        throw new IllegalArgumentException("limit=" + limit + " (1 or more at once)");
      }
    }
  }

  /** The first attempt succeeds. */
  public record NoRetries() implements Alteration {}
}

package io.longpole.analyzer.whatif;

import io.longpole.analyzer.model.TraceId;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a scenario would change.
 *
 * @param id of the scenario
 * @param traces those with selected spans, by id
 * @param endpoints those with selected spans, by name; empty for a scenario of one trace
 * @param notes what is true of the scenario as a whole
 */
public record Prediction(
    String id, List<OfTrace> traces, List<OfEndpoint> endpoints, List<Note> notes) {

  /** What a prediction rests on, in one line. */
  public static final String ASSUMPTIONS =
      "Assumes that every other span keeps its own work, that a call waits for all siblings that"
          + " ended before it unless other traces refute it, and that less load makes nothing else"
          + " faster.";

  public Prediction {
    traces = List.copyOf(traces);
    endpoints = List.copyOf(endpoints);
    notes = List.copyOf(notes);
  }

  /** Why a figure is as it is. */
  public enum Note {
    /** None of the selected spans holds up the main root. */
    NOT_BLOCKING,
    /** A trace or span that the scenario names is not there. */
    UNKNOWN_SPAN,
    /** The change would not make this trace faster. */
    NO_GAIN;

    /** Lower case with hyphens, as in JSON. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * The main root of a trace before and after.
   *
   * @param predictedNanos with what other traces tell of the order of calls
   * @param savingLowNanos the smaller saving of those with and without that
   * @param savingHighNanos the larger one
   */
  public record OfTrace(
      TraceId traceId,
      long originalNanos,
      long predictedNanos,
      long savingLowNanos,
      long savingHighNanos,
      List<Note> notes) {
    public OfTrace {
      notes = List.copyOf(notes);
    }
  }

  /**
   * All requests of an endpoint before and after.
   *
   * @param endpoint service and operation of the main root
   * @param traces how many were predicted
   * @param tracesInWindow how many there are; more than predicted beyond 2,000
   * @param affected those in which a selected span blocks
   * @param meanSavingNanos over all that were predicted
   * @param provenShare of the waits that the predictions rest on
   * @param evidenceTraces how many traces told of waits
   */
  public record OfEndpoint(
      String endpoint,
      int traces,
      int tracesInWindow,
      int affected,
      Quantiles before,
      Quantiles after,
      long meanSavingNanos,
      Confidence confidence,
      double provenShare,
      long evidenceTraces) {

    /** How many are predicted at most. */
    public static final int MAX_TRACES = 2_000;
  }

  /** Durations in nanoseconds; absent where there are too few traces for one. */
  public record Quantiles(long p50, OptionalLong p95, OptionalLong p99) {}

  /** How far a prediction for an endpoint can be trusted. */
  public enum Confidence {
    LOW,
    MEDIUM,
    HIGH;

    Confidence oneLower() {
      return this == HIGH ? MEDIUM : LOW;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

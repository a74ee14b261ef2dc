package io.longpole.query.report;

import io.longpole.analyzer.whatif.Prediction;
import io.longpole.analyzer.whatif.Prediction.Note;
import java.util.ArrayList;
import java.util.List;

/** Says predictions in sentences: one a scenario and endpoint, or a scenario and trace. */
public final class WhatIfText {

  private WhatIfText() {}

  /** All of them, in order, and what they rest on. */
  public static String of(List<Prediction> predictions, Page page) {
    StringBuilder out = new StringBuilder();
    for (Prediction prediction : predictions) {
      for (String sentence : sentences(prediction)) {
        page.paragraph(out, "", 0, TerminalText.safe(prediction.id() + ": " + sentence));
      }
    }
    if (!predictions.isEmpty()) {
      out.append('\n');
    }
    page.paragraph(out, "", 0, Prediction.ASSUMPTIONS);
    return out.toString();
  }

  static List<String> sentences(Prediction prediction) {
    List<String> sentences = new ArrayList<>();
    if (prediction.notes().contains(Note.UNKNOWN_SPAN)) {
      sentences.add("no such trace in these files.");
    } else if (prediction.traces().isEmpty()) {
      sentences.add("no span matches in these files.");
    } else if (prediction.endpoints().isEmpty()) {
      prediction.traces().forEach(trace -> sentences.add(ofTrace(trace)));
    } else {
      prediction.endpoints().forEach(endpoint -> sentences.add(ofEndpoint(endpoint)));
    }
    return sentences;
  }

  private static String ofTrace(Prediction.OfTrace trace) {
    StringBuilder out = new StringBuilder("trace ").append(trace.traceId().hex()).append(' ');
    out.append(change(trace.originalNanos(), trace.predictedNanos()));
    if (trace.savingLowNanos() != trace.savingHighNanos()) {
      out.append(" (it saves ")
          .append(Human.range(trace.savingLowNanos(), trace.savingHighNanos()))
          .append(", by how certain the order of calls is)");
    }
    if (trace.notes().contains(Note.NOT_BLOCKING)) {
      out.append("; the request does not wait for these spans");
    }
    if (trace.notes().contains(Note.NO_GAIN)) {
      out.append("; this change brings nothing here");
    }
    if (trace.notes().contains(Note.UNKNOWN_SPAN)) {
      out.append("; some spans that were named are not in the trace");
    }
    return out.append('.').toString();
  }

  private static String ofEndpoint(Prediction.OfEndpoint endpoint) {
    boolean hasP95 = endpoint.before().p95().isPresent() && endpoint.after().p95().isPresent();
    long before = hasP95 ? endpoint.before().p95().getAsLong() : endpoint.before().p50();
    long after = hasP95 ? endpoint.after().p95().getAsLong() : endpoint.after().p50();
    String waits =
        endpoint.evidenceTraces() == 0
            ? "each trace judged by itself"
            : Human.share(Math.round(endpoint.provenShare() * 1e6), 1_000_000)
                + " of the waits proven by "
                + Human.count(endpoint.evidenceTraces(), "trace");
    return (hasP95 ? "p95" : "the median")
        + " of "
        + endpoint.endpoint()
        + " "
        + change(before, after)
        + " ("
        + Human.count(endpoint.affected())
        + " of "
        + Human.count(endpoint.traces(), "request")
        + " affected; "
        + endpoint.confidence().text()
        + " confidence, "
        + waits
        + ").";
  }

  static String change(long before, long after) {
    String was = Human.duration(before);
    String is = Human.duration(after);
    if (was.equals(is)) {
      long less = before - after;
      return "stays at " + was + (less > 0 ? " (" + Human.duration(less) + " less)" : "");
    }
    return (after < before ? "falls" : "rises") + " from " + was + " to " + is;
  }
}

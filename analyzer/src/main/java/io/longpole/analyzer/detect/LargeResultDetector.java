package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code large-result}: a call brings more than its caller can want at once. */
final class LargeResultDetector implements Detector {

  private static final String NAME = "large-result";

  private static final long MIN_NANOS = 100_000_000;
  private static final long MANY_ROWS = 10_000;
  private static final long MANY_BYTES = 300_000;

  /** So many spans before the one that reads are looked at. */
  private static final int MOST_BETWEEN = 16;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "a call that brings more than its caller can want at once")
        .rule("Many rows or a large body, and a noticeable time.")
        .limit("rows", MANY_ROWS)
        .limit("bytes of the body", MANY_BYTES)
        .limit("duration", Words.duration(MIN_NANOS))
        .silent("static files, and calls that do not say how much they brought")
        .severity("Info; a warning on the critical path.")
        .example(
            "GET /export 0-400 server @web",
            "  q 10-300 client db.system=mysql db.query.text='SELECT * FROM sales'"
                + " db.response.returned_rows=50000")
        .fix("Page, or select only the rows and columns that are needed.")
        .detail("call", "what is called")
        .detail("callee", "who is called")
        .detail("rows", "rows it brought")
        .detail("bytes", "size of the body")
        .detail("callNanos", "how long it took")
        .build();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (int position : facts.feltCalls()) {
      if (facts.durationNanos(position) < MIN_NANOS) {
        continue;
      }
      Call call = facts.call(position);
      long rows = facts.calls().rows(call.node());
      long told = facts.calls().bodyBytes(call.node());
      long bytes = told < 0 ? served(facts, call.node()) : told;
      boolean large = rows >= MANY_ROWS || bytes >= MANY_BYTES;
      if (!large || call.callClass() == CallClass.ASSET) {
        continue;
      }
      if (call.noise() == Noise.NONE) {
        clues.accept(clue(facts, call, new int[] {call.node()}, rows, bytes));
      } else if (call.noise() == Noise.STATEMENT) {
        Call query = queryBefore(facts, call.node());
        if (query != null) {
          clues.accept(clue(facts, query, new int[] {query.node(), call.node()}, rows, bytes));
        }
      }
    }
  }

  /** The query whose rows a span reads that comes soon after it; null if there is none. */
  private static @Nullable Call queryBefore(TraceFacts facts, int reader) {
    int parent = facts.trace().parent(reader);
    int first = parent < 0 ? reader : facts.trace().firstChild(parent);
    first = Math.max(first, reader - MOST_BETWEEN);
    for (int node = reader - 1; node >= first; node--) {
      Call call = facts.calls().at(node);
      if (call != null && call.noise() == Noise.NONE) {
        boolean over = facts.trace().endNanos(node) <= facts.trace().startNanos(reader);
        return over && call.callClass() == CallClass.DB ? call : null;
      }
    }
    return null;
  }

  /** The size of the body that the server of a call tells, where the caller tells none. */
  private static long served(TraceFacts facts, int node) {
    int first = facts.trace().firstChild(node);
    for (int i = 0; i < facts.trace().childCount(node); i++) {
      if (facts.calls().kind(first + i) == SpanKind.SERVER) {
        return facts.calls().bodyBytes(first + i);
      }
    }
    return -1;
  }

  private static Clue clue(TraceFacts facts, Call call, int[] nodes, long rows, long bytes) {
    String service = facts.service(call.node());
    long nanos = 0;
    for (int node : nodes) {
      nanos += facts.trace().durationNanos(node);
    }
    String size = rows >= MANY_ROWS ? rows + " rows" : bytes / 1000 + " kB";
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("call", call.text());
    details.put("callee", call.target());
    if (rows >= 0) {
      details.put("rows", rows);
    }
    if (bytes >= 0) {
      details.put("bytes", bytes);
    }
    details.put("callNanos", nanos);
    details.put("thresholdRows", MANY_ROWS);
    details.put("thresholdBytes", MANY_BYTES);
    return new Clue(
        new Problem(
            NAME,
            service,
            facts.name(facts.entry(call.node())),
            List.of(service, call.fingerprintKey())),
        Gravity.ofTime(Severity.WARNING),
        Remedy.halveOrRemoveCalls(nodes),
        nodes,
        new Advice(
            service
                + " reads "
                + size
                + " with "
                + Words.call(call.label())
                + Words.to(call.target())
                + ", "
                + Words.duration(nanos)
                + ".",
            "Page, or select only the rows and columns that are needed."),
        details,
        nanos);
  }
}

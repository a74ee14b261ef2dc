package io.longpole.analyzer.detect;

import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.Trace;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code oversized-trace}: a trace too large or too long to be one request. */
final class OversizedTraceDetector implements Detector {

  private static final String NAME = "oversized-trace";

  private static final int MANY_SPANS = 10_000;
  private static final long LONG_NANOS = 5L * 60 * 1_000_000_000L;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "a trace too large or too long to be one request")
        .rule("Very many spans, or a very long time; the commonest call is named.")
        .limit("spans, more than", MANY_SPANS)
        .limit("time, more than", Words.duration(LONG_NANOS))
        .severity("Info.")
        .example("import 0-301000 internal @job", "  row 0-10 internal")
        .fix("Cut it: begin a new trace for each unit of work, and link it to this one.")
        .detail("spans", "how many")
        .detail("traceNanos", "from the first start to the last end")
        .detail("commonest", "the commonest call or operation")
        .detail("commonestCount", "how often it comes")
        .build();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    Trace trace = facts.trace();
    long end = Long.MIN_VALUE;
    for (int node = 0; node < trace.size(); node++) {
      end = Math.max(end, trace.endNanos(node));
    }
    long nanos = end - trace.startNanos(0);
    if (trace.size() > MANY_SPANS || nanos > LONG_NANOS) {
      clues.accept(clue(facts, nanos));
    }
  }

  private static Clue clue(TraceFacts facts, long nanos) {
    Trace trace = facts.trace();
    Commonest commonest = commonest(facts);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("spans", (long) trace.size());
    details.put("traceNanos", nanos);
    details.put("commonest", commonest.name);
    details.put("commonestCount", (long) commonest.count);
    details.put("thresholdSpans", (long) MANY_SPANS);
    details.put("thresholdNanos", LONG_NANOS);
    return new Clue(
        new Problem(
            NAME,
            trace.service(),
            trace.operation(),
            List.of(trace.service(), facts.template(0), commonest.key)),
        Gravity.ofTime(Severity.INFO),
        Remedy.NONE,
        new int[] {0},
        new Advice(
            trace.service()
                + " "
                + trace.operation()
                + " is one trace of "
                + trace.size()
                + " spans over "
                + Words.duration(nanos)
                + ", "
                + commonest.count
                + " of them "
                + Words.call(commonest.name)
                + ".",
            "Cut it: begin a new trace for each unit of work, and link it to this one."),
        details,
        nanos);
  }

  private record Commonest(String key, String name, int count) {}

  /** The call that most spans are, or where there are no calls, the operation. */
  private static Commonest commonest(TraceFacts facts) {
    int[] counts = new int[facts.keyCount()];
    int best = -1;
    for (int position = 0; position < facts.callCount(); position++) {
      int key = facts.key(position);
      if (key != TraceFacts.NO_KEY) {
        counts[key]++;
        boolean more = best < 0 || counts[key] > counts[facts.key(best)];
        best = more ? position : best;
      }
    }
    if (best >= 0) {
      return new Commonest(
          facts.call(best).fingerprintKey(), facts.call(best).label(), counts[facts.key(best)]);
    }
    Map<String, Integer> names = new HashMap<>();
    String commonest = facts.template(0);
    for (int node = 0; node < facts.trace().size(); node++) {
      String name = facts.template(node);
      if (names.merge(name, 1, Integer::sum) > names.getOrDefault(commonest, 0)) {
        commonest = name;
      }
    }
    return new Commonest(commonest, commonest, names.getOrDefault(commonest, 1));
  }
}

package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** {@code timeout-cascade}: one call ran out of time, and the calls around it with it. */
final class TimeoutCascadeDetector implements Detector {

  private static final String NAME = "timeout-cascade";

  private static final long MAX_LAG_NANOS = 50_000_000;
  private static final int NONE = -1;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "one call ran out of time, and the calls around it with it")
        .rule(
            "Nested calls that timed out, each soon after the one within; the innermost is the cause.")
        .limit("ends at most apart", Words.duration(MAX_LAG_NANOS))
        .silent("a single time-out, and time-outs that are not nested")
        .severity("Warning.")
        .example(
            "GET /page 0-520 server error @web",
            "  GET 0-510 client error error.type=timeout http.request.method=GET url.full=http://mid/a",
            "    GET /a 1-505 server error @mid http.response.status_code=504",
            "      GET 2-500 client error error.type=timeout http.request.method=GET"
                + " url.full=http://deep/b")
        .fix(
            "Find why the innermost call takes so long. Pass the deadline on and check it before"
                + " working; each limit must exceed the callee's attempts.")
        .detail("layers", "nested time-outs")
        .detail("caller", "of the innermost")
        .detail("callee", "of the innermost")
        .detail("call", "the innermost")
        .detail("limitNanos", "how long the innermost waited")
        .build();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (facts.allEndWell()) {
      return;
    }
    int timeouts = 0;
    for (int position = 0; position < facts.callCount(); position++) {
      timeouts += facts.call(position).outcome() == Outcome.TIMEOUT ? 1 : 0;
    }
    if (timeouts < 2) {
      return;
    }
    int size = facts.trace().size();
    int[] outer = outerTimeouts(facts);
    boolean[] told = new boolean[size];
    for (int node = size - 1; node >= 0; node--) {
      if (!told[node] && isTimeout(facts, node)) {
        List<Integer> chain = new ArrayList<>(List.of(node));
        int inner = node;
        while (outer[inner] >= 0 && !told[outer[inner]] && follows(facts, inner, outer[inner])) {
          inner = outer[inner];
          told[inner] = true;
          chain.add(inner);
        }
        if (chain.size() > 1) {
          clues.accept(clue(facts, chain));
        }
      }
    }
  }

  /** By node the nearest call around it that timed out; nobody waits for who takes a message. */
  private static int[] outerTimeouts(TraceFacts facts) {
    int[] outer = new int[facts.trace().size()];
    for (int node = 0; node < outer.length; node++) {
      int parent = facts.trace().parent(node);
      boolean waitedFor = parent >= 0 && facts.calls().kind(node) != SpanKind.CONSUMER;
      outer[node] = !waitedFor ? NONE : isTimeout(facts, parent) ? parent : outer[parent];
    }
    return outer;
  }

  private static boolean isTimeout(TraceFacts facts, int node) {
    Call call = facts.calls().at(node);
    return call != null && call.partOf() < 0 && call.outcome() == Outcome.TIMEOUT;
  }

  private static boolean follows(TraceFacts facts, int inner, int outer) {
    long lag = facts.trace().endNanos(outer) - facts.trace().endNanos(inner);
    return lag >= -Attempts.OVERLAP_NANOS && lag <= MAX_LAG_NANOS;
  }

  private static Clue clue(TraceFacts facts, List<Integer> chain) {
    int cause = chain.get(0);
    Call call = facts.whole(Objects.requireNonNull(facts.calls().at(cause)));
    String caller = facts.service(cause);
    int server = Servers.first(facts, cause);
    String operation = server < 0 ? call.label() : facts.template(server);
    long nanos = facts.trace().durationNanos(cause);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("layers", (long) chain.size());
    details.put("caller", caller);
    details.put("callee", call.target());
    details.put("call", call.text());
    details.put("limitNanos", nanos);
    details.put("thresholdNanos", MAX_LAG_NANOS);
    return new Clue(
        new Problem(
            NAME,
            caller,
            facts.name(facts.entry(cause)),
            List.of(caller, call.target(), operation)),
        Gravity.ofLoad(Severity.WARNING),
        Remedy.NONE,
        chain.stream().mapToInt(Integer::intValue).toArray(),
        new Advice(
            caller
                + " gives up on "
                + Words.call(call.label())
                + Words.to(call.target())
                + " after "
                + Words.duration(nanos)
                + ", and "
                + (chain.size() - 1)
                + (chain.size() == 2 ? " call" : " calls")
                + " around it with it.",
            "Find why the innermost call takes so long. Pass the deadline on and check it before"
                + " working; each limit must exceed the callee's attempts."),
        details,
        nanos);
  }
}

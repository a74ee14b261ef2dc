package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.detect.Clue.Advice;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code n-plus-one}: a loop that makes one call a row. */
final class NPlusOneDetector implements Detector {

  static final String NAME = "n-plus-one";

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (CallGroup group : Loops.of(facts, facts.settings().loopCalls())) {
      CallGroup loop = withoutRepeats(facts, group);
      if (loop.size(facts) < facts.settings().loopCalls()) {
        continue;
      }
      ArgumentState state = facts.judgeArguments(loop);
      if (state == ArgumentState.SAME) {
        continue;
      }
      facts.use(loop);
      if (Pagination.is(facts, loop)) {
        facts.pagedReads().add(loop);
      } else {
        clues.accept(clue(facts, loop, state, ""));
      }
    }
  }

  /** Of few values over many calls only those remain whose arguments are not seen. */
  private static CallGroup withoutRepeats(TraceFacts facts, CallGroup group) {
    if (ArgumentState.of(facts, group.positions()) != ArgumentState.MIXED) {
      return group;
    }
    int[] hidden =
        Arrays.stream(group.positions())
            .filter(position -> !facts.call(position).arguments().known())
            .toArray();
    return new CallGroup(group.anchor(), hidden);
  }

  /**
   * The clue for a loop.
   *
   * @param partOf fingerprint of the pattern that the loop is a part of, or empty
   */
  static Clue clue(TraceFacts facts, CallGroup loop, ArgumentState state, String partOf) {
    Call call = facts.call(loop.first());
    String service = facts.service(loop.anchor());
    String anchor = facts.name(loop.anchor());
    int count = loop.size(facts);
    long unionNanos = facts.unionNanos(loop.anchor(), loop.positions());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("count", (long) count);
    details.put("arguments", state.text());
    details.put("call", call.text());
    details.put("unionNanos", unionNanos);
    details.put("callee", call.target());
    details.put("anchorNanos", facts.trace().durationNanos(loop.anchor()));
    if (state == ArgumentState.HIDDEN) {
      details.put("hints", LoopHints.of(facts, loop));
    }
    if (!partOf.isEmpty()) {
      details.put("partOf", partOf);
    }
    details.put("thresholdCalls", (long) facts.settings().loopCalls());
    details.put("gateNanos", facts.settings().gateNanos());
    details.put("gateShare", facts.settings().gateShare());
    String summary =
        service
            + " "
            + anchor
            + " makes "
            + count
            + " calls of "
            + Words.call(call.label())
            + Words.to(call.target())
            + " in a loop, "
            + Words.duration(unionNanos)
            + " in all.";
    return new Clue(
        new Problem(
            NAME,
            service,
            anchor,
            List.of(service, facts.template(loop.anchor()), call.fingerprintKey())),
        Gravity.ofLoop(count, facts.passesGate(unionNanos, loop.anchor())),
        Remedy.batch(facts, loop),
        facts.nodes(loop),
        new Advice(summary, LoopAdvice.of(anchor, call, count)),
        details,
        unionNanos);
  }
}

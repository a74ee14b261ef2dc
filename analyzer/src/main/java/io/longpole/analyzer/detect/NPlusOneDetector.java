package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.detect.Clue.Account;
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
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "a loop that makes one call a row")
        .rule(
            "Calls of one key below one ancestor, at most three levels up and within its service, whose"
                + " arguments are not all the same. Repositories and resolvers in between hide no loop;"
                + " calls may overlap.")
        .setting("calls", Integer.toString(settings.loopCalls()), "loop-calls")
        .setting("union that is a warning", Words.duration(settings.gateNanos()), "gate-millis")
        .setting(
            "the same as a share of the ancestor",
            Description.percent(settings.gateShare()),
            "gate-share")
        .silent("equal arguments (that is `duplicate-call`) and pages of one answer (`chatty`)")
        .silent("static files, connection noise, real batches, attempts of one call")
        .silent("commands of a cache that are sent without waiting for the answers before")
        .severity(
            "Info; a warning from 10 calls or the gate on; critical with both and a certain gain of 20 %.")
        .example(
            "GET /authors 0-110 server @blog",
            "  q 0-20 client db.system=mysql db.query.text='SELECT b FROM book WHERE author = 1'",
            "  q 20-40 client db.system=mysql db.query.text='SELECT b FROM book WHERE author = 2'",
            "  q 40-60 client db.system=mysql db.query.text='SELECT b FROM book WHERE author = 3'",
            "  q 60-80 client db.system=mysql db.query.text='SELECT b FROM book WHERE author = 4'",
            "  q 80-100 client db.system=mysql db.query.text='SELECT b FROM book WHERE author = 5'")
        .fix(
            "Load them in one go: join, IN, the ORM's batch size, MGET, a bulk endpoint, a multi-row"
                + " insert; bound the batch.")
        .detail("count", "calls in the loop")
        .detail("arguments", "`distinct`, or `hidden` if the instrumentation removed them")
        .detail("call", "the statement or URL template")
        .detail("unionNanos", "time in which at least one of them runs")
        .detail("callee", "who is called")
        .detail("anchorNanos", "time of the ancestor")
        .detail("hints", "of hidden arguments: `orm-scope`, `source-query`, `duration-spread`")
        .detail("partOf", "fingerprint of the pattern that the loop is a part of")
        .build();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (CallGroup group : Loops.of(facts, facts.settings().loopCalls())) {
      ArgumentState ofAll = ArgumentState.of(facts, group.positions());
      boolean mixed = ofAll == ArgumentState.MIXED;
      CallGroup loop = mixed ? withoutRepeats(facts, group) : group;
      if (loop.size(facts) < facts.settings().loopCalls()) {
        continue;
      }
      ArgumentState state = mixed ? ArgumentState.of(facts, loop.positions()) : ofAll;
      facts.judged(state);
      if (state == ArgumentState.SAME) {
        continue;
      }
      facts.use(loop);
      if (Pagination.is(facts, loop)) {
        facts.pagedReads().add(loop);
      } else if (!isPipelined(facts, loop)) {
        clues.accept(clue(facts, loop, state, ""));
      }
    }
  }

  /**
   * Whether a cache's commands do not wait for each other's answers, so that all of them take few
   * round trips: clients have a span for each command of a pipeline.
   */
  private static boolean isPipelined(TraceFacts facts, CallGroup loop) {
    if (facts.call(loop.first()).callClass() != CallClass.CACHE) {
      return false;
    }
    int roundTrips = 0;
    long answered = Long.MIN_VALUE;
    for (int position : loop.positions()) {
      if (facts.startNanos(position) >= answered) {
        roundTrips++;
        answered = facts.endNanos(position);
      }
    }
    return roundTrips < facts.settings().loopCalls();
  }

  /** Of few values over many calls only those remain whose arguments are not seen. */
  private static CallGroup withoutRepeats(TraceFacts facts, CallGroup group) {
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
    int[] nodes = facts.nodes(loop);
    return new Clue(
        new Problem(
            NAME,
            service,
            anchor,
            List.of(service, facts.template(loop.anchor()), call.fingerprintKey())),
        Gravity.ofLoop(count, facts.passesGate(unionNanos, loop.anchor())),
        Remedy.batch(facts, loop, List.of(loop)),
        nodes,
        () -> account(facts, loop, state, partOf, unionNanos),
        unionNanos);
  }

  private static Account account(
      TraceFacts facts, CallGroup loop, ArgumentState state, String partOf, long unionNanos) {
    Call call = facts.call(loop.first());
    String anchor = facts.name(loop.anchor());
    int count = loop.size(facts);
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
        facts.service(loop.anchor())
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
    return new Account(new Advice(summary, LoopAdvice.of(anchor, call, count)), details);
  }
}

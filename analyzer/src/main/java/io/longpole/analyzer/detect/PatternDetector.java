package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.detect.Clue.Account;
import io.longpole.analyzer.detect.Clue.Advice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * {@code n-plus-one-pattern}: a loop that makes several calls a row. Each of its statements that is
 * frequent enough is reported as {@code n-plus-one} too, marked as a part.
 */
final class PatternDetector implements Detector {

  private static final String NAME = "n-plus-one-pattern";
  private static final double MIN_SHARE_OF_TRACE = 0.05;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "a loop that makes several calls a row")
        .rule(
            "Below one ancestor, at most three levels up, the calls repeat with a short period; or"
                + " several keys come equally often, interleaved. Each key that is frequent enough is"
                + " reported as `n-plus-one` too, with `partOf`.")
        .setting("whole repeats", Integer.toString(settings.patternRepeats()), "pattern-repeats")
        .limit("shortest period", Periods.SHORTEST)
        .limit("longest period", Periods.LONGEST)
        .share("union of the calls, of the trace", MIN_SHARE_OF_TRACE)
        .setting("union that is a warning", Words.duration(settings.gateNanos()), "gate-millis")
        .setting(
            "the same as a share of the ancestor",
            Description.percent(settings.gateShare()),
            "gate-share")
        .silent("a cut-off last repeat, which does not count")
        .silent("calls that all ask the same, or turn pages")
        .silent("connection noise between the calls, which is looked through")
        .severity(
            "Info; a warning from 10 calls or the gate on; critical with both and a certain gain of 20 %.")
        .example(
            "GET /orders 0-200 server @shop",
            "  q 0-20 client db.system=mysql db.query.text='SELECT c FROM customer WHERE id = 1'",
            "  q 20-40 client db.system=mysql db.query.text='SELECT i FROM item WHERE o = 1'",
            "  q 40-60 client db.system=mysql db.query.text='SELECT c FROM customer WHERE id = 2'",
            "  q 60-80 client db.system=mysql db.query.text='SELECT i FROM item WHERE o = 2'",
            "  q 80-100 client db.system=mysql db.query.text='SELECT c FROM customer WHERE id = 3'",
            "  q 100-120 client db.system=mysql db.query.text='SELECT i FROM item WHERE o = 3'")
        .fix("Load the rows and all that belongs to them in one go; bound the batch.")
        .detail("repeats", "whole repeats")
        .detail("patternLength", "calls in a repeat")
        .detail("calls", "the different calls")
        .detail("unionNanos", "time in which at least one of them runs")
        .detail("anchorNanos", "time of the ancestor")
        .build();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (Pattern pattern : Patterns.of(facts)) {
      int anchor = pattern.calls().anchor();
      long unionNanos = facts.unionNanos(anchor, pattern.calls().positions());
      if (unionNanos < MIN_SHARE_OF_TRACE * facts.trace().durationNanos(facts.root(anchor))) {
        continue;
      }
      facts.use(pattern.calls());
      Clue clue = clue(facts, pattern, unionNanos);
      clues.accept(clue);
      for (CallGroup statement : pattern.statements()) {
        ArgumentState state = facts.judgeArguments(statement);
        boolean loops = state == ArgumentState.DISTINCT || state == ArgumentState.HIDDEN;
        if (loops
            && statement.size(facts) >= facts.settings().loopCalls()
            && !Pagination.is(facts, statement)) {
          clues.accept(
              NPlusOneDetector.clue(facts, statement, state, facts.fingerprint(clue.problem())));
        }
      }
    }
  }

  private static Clue clue(TraceFacts facts, Pattern pattern, long unionNanos) {
    CallGroup calls = pattern.calls();
    String service = facts.service(calls.anchor());
    String anchor = facts.name(calls.anchor());
    Set<String> keys = new TreeSet<>();
    for (CallGroup statement : pattern.statements()) {
      keys.add(facts.call(statement.first()).fingerprintKey());
    }
    List<String> parts = new ArrayList<>(List.of(service, facts.template(calls.anchor())));
    parts.addAll(keys);
    int[] nodes = facts.nodes(calls);
    return new Clue(
        new Problem(NAME, service, anchor, parts),
        Gravity.ofLoop(calls.size(facts), facts.passesGate(unionNanos, calls.anchor())),
        Remedy.batch(facts, calls, pattern.statements()),
        nodes,
        () -> new Account(advice(facts, pattern, unionNanos), details(facts, pattern, unionNanos)),
        unionNanos);
  }

  private static Map<String, Object> details(TraceFacts facts, Pattern pattern, long unionNanos) {
    Set<String> texts = new LinkedHashSet<>();
    for (CallGroup statement : pattern.statements()) {
      texts.add(facts.call(statement.first()).text());
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("repeats", (long) pattern.repeats());
    details.put("patternLength", (long) pattern.length());
    details.put("calls", List.copyOf(texts));
    details.put("unionNanos", unionNanos);
    details.put("anchorNanos", facts.trace().durationNanos(pattern.calls().anchor()));
    details.put("thresholdRepeats", (long) facts.settings().patternRepeats());
    details.put("thresholdShare", MIN_SHARE_OF_TRACE);
    details.put("gateNanos", facts.settings().gateNanos());
    details.put("gateShare", facts.settings().gateShare());
    return details;
  }

  private static Advice advice(TraceFacts facts, Pattern pattern, long unionNanos) {
    CallGroup calls = pattern.calls();
    Call call = facts.call(calls.first());
    String anchor = facts.name(calls.anchor());
    String summary =
        String.format(
            Locale.ROOT,
            "%s %s repeats %s and %d more in a loop, %d times, %s in all.",
            facts.service(calls.anchor()),
            anchor,
            Words.call(call.label()),
            pattern.statements().size() - 1,
            pattern.repeats(),
            Words.duration(unionNanos));
    String suggestion =
        String.format(
            Locale.ROOT,
            "%s asks with %d calls for each row, %d times. Load the rows and all that belongs to them"
                + " in one go: %s; bound the batch.",
            anchor,
            pattern.length(),
            pattern.repeats(),
            LoopAdvice.means(call));
    return new Advice(summary, suggestion);
  }
}

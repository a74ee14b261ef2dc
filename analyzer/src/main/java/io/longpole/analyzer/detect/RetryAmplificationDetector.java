package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** {@code retry-amplification}: layers that each retry multiply the load on what is below them. */
final class RetryAmplificationDetector implements Detector {

  private static final String NAME = "retry-amplification";

  private static final int MIN_LAYERS = 2;
  private static final double MIN_FACTOR = 4;
  private static final double CRITICAL_FACTOR = 9;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "layers that each retry, and so multiply the load below them")
        .rule(
            "Bottom up, the executions of a retried call are the sum over its attempts, its logical"
                + " calls those of its largest attempt. Reported are nested retries with many executions"
                + " for a logical call.")
        .limit("nested groups of attempts", MIN_LAYERS)
        .limit("executions for a logical call", (long) MIN_FACTOR)
        .limit("executions that are critical", (long) CRITICAL_FACTOR)
        .silent("retries in one layer only, however many")
        .severity("Warning; critical from the factor above on.")
        .exampleInWords(
            "Three attempts, each of which tries three times what tries three times: 27"
                + " executions of 1 logical call in 3 layers.")
        .fix(RetryDetector.suggestion("the callee"))
        .detail("layers", "most groups of attempts on a way down")
        .detail("leafExecutions", "calls made at the bottom")
        .detail("logicalCalls", "calls that would have done")
        .detail("calls", "the layers, outermost first")
        .build();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    List<AttemptGroup> groups = facts.attempts().groups();
    if (groups.size() < MIN_LAYERS) {
      return;
    }
    Nesting nesting = new Nesting(facts, groups);
    boolean[] reported = new boolean[groups.size()];
    boolean[] covered = new boolean[facts.trace().size()];
    for (int node = 0; node < covered.length; node++) {
      int parent = facts.trace().parent(node);
      int group = nesting.groupOf(node);
      boolean above = parent >= 0 && covered[parent];
      if (group != Nesting.NONE && !above && !reported[group] && amplifies(nesting, group)) {
        reported[group] = true;
        clues.accept(clue(facts, nesting, group));
      }
      covered[node] = above || (group != Nesting.NONE && reported[group]);
    }
  }

  private static boolean amplifies(Nesting nesting, int group) {
    return nesting.layers(group) >= MIN_LAYERS && factor(nesting, group) >= MIN_FACTOR;
  }

  private static double factor(Nesting nesting, int group) {
    return (double) nesting.executions(group) / nesting.logicalCalls(group);
  }

  private static Clue clue(TraceFacts facts, Nesting nesting, int outermost) {
    List<AttemptGroup> groups = facts.attempts().groups();
    List<String> parts = new ArrayList<>();
    List<String> layerNames = new ArrayList<>();
    List<Integer> nodes = new ArrayList<>();
    for (int group = outermost; group != Nesting.NONE; group = nesting.inner(group)) {
      Call call = groups.get(group).call();
      parts.add(facts.service(call.node()));
      parts.add(call.fingerprintKey());
      layerNames.add(facts.service(call.node()) + " → " + call.label());
      Arrays.stream(groups.get(group).nodes()).forEach(nodes::add);
    }
    AttemptGroup outer = groups.get(outermost);
    Call outerCall = outer.call();
    String service = facts.service(outerCall.node());
    long executions = nesting.executions(outermost);
    long logicalCalls = nesting.logicalCalls(outermost);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("layers", (long) nesting.layers(outermost));
    details.put("leafExecutions", executions);
    details.put("logicalCalls", logicalCalls);
    details.put("calls", layerNames);
    details.put("thresholdFactor", MIN_FACTOR);
    boolean critical = factor(nesting, outermost) >= CRITICAL_FACTOR;
    String summary =
        String.format(
            Locale.ROOT,
            "%d layers retry, from %s down: %d calls are made where %d would do.",
            nesting.layers(outermost),
            service,
            executions,
            logicalCalls);
    return new Clue(
        new Problem(NAME, service, facts.name(facts.entry(outerCall.node())), parts),
        Gravity.ofLoad(critical ? Severity.CRITICAL : Severity.WARNING),
        Remedy.noRetries(outer),
        nodes.stream().mapToInt(Integer::intValue).toArray(),
        new Advice(summary, RetryDetector.suggestion(innermostCallee(facts, nesting, outermost))),
        details,
        outer.wastedNanos());
  }

  private static String innermostCallee(TraceFacts facts, Nesting nesting, int outermost) {
    int group = outermost;
    while (nesting.inner(group) != Nesting.NONE) {
      group = nesting.inner(group);
    }
    return facts.attempts().groups().get(group).call().target();
  }
}

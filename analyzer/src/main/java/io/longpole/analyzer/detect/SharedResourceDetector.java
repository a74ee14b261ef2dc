package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** {@code shared-resource}: a service's queries are slow when another service uses the database. */
final class SharedResourceDetector implements WindowDetector {

  private static final String NAME = "shared-resource";

  private static final int MAX_RESOURCES = 1_000;

  private final RecentMap<NameKey, SharedUse> resources =
      new RecentMap<>(MAX_RESOURCES, resource -> new SharedUse());

  /** Calls of services beyond those that are compared at one resource. */
  private long passedOver;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(
            NAME, "a service whose queries are slow when another service uses the database")
        .rule(
            "Of two services that ask one database and namespace, in windows of 10 s: the p95 of the one"
                + " follows the load of the other and not its own. Load counts each call with its unhindered"
                + " time, so that a database that is slow for both blames nobody.")
        .limit("windows compared", SharedUse.ENOUGH_WINDOWS)
        .limit("rank correlation with the other's load", Double.toString(SharedUse.FOLLOWS))
        .limit("rank correlation with the own load, below", Double.toString(SharedUse.OWN))
        .limit("calls in a window", ResourceUse.ENOUGH_CALLS)
        .limit("slower by", Words.duration(SharedUse.LEAST_FELT_NANOS))
        .silent("services that slow themselves by asking more")
        .silent("other namespaces of the same server")
        .severity("Info.")
        .exampleInWords("Queries of orders take 5 ms, and 80 ms while reports runs its sums.")
        .fix(
            "Part the two: a replica or a pool of its own, shorter transactions, or another time for the"
                + " heavy work.")
        .detail("callee", "the database")
        .detail("namespace", "its namespace")
        .detail("slowed", "the service that waits")
        .detail("by", "the service that it waits for")
        .detail("call", "what it asks")
        .detail("callNanos", "how long that took")
        .detail("quietNanos", "its p95 when the other asks little")
        .detail("correlation", "with the other's load")
        .detail("ownCorrelation", "with its own")
        .detail("windows", "how many were compared")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    if (!facts.hasCalls(CallClass.DB)) {
      return;
    }
    for (int position = 0; position < facts.callCount(); position++) {
      Call call = facts.call(position);
      if (isQuery(call)) {
        boolean taken =
            resources
                .at(resource(facts, call))
                .add(
                    facts.service(call.node()),
                    facts.site(position),
                    facts.startNanos(position),
                    facts.durationNanos(position));
        passedOver += taken ? 0 : 1;
      }
    }
  }

  private static boolean isQuery(Call call) {
    return call.callClass() == CallClass.DB
        && call.noise() == Noise.NONE
        && call.partOf() < 0
        && !call.target().isEmpty();
  }

  private static NameKey resource(TraceFacts facts, Call call) {
    return facts.pair(call.target(), Namespaces.of(facts, call));
  }

  @Override
  public void settle() {
    resources.forEach(SharedUse::settle);
  }

  @Override
  public long forgotten() {
    long[] ofCalls = {0};
    resources.forEach(use -> ofCalls[0] += use.forgotten());
    return resources.evictions() + passedOver + ofCalls[0];
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (resources.size() == 0) {
      return;
    }
    for (int position : facts.feltCalls()) {
      long nanos = facts.durationNanos(position);
      Call call = facts.call(position);
      if (!isQuery(call)) {
        continue;
      }
      NameKey resource = resource(facts, call);
      SharedUse use = resources.find(resource);
      if (use == null) {
        continue;
      }
      for (SharedUse.Rivalry rivalry : use.rivalries()) {
        long start = facts.startNanos(position);
        if (rivalry.slowed().equals(facts.service(call.node()))
            && (rivalry.slows(start, nanos)
                || (facts.isLive() && use.goesOn(rivalry, start, nanos)))) {
          clues.accept(clue(facts, call, resource, rivalry));
          break;
        }
      }
    }
  }

  private static Clue clue(
      TraceFacts facts, Call call, NameKey resource, SharedUse.Rivalry rivalry) {
    long nanos = facts.trace().durationNanos(call.node());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("callee", resource.first());
    details.put("namespace", resource.second());
    details.put("slowed", rivalry.slowed());
    details.put("by", rivalry.by());
    details.put("call", call.text());
    details.put("callNanos", nanos);
    details.put("quietNanos", rivalry.quietNanos());
    details.put("correlation", rivalry.correlation());
    details.put("ownCorrelation", rivalry.ownCorrelation());
    details.put("windows", (long) rivalry.windows().compared());
    details.put("thresholdCorrelation", SharedUse.FOLLOWS);
    details.put("thresholdOwnCorrelation", SharedUse.OWN);
    List<String> parts =
        Stream.concat(
                Stream.of(resource.first()), Stream.of(rivalry.slowed(), rivalry.by()).sorted())
            .toList();
    return new Clue(
        new Problem(NAME, rivalry.slowed(), facts.name(facts.entry(call.node())), parts),
        Gravity.ofTime(Severity.INFO),
        Remedy.halveOrRemoveCalls(call.node()),
        new int[] {call.node()},
        advice(resource, rivalry, nanos),
        details,
        nanos - rivalry.quietNanos());
  }

  private static Advice advice(NameKey resource, SharedUse.Rivalry rivalry, long nanos) {
    String where =
        resource.second().isEmpty()
            ? resource.first()
            : resource.first() + " (" + resource.second() + ")";
    return new Advice(
        rivalry.slowed()
            + " waits "
            + Words.duration(nanos)
            + " for "
            + where
            + " when "
            + rivalry.by()
            + " uses it, else at most "
            + Words.duration(rivalry.quietNanos())
            + ".",
        "Part "
            + rivalry.slowed()
            + " from "
            + rivalry.by()
            + ": a replica or a pool of its own, shorter transactions, or another time for the"
            + " heavy work of "
            + rivalry.by()
            + ".");
  }
}

package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code fan-out-straggler}: many calls at once, and all wait for the slowest. */
final class FanOutStragglerDetector implements WindowDetector {

  private static final String NAME = "fan-out-straggler";

  private static final int MIN_CALLS = 4;
  private static final double MIN_OVERLAP = 1.5;
  private static final int TIMES_MEDIAN = 3;
  private static final long MIN_EXCESS_NANOS = 20_000_000;
  private static final double ONE_INSTANCE_SHARE = 0.6;
  private static final int ENOUGH_STRAGGLERS = 5;
  private static final int MAX_FANS = 2_000;

  private final RecentMap<String, Lasts> last = new RecentMap<>(MAX_FANS, key -> new Lasts());

  /** How often one was the last that is not among the instances that are kept. */
  private long passedOver;

  /** A fan of calls with its slowest. */
  private record Fan(CallGroup group, int straggler, long medianNanos, long p75Nanos) {}

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "many calls at once, and all wait for the slowest")
        .rule(
            "Overlapping siblings of one key of which the slowest is on the critical path and much slower"
                + " than their median. If most of the slowest come from one instance, it is named.")
        .limit("calls at once", MIN_CALLS)
        .limit("sum of the others over their union", Double.toString(MIN_OVERLAP))
        .limit("slowest, times the median", TIMES_MEDIAN)
        .limit("slowest, above the median", Words.duration(MIN_EXCESS_NANOS))
        .share("stragglers from one instance", ONE_INSTANCE_SHARE)
        .silent("calls one after the other, and calls off the critical path")
        .severity("Warning.")
        .example(
            "GET /search 0-200 server @web",
            "  GET 0-20 client http.request.method=GET url.full=http://shard/q?n=1",
            "  GET 0-22 client http.request.method=GET url.full=http://shard/q?n=2",
            "  GET 0-21 client http.request.method=GET url.full=http://shard/q?n=3",
            "  GET 0-180 client http.request.method=GET url.full=http://shard/q?n=4")
        .fix("Mend the instance; else hedge the slow call, or answer without the last one.")
        .detail("count", "calls at once")
        .detail("call", "what is called")
        .detail("slowestNanos", "time of the slowest")
        .detail("medianNanos", "the median of all")
        .detail("instance", "who answered last")
        .detail("cause", "`instance` or `tail latency`")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    for (Fan fan : fans(facts)) {
      Lasts lasts = last.at(facts.fingerprint(problem(facts, fan)));
      long time = facts.recentNanos(facts.startNanos(fan.straggler));
      boolean taken = lasts.add(instance(facts, fan.straggler), time);
      passedOver += taken ? 0 : 1;
    }
  }

  @Override
  public long forgotten() {
    return last.evictions() + passedOver;
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (Fan fan : fans(facts)) {
      clues.accept(clue(facts, fan));
    }
  }

  private static List<Fan> fans(TraceFacts facts) {
    if (facts.mostCallsOfKey() < MIN_CALLS) {
      return List.of();
    }
    long[] longest = longestOfKeys(facts);
    GroupTable siblings = new GroupTable();
    for (int position = 0; position < facts.callCount(); position++) {
      int key = facts.key(position);
      if (key != TraceFacts.NO_KEY
          && facts.callsOfKey(key) >= MIN_CALLS
          && longest[key] >= MIN_EXCESS_NANOS
          && facts.call(position).partOf() < 0) {
        int parent = facts.trace().parent(facts.node(position));
        if (parent >= 0) {
          siblings.add(LongTable.pair(parent, key), position);
        }
      }
    }
    List<Fan> fans = new ArrayList<>();
    for (int group = 0; group < siblings.groups(); group++) {
      if (siblings.count(group) >= MIN_CALLS) {
        addIfStraggling(facts, siblings.values(group), fans);
      }
    }
    return fans;
  }

  /** By key the duration of its longest call: most keys have none that could be felt. */
  private static long[] longestOfKeys(TraceFacts facts) {
    long[] longest = new long[facts.keyCount()];
    for (int position = 0; position < facts.callCount(); position++) {
      int key = facts.key(position);
      if (key != TraceFacts.NO_KEY) {
        longest[key] = Math.max(longest[key], facts.durationNanos(position));
      }
    }
    return longest;
  }

  private static void addIfStraggling(TraceFacts facts, int[] positions, List<Fan> fans) {
    int parent = facts.trace().parent(facts.node(positions[0]));
    long[] durations = new long[positions.length];
    int slowest = positions[0];
    for (int i = 0; i < durations.length; i++) {
      durations[i] = facts.durationNanos(positions[i]);
      slowest = durations[i] > facts.durationNanos(slowest) ? positions[i] : slowest;
    }
    Arrays.sort(durations);
    long median = durations[(durations.length - 1) / 2];
    long most = durations[durations.length - 1];
    if (isAtOnce(facts, positions, slowest)
        && most >= TIMES_MEDIAN * median
        && most >= median + MIN_EXCESS_NANOS
        && facts.path().inclusiveNanos(facts.node(slowest)) > 0) {
      long p75 = durations[(int) Math.ceil(0.75 * durations.length) - 1];
      fans.add(new Fan(new CallGroup(parent, positions), slowest, median, p75));
    }
  }

  /**
   * Whether the calls overlap. The slowest is left out of the sum: it may be longer than all others
   * together, and is compared with them by its start.
   */
  private static boolean isAtOnce(TraceFacts facts, int[] positions, int slowest) {
    int parent = facts.trace().parent(facts.node(slowest));
    int[] others = Arrays.stream(positions).filter(position -> position != slowest).toArray();
    long sum = 0;
    long end = Long.MIN_VALUE;
    for (int position : others) {
      sum += facts.durationNanos(position);
      end = Math.max(end, facts.endNanos(position));
    }
    return facts.startNanos(slowest) < end && sum >= MIN_OVERLAP * facts.unionNanos(parent, others);
  }

  private static Problem problem(TraceFacts facts, Fan fan) {
    Call call = facts.call(fan.straggler);
    String service = facts.service(call.node());
    return new Problem(
        NAME,
        service,
        facts.name(fan.group.anchor()),
        List.of(service, facts.template(fan.group.anchor()), call.fingerprintKey()));
  }

  /** Who answered: the callee's own name of itself, else the address asked. */
  private static String instance(TraceFacts facts, int position) {
    int node = facts.node(position);
    int server = Servers.first(facts, node);
    if (server >= 0) {
      return Instances.of(facts, server);
    }
    var attributes = facts.trace().span(node).attributes();
    for (String key :
        new String[] {"network.peer.address", "net.sock.peer.addr", "server.address"}) {
      String address = attributes.text(key);
      if (address != null) {
        return address;
      }
    }
    return "";
  }

  /** The instance that most stragglers come from, empty if no one stands out. */
  private String culprit(TraceFacts facts, Problem problem) {
    Lasts lasts = last.find(facts.fingerprint(problem));
    if (lasts == null) {
      return "";
    }
    Map<String, Integer> counts = lasts.counts();
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      if (all >= ENOUGH_STRAGGLERS && entry.getValue() >= ONE_INSTANCE_SHARE * all) {
        return entry.getKey();
      }
    }
    return "";
  }

  private Clue clue(TraceFacts facts, Fan fan) {
    Call call = facts.call(fan.straggler);
    Problem problem = problem(facts, fan);
    String culprit = culprit(facts, problem);
    long slowest = facts.durationNanos(fan.straggler);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("count", (long) fan.group.positions().length);
    details.put("call", call.text());
    details.put("slowestNanos", slowest);
    details.put("medianNanos", fan.medianNanos);
    details.put("instance", instance(facts, fan.straggler));
    details.put("cause", culprit.isEmpty() ? "tail latency" : "instance");
    details.put("thresholdFactor", (long) TIMES_MEDIAN);
    details.put("thresholdNanos", MIN_EXCESS_NANOS);
    int[] nodes = facts.nodes(fan.group);
    int[] shown = new int[nodes.length + 1];
    shown[0] = call.node();
    System.arraycopy(nodes, 0, shown, 1, nodes.length);
    return new Clue(
        problem,
        Gravity.ofTime(Severity.WARNING),
        Remedy.scaleSubtree(
            Remedy.shareOf(fan.p75Nanos, slowest),
            Remedy.shareOf(fan.medianNanos, slowest),
            call.node()),
        Arrays.stream(shown).distinct().toArray(),
        advice(facts, fan, culprit),
        details,
        slowest - fan.medianNanos);
  }

  private static Advice advice(TraceFacts facts, Fan fan, String culprit) {
    Call call = facts.call(fan.straggler);
    return new Advice(
        facts.service(call.node())
            + " "
            + facts.name(fan.group.anchor())
            + " waits for the slowest of "
            + fan.group.positions().length
            + " calls of "
            + Words.call(call.label())
            + " at once: "
            + Words.duration(facts.durationNanos(fan.straggler))
            + ", the median is "
            + Words.duration(fan.medianNanos)
            + ".",
        culprit.isEmpty()
            ? "Hedge the slow call, or answer without the last one."
            : "Mend "
                + culprit
                + ", where most of the slow ones are; until then answer without it.");
  }
}

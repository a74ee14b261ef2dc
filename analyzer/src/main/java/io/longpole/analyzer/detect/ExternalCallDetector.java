package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code external-call}: much of a request is spent waiting for somebody else's system. */
final class ExternalCallDetector implements WindowDetector {

  private static final String NAME = "external-call";

  private static final long MIN_NANOS = 500_000_000;
  private static final double MIN_SHARE = 0.3;
  private static final int MAX_NAMES = 10_000;
  private static final int REPEATED = 64;

  /** Services, and hosts whose services sent their half of a call. */
  private final RecentMap<String, RecentMap.Seen> ours =
      new RecentMap<>(MAX_NAMES, name -> new RecentMap.Seen());

  /** What was learned from an operation last, which seldom changes. */
  private final class Known extends RecentMap.Value {
    /** Of the host; the text itself would have left the cache by the next call. */
    private int hostHash;

    private int uses;

    private void learn(String service, String calledHost) {
      boolean again = uses++ % REPEATED == 0; // so that names in use are not forgotten
      if (again) {
        ours.at(service);
      }
      if (!calledHost.isEmpty() && (again || calledHost.hashCode() != hostHash)) {
        ours.at(calledHost);
        hostHash = calledHost.hashCode();
      }
    }
  }

  private final RecentMap<Operation, Known> known =
      new RecentMap<>(MAX_NAMES, operation -> new Known());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "much of a request is spent waiting for somebody else's system")
        .rule(
            "An HTTP, RPC or function call on the critical path without a server span, to a target that"
                + " is not among the services seen.")
        .limit("time on the path", Words.duration(MIN_NANOS))
        .share("time, of the path", MIN_SHARE)
        .silent("databases, caches, queues, long polls and streams")
        .silent("hosts that some service of ours was called by, and failing ones without a domain")
        .severity("Warning.")
        .example(
            "POST /pay 0-1000 server @shop",
            "  POST 10-900 client http.request.method=POST url.full=https://api.bank.example/pay"
                + " server.address=api.bank.example")
        .fix("Cache the answer or ask later; set a time limit and have something to fall back on.")
        .detail("call", "what is called")
        .detail("callee", "the other system")
        .detail("callNanos", "how long the call took")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    for (int node = 0; node < facts.trace().size(); node++) {
      int parent = facts.trace().parent(node);
      boolean first = parent < 0 || !facts.service(parent).equals(facts.service(node));
      boolean called = parent >= 0 && facts.isEntry(node);
      if (first || called) {
        String host = called ? host(facts, parent) : null;
        known.at(facts.operation(node)).learn(facts.service(node), host == null ? "" : host);
      }
    }
  }

  private static @Nullable String host(TraceFacts facts, int node) {
    if (facts.calls().kind(node) != SpanKind.CLIENT) {
      return null;
    }
    var attributes = facts.trace().span(node).attributes();
    String current = attributes.text("server.address");
    return current == null ? attributes.text("net.peer.name") : current;
  }

  @Override
  public long forgotten() {
    return ours.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (int position : facts.feltCalls()) {
      if (facts.durationNanos(position) < MIN_NANOS) {
        continue;
      }
      Call call = facts.call(position);
      long onPath = facts.path().inclusiveNanos(call.node());
      long root = facts.trace().durationNanos(facts.root(call.node()));
      if (onPath >= MIN_NANOS
          && onPath >= MIN_SHARE * root
          && isAsking(call)
          && facts.isFree(position)
          && Servers.first(facts, call.node()) == Servers.NONE
          && !isOurs(facts, call)
          && !Waiting.is(facts, call)) {
        facts.use(position);
        clues.accept(clue(facts, call, onPath));
      }
    }
  }

  private static boolean isAsking(Call call) {
    CallClass asked = call.callClass();
    return asked == CallClass.HTTP
        || asked == CallClass.RPC
        || asked == CallClass.FAAS
        || asked == CallClass.OTHER;
  }

  /**
   * Whether the target, its host or the first part of it is known as a service. A host without a
   * domain that does not answer is more likely a service of ours that is down.
   */
  private boolean isOurs(TraceFacts facts, Call call) {
    String target = call.target();
    String host = host(facts, call.node());
    int dot = target.indexOf('.');
    boolean unreachable = dot < 0 && call.outcome().isFailure();
    return target.isEmpty()
        || unreachable
        || target.equals(facts.service(call.node()))
        || ours.find(target) != null
        || (host != null && ours.find(host) != null)
        || (dot > 0 && ours.find(target.substring(0, dot)) != null);
  }

  private static Clue clue(TraceFacts facts, Call call, long onPath) {
    String service = facts.service(call.node());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("call", call.text());
    details.put("callee", call.target());
    details.put("callNanos", facts.trace().durationNanos(call.node()));
    details.put("thresholdNanos", MIN_NANOS);
    details.put("thresholdShare", MIN_SHARE);
    return new Clue(
        new Problem(
            NAME,
            service,
            facts.name(facts.entry(call.node())),
            List.of(service, call.fingerprintKey())),
        Gravity.ofTime(Severity.WARNING),
        Remedy.halveOrRemoveCalls(call.node()),
        new int[] {call.node()},
        new Advice(
            service
                + " waits "
                + Words.duration(onPath)
                + " for "
                + Words.call(call.label())
                + Words.to(call.target())
                + ", which is not among the services seen.",
            "Cache the answer or ask later; set a time limit and have something to fall back on."),
        details,
        onPath);
  }
}

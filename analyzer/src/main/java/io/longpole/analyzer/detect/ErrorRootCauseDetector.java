package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.SpanId;
import io.longpole.analyzer.model.SpanKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** {@code error-root-cause}: where a failure began, not who told of it last. */
final class ErrorRootCauseDetector implements WindowDetector {

  private static final String NAME = "error-root-cause";

  private static final long SHOWN_WASTE_NANOS = 50_000_000;
  private static final int SHOWN_TRACES = 3;
  private static final double CRITICAL_SHARE = 0.05;

  /** Of fewer requests a share says nothing. */
  private static final int ENOUGH_REQUESTS = 20;

  /** So many spans between a request and a call that has none are passed. */
  private static final int MAX_INTERNAL_LEVELS = 16;

  private static final int MAX_KEPT = 20_000;
  private static final int MAX_SERVICES = 10_000;

  private record Share(Operation request, String fingerprint) {}

  /** How often something happened. */
  private static final class Count extends RecentMap.Value {
    private final Tally tally = new Tally();
  }

  private final RecentMap<Operation, Count> requests =
      new RecentMap<>(MAX_KEPT, key -> new Count());
  private final RecentMap<Share, Count> failed = new RecentMap<>(MAX_KEPT, key -> new Count());
  private final RecentMap<String, Count> traces = new RecentMap<>(MAX_KEPT, key -> new Count());

  /** Services of which spans are known that say how they ended. */
  private final RecentMap<String, RecentMap.Seen> tellStatus =
      new RecentMap<>(MAX_SERVICES, service -> new RecentMap.Seen());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(NAME, "where a failure began, not who told of it last")
        .rule(
            "From the outermost failing span down through failing children that were waited for, of a"
                + " retried call through the last attempt. Of several ends the one with an exception of its"
                + " own, then one that was not cancelled, then the one that ended first, then the deepest. A server that answered well after"
                + " its caller's time-out, or that was only ended by it, is told as slow, or the innermost that nearly"
                + " all of this wait was spent in.")
        .share("failures that are critical, of the entry's requests", CRITICAL_SHARE)
        .limit("requests from which the share is known", ENOUGH_REQUESTS)
        .limit("a failure that is an info is shown from so many traces on", SHOWN_TRACES)
        .limit("or from so much time wasted in one trace", Words.duration(SHOWN_WASTE_NANOS))
        .silent("failures that a later attempt made good")
        .severity(
            "Warning; critical for many requests; an info if it is masked, or the request was refused as wrong:"
                + " 404, INVALID_ARGUMENT.")
        .example(
            "GET /cart 0-100 server error @web http.response.status_code=500",
            "  GET 0-90 client error http.request.method=GET http.response.status_code=500",
            "    GET /stock 1-80 server error @stock http.response.status_code=500",
            "      q 2-70 client error db.system=mysql error.type=SQLException"
                + " db.query.text='SELECT s FROM stock'")
        .fix("Mend it where it began; what the callers report is only the echo.")
        .detail("rootSpanId", "the span where it began")
        .detail("exceptionType", "class of the exception, else error type or status code")
        .detail("message", "without secrets, at most 512 characters")
        .detail("causedBy", "the last cause in the stack trace")
        .detail("source", "where it is told: `span-event`, `log-of-span`, `log-nearby`, …")
        .detail("surfaceSpanId", "the outermost span that fails because of it")
        .detail("masked", "whether the request succeeded all the same")
        .detail(
            "slow", "true if the cause is a server that answered too late, or what it waited for")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    String telling = "";
    for (int node = 0; node < facts.trace().size(); node++) {
      if (facts.isEntry(node) || facts.trace().parent(node) < 0) {
        requests.at(facts.operation(node)).tally.add(facts.trace().startNanos(node));
      }
      String service = facts.service(node);
      if (service.equals(telling)) {
        continue;
      }
      if (tellsStatus(service)) {
        telling = service;
      } else if (facts.calls().tellsStatus(node)) {
        tellStatus.at(service);
      }
    }
    if (facts.allIsWell()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (RootCauses.Cause cause : RootCauses.of(facts, this::tellsStatus)) {
      String fingerprint = fingerprint(facts, cause);
      long start = facts.trace().startNanos(cause.surface());
      if (!isMinor(facts, cause)) {
        failed.at(new Share(facts.operation(cause.surface()), fingerprint)).tally.add(start);
      }
      if (seen.add(fingerprint)) {
        traces.at(fingerprint).tally.add(start);
      }
    }
  }

  private boolean tellsStatus(String service) {
    return tellStatus.find(service) != null;
  }

  @Override
  public long forgotten() {
    return requests.evictions() + failed.evictions() + traces.evictions() + tellStatus.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    List<RootCauses.Cause> minor = new ArrayList<>();
    Map<String, Long> wasted = new HashMap<>();
    for (RootCauses.Cause cause : RootCauses.of(facts, this::tellsStatus)) {
      if (isMinor(facts, cause)) {
        minor.add(cause);
        long nanos = facts.path().inclusiveNanos(cause.surface());
        wasted.merge(fingerprint(facts, cause), nanos, Long::sum);
      } else {
        clues.accept(clue(facts, cause));
      }
    }
    for (RootCauses.Cause cause : minor) {
      String fingerprint = fingerprint(facts, cause);
      long time = facts.trace().startNanos(cause.surface());
      if (isWorthShowing(fingerprint, time, wasted.getOrDefault(fingerprint, 0L))) {
        clues.accept(clue(facts, cause));
      }
    }
  }

  private static String fingerprint(TraceFacts facts, RootCauses.Cause cause) {
    return facts.fingerprint(problem(facts, cause, facts.failures().of(cause.node())));
  }

  /**
   * Whether somebody made the failure good: a span above it in the request, or a caller who says
   * that its call went well, as one does that hides its attempts. A setting that a client tries on
   * a new connection, outside of any request or in a service of its own, is missed by nobody.
   */
  private static boolean isMasked(TraceFacts facts, RootCauses.Cause cause) {
    int surface = cause.surface();
    int parent = facts.trace().parent(surface);
    return surface != facts.entry(surface)
        || isSetting(facts, surface)
        || (facts.calls().kind(surface) == SpanKind.SERVER && wentWell(facts, parent));
  }

  /**
   * Whether a call says that it went well; if no span stands for it, the request it was part of.
   */
  private static boolean wentWell(TraceFacts facts, int caller) {
    int node = caller;
    for (int level = 0; level < MAX_INTERNAL_LEVELS && tellsNothing(facts, node); level++) {
      node = facts.trace().parent(node);
    }
    return node >= 0
        && (facts.calls().kind(node) == SpanKind.CLIENT
            || facts.calls().kind(node) == SpanKind.SERVER)
        && facts.calls().outcome(node) == Outcome.OK
        && facts.calls().tellsStatus(node);
  }

  private static boolean tellsNothing(TraceFacts facts, int node) {
    return node >= 0
        && facts.calls().kind(node) == SpanKind.INTERNAL
        && !facts.calls().tellsStatus(node);
  }

  /** Whether nobody is hurt by a failure, or the one who asked is to blame. */
  private static boolean isMinor(TraceFacts facts, RootCauses.Cause cause) {
    return isMasked(facts, cause) || isRefused(facts, cause.surface());
  }

  /**
   * Whether a request was answered with a status that says that it was wrong: Django, for one,
   * calls each page that is not there an error of the server's span.
   */
  private static boolean isRefused(TraceFacts facts, int surface) {
    return facts.calls().kind(surface) == SpanKind.SERVER
        && switch (facts.calls().statusCode(surface)) {
          case "400",
              "403",
              "404",
              "405",
              "406",
              "409",
              "410",
              "412",
              "413",
              "415",
              "416",
              "422",
              "INVALID_ARGUMENT",
              "NOT_FOUND",
              "ALREADY_EXISTS",
              "PERMISSION_DENIED",
              "UNAUTHENTICATED",
              "FAILED_PRECONDITION",
              "OUT_OF_RANGE" ->
              true;
          default -> false;
        };
  }

  private static boolean isSetting(TraceFacts facts, int node) {
    Call call = facts.calls().at(node);
    return call != null && call.noise() == Noise.SETTINGS;
  }

  private boolean isWorthShowing(String fingerprint, long timeNanos, long wastedNanos) {
    Count seen = traces.find(fingerprint);
    return wastedNanos >= SHOWN_WASTE_NANOS
        || (seen != null && seen.tally.around(timeNanos) >= SHOWN_TRACES);
  }

  /** Who is to blame: the cause, or what kept its server from answering in time. */
  private static int guilty(TraceFacts facts, int cause) {
    return SlowAnswer.to(facts, cause);
  }

  private static String longerThan(TraceFacts facts, int caller, int guilty) {
    long waited = facts.trace().durationNanos(caller);
    return facts.trace().durationNanos(guilty) >= waited
        ? ", longer than "
        : " of the " + Words.duration(waited) + " that ";
  }

  private static Problem problem(TraceFacts facts, RootCauses.Cause cause, Failure failure) {
    int guilty = guilty(facts, cause.node());
    String service = facts.service(guilty);
    return new Problem(
        NAME,
        service,
        facts.name(guilty),
        List.of(
            service,
            facts.template(guilty),
            failure.type(),
            MessageTemplate.of(failure.message())));
  }

  private Clue clue(TraceFacts facts, RootCauses.Cause cause) {
    Failure failure = facts.failures().of(cause.node());
    Problem problem = problem(facts, cause, failure);
    int guilty = guilty(facts, cause.node());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("rootSpanId", SpanId.hex(facts.trace().spanId(guilty)));
    details.put("exceptionType", failure.type());
    details.put("message", failure.message());
    if (!failure.causedBy().isEmpty()) {
      details.put("causedBy", failure.causedBy());
    }
    details.put("source", failure.source().text());
    details.put("surfaceSpanId", SpanId.hex(facts.trace().spanId(cause.surface())));
    details.put("masked", isMasked(facts, cause));
    if (guilty != cause.node()) {
      details.put("slow", true);
    }
    return new Clue(
        problem,
        Gravity.ofLoad(severity(facts, cause, problem)),
        Remedy.NONE,
        evidence(cause, guilty),
        advice(facts, cause, failure, guilty),
        details,
        facts.trace().durationNanos(cause.surface()));
  }

  private Severity severity(TraceFacts facts, RootCauses.Cause cause, Problem problem) {
    if (isMinor(facts, cause)) {
      return Severity.INFO;
    }
    Operation request = facts.operation(cause.surface());
    long time = facts.trace().startNanos(cause.surface());
    Count all = requests.find(request);
    Count hit = failed.find(new Share(request, facts.fingerprint(problem)));
    boolean many =
        all != null
            && hit != null
            && all.tally.around(time) >= ENOUGH_REQUESTS
            && hit.tally.around(time) >= CRITICAL_SHARE * all.tally.around(time);
    return many ? Severity.CRITICAL : Severity.WARNING;
  }

  private static int[] evidence(RootCauses.Cause cause, int guilty) {
    int extra = guilty == cause.node() ? 0 : 1;
    int[] nodes = new int[cause.chain().size() + extra];
    nodes[0] = guilty;
    for (int i = 0; i < cause.chain().size(); i++) {
      nodes[i + extra] = cause.chain().get(i);
    }
    return nodes;
  }

  private static Advice advice(
      TraceFacts facts, RootCauses.Cause cause, Failure failure, int guilty) {
    String where = facts.service(guilty) + " " + facts.name(guilty);
    if (guilty != cause.node()) {
      return new Advice(
          where
              + " took "
              + Words.duration(facts.trace().durationNanos(guilty))
              + longerThan(facts, cause.node(), guilty)
              + facts.service(cause.node())
              + " waits, which failed for it.",
          "Find what "
              + where
              + " does in that time; callers should wait longer than it needs, or ask for less.");
    }
    String what = failure.text().isEmpty() ? "fails" : Words.sentence(failure.text());
    long callers =
        cause.chain().stream()
            .map(facts::service)
            .filter(service -> !service.equals(facts.service(guilty)))
            .distinct()
            .count();
    String passedOn =
        callers == 0
            ? "."
            : "; "
                + callers
                + (callers == 1 ? " caller only passes" : " callers only pass")
                + " it on.";
    return new Advice(
        where + ": " + what + passedOn,
        "Mend it in "
            + where
            + (failure.causedBy().isEmpty() ? "" : ", caused by " + failure.causedBy())
            + "; what its callers report is only the echo.");
  }
}

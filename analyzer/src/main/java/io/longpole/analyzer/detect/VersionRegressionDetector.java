package io.longpole.analyzer.detect;

import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.finding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code version-regression}: requests of an operation are slower, or fail more often, in the
 * newest version of its service than in the one before.
 *
 * <p>Decided when the new version has 50, 200 and 1,000 requests, each time at a third of the
 * level, because who looks often enough always finds something; the operations of a service that
 * are decided together share the level by Benjamini and Hochberg.
 */
final class VersionRegressionDetector implements WindowDetector {

  private static final String NAME = "version-regression";

  private static final int[] LOOKS = {50, 200, 1_000};
  private static final double LEVEL = 0.01 / LOOKS.length;
  private static final int MAX_OPERATIONS = 20_000;
  private static final int MAX_VERSIONS = 3;
  private static final int MAX_SERVICES = 1_000;
  private static final int MAX_SHARING = 1_000;

  /** The requests of one version. */
  private static final class Version {
    private final String name;
    private final DurationSketch durations = new DurationSketch();
    private long failed;

    private Version(String name) {
      this.name = name;
    }
  }

  /** The last versions of an operation, oldest first, and the verdict about the newest. */
  private static final class Known extends RecentMap.Value {
    private final List<Version> versions = new ArrayList<>();
    private int looks;
    private double p = 1;
    private @Nullable Verdict candidate;
    private @Nullable Verdict verdict;

    private @Nullable Version version(String name) {
      for (Version version : versions) {
        if (version.name.equals(name)) {
          return version;
        }
      }
      return null;
    }
  }

  /** Median and p95 of a version. */
  private record Times(long median, long tail) {
    private static Times of(Version version) {
      return new Times(version.durations.quantile(0.5), version.durations.quantile(0.95));
    }

    private boolean medianIsLongerThan(Times old) {
      return median >= 1.10 * old.median && median - old.median >= 5_000_000;
    }

    private boolean tailIsLongerThan(Times old) {
      return tail >= 1.2 * old.tail && tail - old.tail >= 5_000_000;
    }
  }

  /**
   * What became worse.
   *
   * @param byTime whether the durations prove it, else the failures
   */
  private record Verdict(
      String from,
      String to,
      Times old,
      Times now,
      double moreFailures,
      boolean byTime,
      boolean grave) {}

  private final RecentMap<Operation, Known> operations =
      new RecentMap<>(MAX_OPERATIONS, operation -> new Known());

  /** The operations of a service that were decided on, which share the level. */
  private static final class Decided extends RecentMap.Value {
    private final List<Known> operations = new ArrayList<>();
  }

  private final RecentMap<String, Decided> lookedAt =
      new RecentMap<>(MAX_SERVICES, service -> new Decided());

  /** Looks at operations of services that have too many to be judged together. */
  private long passedOver;

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(
            NAME, "requests that are slower, or fail more often, in the newest version")
        .rule(
            "The newest `service.version` of a service against the one before, operation by operation:"
                + " Mann-Whitney's test of the durations or Fisher's of the failures, corrected for looking"
                + " several times and at several operations, and a difference that matters.")
        .limit("requests of both, at each decision", Arrays.toString(LOOKS))
        .limit("level of a decision", String.format(Locale.ROOT, "%.4f", LEVEL))
        .limit("median", "1.10 × and + 5 ms, or p95 1.2 ×; failures + 1 point")
        .silent("differences that chance may have made")
        .silent("traces kept for being slow or failing: shares among them mean nothing")
        .severity("Warning; critical when the median doubles or failures rise by 5 points.")
        .exampleInWords("`GET /cart` has a median of 40 ms in version 1.4 and of 70 ms in 1.5.")
        .fix("Roll back, then compare the paths of both versions.")
        .detail("version", "the newest")
        .detail("before", "the one it is compared with")
        .detail("oldMedianNanos", "median before")
        .detail("newMedianNanos", "median now")
        .detail("moreFailures", "by how much the failing share rose")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    for (int node : facts.requests()) {
      String name = version(facts, node);
      if (name.isEmpty()) {
        continue;
      }
      Known known = operations.at(facts.operation(node));
      Version version = known.version(name);
      if (version == null) {
        version = new Version(name);
        known.versions.add(version);
        known.looks = 0;
        known.p = 1;
        known.candidate = null;
        known.verdict = null;
        if (known.versions.size() > MAX_VERSIONS) {
          known.versions.remove(0);
        }
      }
      version.durations.add(facts.trace().durationNanos(node));
      version.failed += facts.calls().outcome(node).isFailure() ? 1 : 0;
      lookAt(known, version, facts.service(node));
    }
  }

  private static String version(TraceFacts facts, int node) {
    return facts.trace().span(node).resource().version();
  }

  /** Decides if the newest version has just reached one of the counts. */
  private void lookAt(Known known, Version version, String service) {
    int count = known.versions.size();
    if (count < 2
        || known.versions.get(count - 1) != version
        || known.looks >= LOOKS.length
        || version.durations.total() < LOOKS[known.looks]
        || known.versions.get(count - 2).durations.total() < LOOKS[0]) {
      return;
    }
    known.looks++;
    judge(known, known.versions.get(count - 2), version);
    share(service, known);
  }

  private static void judge(Known known, Version before, Version after) {
    Times old = Times.of(before);
    Times now = Times.of(after);
    boolean slower = now.medianIsLongerThan(old) || now.tailIsLongerThan(old);
    double more =
        (double) after.failed / after.durations.total()
            - (double) before.failed / before.durations.total();
    double pTime = slower ? Significance.longer(before.durations, after.durations) : 1;
    double pErrors =
        more >= 0.01
            ? Significance.failsMore(
                before.failed, before.durations.total(), after.failed, after.durations.total())
            : 1;
    known.p = Math.min(pTime, pErrors);
    boolean byTime = pTime <= pErrors;
    boolean grave = (byTime && now.median >= 2 * old.median) || more >= 0.05;
    known.candidate =
        new Verdict(before.name, after.name, old, now, Math.max(0, more), byTime, grave);
  }

  /** Benjamini and Hochberg over the operations of a service that have been looked at. */
  private void share(String service, Known known) {
    List<Known> looked = lookedAt.at(service).operations;
    if (!looked.contains(known)) {
      if (looked.size() == MAX_SHARING) {
        passedOver++;
        return;
      }
      looked.add(known);
    }
    looked.sort(Comparator.comparingDouble(other -> other.p));
    int last = -1;
    for (int i = 0; i < looked.size(); i++) {
      last = looked.get(i).p <= LEVEL * (i + 1) / looked.size() ? i : last;
    }
    for (int i = 0; i < looked.size(); i++) {
      Known judged = looked.get(i);
      judged.verdict = i <= last ? judged.candidate : null;
    }
  }

  @Override
  public long forgotten() {
    return operations.evictions() + lookedAt.evictions() + passedOver;
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    if (operations.size() == 0 || !facts.sharesHold()) {
      return;
    }
    for (int node : facts.requests()) {
      Known known = operations.find(facts.operation(node));
      Verdict verdict = known == null ? null : known.verdict;
      if (verdict != null && verdict.to.equals(version(facts, node))) {
        clues.accept(clue(facts, node, verdict));
      }
    }
  }

  private static Clue clue(TraceFacts facts, int node, Verdict verdict) {
    String service = facts.service(node);
    long nanos = facts.trace().durationNanos(node);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("version", verdict.to);
    details.put("before", verdict.from);
    details.put("oldMedianNanos", verdict.old.median);
    details.put("newMedianNanos", verdict.now.median);
    details.put("moreFailures", verdict.moreFailures);
    Severity severity = verdict.grave ? Severity.CRITICAL : Severity.WARNING;
    double share = Remedy.shareOf(verdict.old.median, nanos);
    return new Clue(
        new Problem(
            NAME, service, facts.name(node), List.of(service, facts.template(node), verdict.to)),
        verdict.byTime ? Gravity.ofTime(severity) : Gravity.ofLoad(severity),
        Remedy.scaleSubtree(share, share, node),
        new int[] {node},
        new Advice(
            service
                + " "
                + verdict.to
                + " made "
                + worse(facts.name(node), verdict)
                + " than "
                + verdict.from
                + ".",
            "Roll back to " + verdict.from + ", then compare the paths of both versions."),
        details,
        Math.max(0, nanos - verdict.old.median));
  }

  /** {@code GET /cart 75 % slower}, the slowest of it only, or how much more often it fails. */
  private static String worse(String name, Verdict verdict) {
    if (!verdict.byTime) {
      return name + " fail " + Math.round(100 * verdict.moreFailures) + " points more often";
    }
    return verdict.now.medianIsLongerThan(verdict.old)
        ? name + " " + percent(verdict.old.median, verdict.now.median) + " % slower"
        : "the slowest twentieth of "
            + name
            + " "
            + percent(verdict.old.tail, verdict.now.tail)
            + " % slower";
  }

  private static long percent(long oldNanos, long newNanos) {
    return Math.round(100.0 * (newNanos - oldNanos) / Math.max(1, oldNanos));
  }
}

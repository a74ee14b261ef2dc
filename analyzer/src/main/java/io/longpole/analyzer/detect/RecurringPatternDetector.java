package io.longpole.analyzer.detect;

import io.longpole.analyzer.detect.Clue.Advice;
import io.longpole.analyzer.detect.HourlyTail.Rhythm;
import io.longpole.analyzer.finding.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** {@code recurring-pattern}: an operation is slow at the same hour of every day or every week. */
final class RecurringPatternDetector implements WindowDetector {

  private static final String NAME = "recurring-pattern";

  private static final int MAX_OPERATIONS = 10_000;
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  /** The epoch began on a Thursday. */
  private static final List<String> DAYS =
      List.of("Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday");

  private final RecentMap<Operation, HourlyTail> operations =
      new RecentMap<>(MAX_OPERATIONS, operation -> new HourlyTail());

  @Override
  public Description description(DetectorSettings settings) {
    return Description.of(
            NAME, "an operation that is slow at the same hour of every day or every week")
        .rule(
            "The p95 of an operation hour by hour, for a week at least, follows itself a day later, or, in"
                + " two weeks, a week later; and the median of one hour of the day, or of the week, is well"
                + " above that of all.")
        .limit("correlation with itself", Double.toString(HourlyTail.FOLLOWS))
        .limit("peak, times the median", Double.toString(HourlyTail.PEAK_FACTOR))
        .limit("requests in an hour", HourlyTail.ENOUGH_REQUESTS)
        .limit("hours that are needed", HourlyTail.WEEK)
        .silent("one or two bad nights, and what becomes ever slower")
        .severity("Info.")
        .exampleInWords("`GET /search` takes 400 ms every night from two to three, else 100 ms.")
        .fix(
            "Find the job that runs then (batch, backup, expiry, peak of users); move, spread or slow it.")
        .detail("period", "`day` or `week`")
        .detail("peak", "when, in UTC")
        .detail("peakNanos", "the median p95 of that hour")
        .detail("usualNanos", "the median p95 of all hours")
        .detail("correlation", "with itself, a period later")
        .build();
  }

  @Override
  public void learn(TraceFacts facts) {
    for (int node = 0; node < facts.trace().size(); node++) {
      if (isRequest(facts, node)) {
        operations
            .at(facts.operation(node))
            .add(facts.trace().startNanos(node), facts.trace().durationNanos(node));
      }
    }
  }

  private static boolean isRequest(TraceFacts facts, int node) {
    return facts.isEntry(node) || facts.trace().parent(node) < 0;
  }

  @Override
  public void settle() {
    operations.forEach(HourlyTail::settle);
  }

  @Override
  public long forgotten() {
    return operations.evictions();
  }

  @Override
  public void detect(TraceFacts facts, Consumer<Clue> clues) {
    for (int node = 0; node < facts.trace().size() && operations.size() > 0; node++) {
      if (!isRequest(facts, node)) {
        continue;
      }
      HourlyTail known = operations.find(facts.operation(node));
      Rhythm rhythm = known == null ? Rhythm.NONE : known.rhythm();
      long peak = rhythm.peakNanos(facts.trace().startNanos(node));
      double slow = HourlyTail.PEAK_FACTOR * rhythm.usualNanos();
      if (peak > 0 && facts.trace().durationNanos(node) >= slow) {
        clues.accept(clue(facts, node, rhythm, peak));
      }
    }
  }

  private static Clue clue(TraceFacts facts, int node, Rhythm rhythm, long peak) {
    String service = facts.service(node);
    String when = when(facts.trace().startNanos(node), rhythm.periodHours());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("period", rhythm.periodHours() == HourlyTail.DAY ? "day" : "week");
    details.put("peak", when);
    details.put("peakNanos", peak);
    details.put("usualNanos", rhythm.usualNanos());
    details.put("correlation", rhythm.correlation());
    details.put("thresholdCorrelation", HourlyTail.FOLLOWS);
    details.put("thresholdFactor", HourlyTail.PEAK_FACTOR);
    return new Clue(
        new Problem(NAME, service, facts.name(node), List.of(service, facts.template(node))),
        Gravity.ofTime(Severity.INFO),
        Remedy.NONE,
        new int[] {node},
        new Advice(
            service
                + " "
                + facts.name(node)
                + " is slow "
                + when
                + ": its p95 is then "
                + Words.duration(peak)
                + ", else "
                + Words.duration(rhythm.usualNanos())
                + ".",
            "Find the job that runs "
                + when
                + " (batch, backup, expiry, peak of users) and move, spread or slow it."),
        details,
        facts.trace().durationNanos(node) - rhythm.usualNanos());
  }

  /** {@code every day from 02:00 UTC} or {@code every Monday from 02:00 UTC}. */
  private static String when(long timeNanos, int periodHours) {
    long hour = Math.floorDiv(timeNanos, HOUR_NANOS);
    long day = Math.floorDiv(hour, (long) HourlyTail.DAY);
    String name = periodHours == HourlyTail.DAY ? "day" : DAYS.get(Math.floorMod(day, DAYS.size()));
    return String.format(
        Locale.ROOT, "every %s from %02d:00 UTC", name, Math.floorMod(hour, HourlyTail.DAY));
  }
}

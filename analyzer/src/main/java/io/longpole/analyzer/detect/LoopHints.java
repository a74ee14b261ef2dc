package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.model.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What speaks for a loop over rows when the arguments of its calls are not to be seen.
 *
 * <p>{@code orm-scope}: an object-relational layer made the calls. {@code source-query}: another
 * query ended just before the first. {@code duration-spread}: the durations differ as those of
 * different rows do (standard deviation at least half of the mean).
 */
final class LoopHints {

  private static final List<String> ORM_SCOPES =
      List.of(
          "hibernate",
          "spring-data",
          "jpa",
          "eclipselink",
          "sequelize",
          "typeorm",
          "prisma",
          "mikro-orm",
          "mongoose",
          "sqlalchemy",
          "django",
          "peewee",
          "tortoise",
          "active_record",
          "activerecord",
          "entityframework",
          "gorm",
          "doctrine",
          "eloquent",
          "ecto");

  private static final double WIDE_SPREAD = 0.5;
  private static final int MAX_LOOK_BACK = 16;

  private LoopHints() {}

  static List<String> of(TraceFacts facts, CallGroup loop) {
    List<String> hints = new ArrayList<>();
    if (comesFromOrm(facts, loop)) {
      hints.add("orm-scope");
    }
    if (followsQuery(facts, loop)) {
      hints.add("source-query");
    }
    if (spread(facts, loop) >= WIDE_SPREAD) {
      hints.add("duration-spread");
    }
    return hints;
  }

  private static boolean comesFromOrm(TraceFacts facts, CallGroup loop) {
    int node = facts.node(loop.first());
    for (int level = 0; node >= 0 && level <= Symbols.MAX_LEVELS; level++) {
      if (isOrm(facts.trace().span(node))) {
        return true;
      }
      node = node == loop.anchor() ? -1 : facts.trace().parent(node);
    }
    return false;
  }

  private static boolean isOrm(Span span) {
    String scope = span.scope().name().toLowerCase(Locale.ROOT);
    return ORM_SCOPES.stream().anyMatch(scope::contains);
  }

  private static boolean followsQuery(TraceFacts facts, CallGroup loop) {
    int first = loop.first();
    Call call = facts.call(first);
    int oldest = Math.max(0, first - MAX_LOOK_BACK);
    for (int position = first - 1; position >= oldest; position--) {
      Call before = facts.call(position);
      boolean related =
          facts.key(position) != TraceFacts.NO_KEY
              && before.callClass() == call.callClass()
              && facts.entry(before.node()) == facts.entry(call.node());
      if (related) {
        return !before.key().equals(call.key())
            && facts.endNanos(position) <= facts.startNanos(first) + Attempts.OVERLAP_NANOS;
      }
    }
    return false;
  }

  private static double spread(TraceFacts facts, CallGroup loop) {
    double sum = 0;
    double squares = 0;
    for (int position : loop.positions()) {
      double nanos = facts.durationNanos(position);
      sum += nanos;
      squares += nanos * nanos;
    }
    int count = loop.positions().length;
    double mean = sum / count;
    double variance = Math.max(0, squares / count - mean * mean);
    return mean == 0 ? 0 : Math.sqrt(variance) / mean;
  }
}

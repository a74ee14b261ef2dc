package io.longpole.query.search;

import io.longpole.analyzer.finding.Life;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Suppression;
import io.longpole.proto.query.v1.Finding;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.Interval;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Says of findings whether they are new, ongoing, resolved, regressed or suppressed. */
final class Standings {

  /** What stands instead of the state of a suppressed finding. */
  static final String SUPPRESSED = "suppressed";

  /** All that {@link Standing#word} may be. */
  static final Set<String> WORDS =
      Set.of(
          Life.State.NEW.text(),
          Life.State.ONGOING.text(),
          Life.State.RESOLVED.text(),
          Life.State.REGRESSED.text(),
          SUPPRESSED);

  /** Where no window says since when something is new. */
  private static final long NEW_NANOS = TimeUnit.HOURS.toNanos(24);

  /** Where one finding stands. */
  record Standing(Life.State state, Optional<Life> life, Optional<Suppressed> suppressed) {

    String word() {
      return suppressed.isPresent() ? SUPPRESSED : state.text();
    }

    private long sinceNanos() {
      return life.map(Life::stateSinceNanos).orElse(0L);
    }

    /** Whether it was seen or resolved in an interval. */
    boolean isIn(Interval interval, long lastSeenNanos) {
      return lastSeenNanos >= interval.fromNanos()
          || (state == Life.State.RESOLVED && sinceNanos() >= interval.fromNanos());
    }

    /** The message with what is known. */
    Finding on(Finding finding) {
      Finding.Builder message =
          finding.toBuilder().setState(state.text()).setStateSinceUnixNanos(sinceNanos());
      life.ifPresent(each -> addTo(message, each));
      suppressed.ifPresent(each -> message.setSuppressed(each.message(false)));
      return message.build();
    }

    private static void addTo(Finding.Builder message, Life life) {
      message
          .setKnownSinceUnixNanos(life.firstSeenNanos())
          .setFirstVersion(life.versions().first())
          .setSinceVersion(life.versions().start())
          .setLastVersion(life.versions().last());
    }
  }

  /** A suppression with what it is of. */
  record Suppressed(String fingerprint, Suppression suppression) {
    io.longpole.proto.query.v1.Suppression message(boolean expired) {
      return io.longpole.proto.query.v1.Suppression.newBuilder()
          .setFingerprint(fingerprint)
          .setReason(suppression.reason())
          .setUntilUnixNanos(suppression.untilNanos())
          .setSeverity(suppression.accepted().text())
          .setExpired(expired)
          .build();
    }
  }

  private final Map<String, Life> lives;
  private final Map<String, Suppression> suppressions;
  private final long newSinceNanos;
  private final long nowNanos;

  private Standings(
      Map<String, Life> lives,
      Map<String, Suppression> suppressions,
      long newSinceNanos,
      long nowNanos) {
    this.lives = lives;
    this.suppressions = suppressions;
    this.newSinceNanos = newSinceNanos;
    this.nowNanos = nowNanos;
  }

  /** Of those findings as they were at the end of an interval, or are now. */
  static Standings of(
      IndexView view, FindingMemory memory, Set<String> fingerprints, Interval interval) {
    long now = memory.nowUnixNanos().getAsLong();
    long until = Math.min(now, interval.toNanos());
    boolean open = interval.fromNanos() == Interval.ALL.fromNanos();
    return new Standings(
        fingerprints.isEmpty()
            ? Map.of()
            : new LifeSearch(view, memory.lives().get()).of(fingerprints, until),
        memory.suppressions().all(),
        open ? until - NEW_NANOS : interval.fromNanos(),
        now);
  }

  /** Of a finding that is as severe as that. */
  Standing of(String fingerprint, Severity severity) {
    Optional<Suppressed> suppressed =
        Optional.ofNullable(suppressions.get(fingerprint))
            .filter(each -> each.covers(severity, nowNanos))
            .map(each -> new Suppressed(fingerprint, each));
    Life life = lives.get(fingerprint);
    return life == null // seen, but at a time that is not believed
        ? new Standing(Life.State.NEW, Optional.empty(), suppressed)
        : new Standing(life.state(newSinceNanos), Optional.of(life), suppressed);
  }
}

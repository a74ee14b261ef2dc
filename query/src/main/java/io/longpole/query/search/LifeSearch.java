package io.longpole.query.search;

import io.longpole.analyzer.finding.Life;
import io.longpole.analyzer.finding.LifeCycle;
import io.longpole.analyzer.finding.Lives;
import io.longpole.analyzer.finding.SeenHours;
import io.longpole.query.index.IndexView;
import io.longpole.query.index.SightedHours.Sighted;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Follows findings over all that is indexed, continuing what is remembered of before. */
final class LifeSearch {

  private final IndexView view;
  private final Lives before;

  LifeSearch(IndexView view, Lives before) {
    this.view = view;
    this.before = before;
  }

  /** The lives of some findings, as far as they were seen before a time. */
  Map<String, Life> of(Set<String> fingerprints, long untilNanos) {
    return lives(fingerprints::contains, fingerprints, untilNanos);
  }

  /** The lives of all findings, those of which nothing is indexed any more too. */
  Map<String, Life> all(long untilNanos) {
    return lives(fingerprint -> true, before.byFingerprint().keySet(), untilNanos);
  }

  private Map<String, Life> lives(
      Predicate<String> wanted, Set<String> remembered, long untilNanos) {
    Map<String, Sighted> sighted = new HashMap<>(view.sightedHours(wanted));
    // what is remembered knows more than a question about an earlier time may use
    boolean useful = before.throughNanos() <= untilNanos;
    Map<String, String> endpoints = new HashMap<>();
    sighted.forEach((fingerprint, seen) -> endpoints.put(fingerprint, seen.endpoint()));
    for (String fingerprint : remembered) {
      Life life = before.byFingerprint().get(fingerprint);
      if (life != null && useful) {
        endpoints.putIfAbsent(fingerprint, life.endpoint());
      }
    }
    Map<String, SeenHours> traffic = view.traffic(new HashSet<>(endpoints.values()));
    Map<String, Life> result = new HashMap<>();
    endpoints.forEach((fingerprint, endpoint) -> {
      SeenHours shown =
          Optional.ofNullable(sighted.get(fingerprint)).map(Sighted::hours).orElse(new SeenHours());
      SeenHours served = Optional.ofNullable(traffic.get(endpoint)).orElse(new SeenHours());
      LifeCycle.Seen seen = new LifeCycle.Seen(endpoint, shown, served);
      Life known = useful ? before.byFingerprint().get(fingerprint) : null;
      Optional<Life> life =
          known == null
              ? LifeCycle.of(seen, untilNanos)
              : Optional.of(LifeCycle.continued(known, before.throughNanos(), seen, untilNanos));
      life.ifPresent(each -> result.put(fingerprint, each));
    });
    return result;
  }
}

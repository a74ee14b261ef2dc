package io.longpole.query.search;

import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Suppression;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.ListSuppressionsResponse;
import io.longpole.proto.query.v1.SuppressFindingRequest;
import io.longpole.query.search.Standings.Suppressed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Writes, lists and removes suppressions of findings. */
final class SuppressionDesk {

  private static final long MAX_NANOS = TimeUnit.DAYS.toNanos(366);
  private static final int MAX_REASON_CHARS = 500;

  private final FindingMemory memory;

  SuppressionDesk(FindingMemory memory) {
    this.memory = memory;
  }

  /** A request that lacks something is an IllegalArgumentException. */
  void check(SuppressFindingRequest request) {
    long now = memory.nowUnixNanos().getAsLong();
    String reason = request.getReason();
    if (reason.isBlank() || reason.length() > MAX_REASON_CHARS) {
      throw new IllegalArgumentException(
          "reason: 1 to " + MAX_REASON_CHARS + " characters that say why are expected");
    }
    long until = request.getUntilUnixNanos();
    if (until <= now || until - now > MAX_NANOS) {
      throw new IllegalArgumentException(
          "until: a time in the future, at most 366 days away, is expected");
    }
  }

  /** Suppresses a finding as severe as it is now. */
  io.longpole.proto.query.v1.Suppression suppress(Finding finding, SuppressFindingRequest request) {
    Suppression suppression =
        new Suppression(
            request.getUntilUnixNanos(),
            Severity.parse(finding.getSeverity()).orElse(Severity.INFO),
            request.getReason().strip());
    memory.suppressions().put(finding.getFingerprint(), suppression);
    return new Suppressed(finding.getFingerprint(), suppression).message(false);
  }

  /** All, those that end first first. */
  ListSuppressionsResponse list() {
    List<Suppressed> all = new ArrayList<>();
    memory
        .suppressions()
        .all()
        .forEach((fingerprint, suppression) -> all.add(new Suppressed(fingerprint, suppression)));
    all.sort(
        Comparator.comparingLong((Suppressed each) -> each.suppression().untilNanos())
            .thenComparing(Suppressed::fingerprint));
    ListSuppressionsResponse.Builder list = ListSuppressionsResponse.newBuilder();
    all.forEach(each -> list.addSuppressions(message(each)));
    return list.build();
  }

  /** Empty if none begins so; several that do are an IllegalArgumentException. */
  Optional<io.longpole.proto.query.v1.Suppression> remove(String prefix) {
    List<Suppressed> matching = new ArrayList<>();
    memory
        .suppressions()
        .all()
        .forEach((fingerprint, suppression) -> {
          if (fingerprint.startsWith(prefix)) {
            matching.add(new Suppressed(fingerprint, suppression));
          }
        });
    if (matching.size() > 1) {
      throw new IllegalArgumentException(
          "fingerprint="
              + prefix
              + " is ambiguous: "
              + String.join(
                  ", ", matching.stream().map(Suppressed::fingerprint).sorted().toList()));
    }
    matching.forEach(each -> memory.suppressions().remove(each.fingerprint()));
    return matching.stream().findFirst().map(this::message);
  }

  private io.longpole.proto.query.v1.Suppression message(Suppressed suppressed) {
    return suppressed.message(
        memory.nowUnixNanos().getAsLong() >= suppressed.suppression().untilNanos());
  }
}

package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.detect.LiveStream.Seen;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who stands in a queue for a lock, offline and live, and what is said of it. */
class LockLineTest {

  private static final String LOCK = "lock-contention";
  private static final String UPDATE =
      " client db.system.name=postgresql db.query.text='UPDATE stock SET n = n - ? WHERE id = ?'";

  /** The lines of a request that waits behind so many others. */
  private static String[] waiting(int before) {
    return new String[] {
      "POST /buy 0-%d server @shop".formatted(40 + 30 * before),
      "  q 1-%d".formatted(31 + 29 * before) + UPDATE
    };
  }

  private static final String[] ALONE = {"POST /buy 0-20 server @shop", "  q 1-9" + UPDATE};

  @Test
  void whoWritesBeforeOrAfterTheQueueDoesNotStandInIt() {
    Window window = new Window().trace(0, ALONE);
    for (int i = 0; i < 6; i++) {
      window.trace(1_000 + i, waiting(i));
    }
    Finding queue = window.trace(5_000, ALONE).only(LOCK);
    assertThat(queue.traceCount()).isEqualTo(6);
    assertThat(queue.summary())
        .isEqualTo("`UPDATE stock` of 6 requests at once is done one after the other.");
  }

  @Test
  void afterwardsALongQueueIsKnownAsAWhole() {
    Window window = new Window();
    for (int i = 0; i < 70; i++) {
      window.trace(i, waiting(i));
    }
    assertThat(window.only(LOCK).details()).containsEntry("queue", 70L);
  }

  @Test
  void oneOfAQueueWhoseTraceComesMuchLaterIsFound() {
    LiveStream stream = new LiveStream().lateUpTo(0);
    for (int i = 0; i < 8; i++) {
      stream.trace(i, waiting(i));
    }
    for (int i = 0; i < 120; i++) {
      stream.trace(1_000 + i * 100, ALONE);
    }
    // It waits for the lock with the others, and then works for half a minute.
    stream.trace(8, "POST /buy 0-30000 server @shop", "  q 1-230" + UPDATE);
    assertThat(stream.of(LOCK)).extracting(Seen::atMs).contains(8.0);
  }

  @Test
  void aQueueIsNotCriticalBecauseOthersWereRefused() {
    LiveStream stream = new LiveStream().lateUpTo(0);
    for (int i = 0; i < 40; i++) {
      String end = i % 10 == 9 ? " error db.response.status_code=40001" : "";
      stream.trace(i * 100, "POST /buy 0-50 server @shop", "  q 5-40" + UPDATE + end);
    }
    for (int i = 0; i < 6; i++) {
      stream.trace(60_000 + i, waiting(i));
    }
    List<Seen> seen = stream.of(LOCK);
    assertThat(severities(seen, "code")).contains(Severity.CRITICAL);
    assertThat(severities(seen, "queue")).containsOnly(Severity.WARNING);
  }

  private static List<Severity> severities(List<Seen> seen, String evidence) {
    return seen.stream()
        .map(Seen::sighting)
        .filter(sighting -> evidence.equals(sighting.details().get("evidence")))
        .map(sighting -> sighting.severity())
        .toList();
  }
}

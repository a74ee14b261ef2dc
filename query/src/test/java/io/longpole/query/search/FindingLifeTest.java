package io.longpole.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longpole.analyzer.Settings;
import io.longpole.analyzer.finding.Lives;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Suppression;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.TraceId;
import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.GetReportRequest;
import io.longpole.proto.query.v1.ListFindingsRequest;
import io.longpole.proto.query.v1.ListFindingsResponse;
import io.longpole.proto.query.v1.ListSuppressionsRequest;
import io.longpole.proto.query.v1.RemoveSuppressionRequest;
import io.longpole.proto.query.v1.SuppressFindingRequest;
import io.longpole.proto.query.v1.Window;
import io.longpole.query.search.FindingMemory.SuppressionBook;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingLifeTest {

  private static final long START = 1_760_000_000_000_000_000L;
  private static final long HOUR = 3_600_000_000_000L;
  private static final long DAY = 24 * HOUR;

  /** A book in memory. */
  private static final class Book implements SuppressionBook {
    private final Map<String, Suppression> all = new HashMap<>();

    @Override
    public Map<String, Suppression> all() {
      return Map.copyOf(all);
    }

    @Override
    public void put(String fingerprint, Suppression suppression) {
      all.put(fingerprint, suppression);
    }

    @Override
    public void remove(String fingerprint) {
      all.remove(fingerprint);
    }
  }

  @TempDir Path folder;

  private final Book book = new Book();
  private SearchFixture fixture;
  private Lives before = Lives.NONE;
  private long nowNanos;

  @BeforeEach
  void open() {
    fixture = new SearchFixture(folder.resolve("first"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Search search() {
    fixture.index.refresh();
    FindingMemory memory = new FindingMemory(() -> before, book, () -> nowNanos);
    return new Search(
        fixture.index,
        fixture.log,
        Settings.DEFAULT,
        new Search.Known(Losses.NONE, LearnedOrder.NONE, memory));
  }

  /** One trace in that hour; of two rows it is healthy, of twelve it shows the loop. */
  private void trace(int hour, int rows) {
    int number = hour * 3_600 + 1;
    fixture.put(new TraceId(0x4bf92f3577b34da6L, number), SearchTest.loop(number, rows), 1);
  }

  /** The same of a version of its service. */
  private void trace(int hour, int rows, String version) {
    int number = hour * 3_600 + 1;
    Resource orders =
        new Resource(Attributes.of("service.name", "orders", "service.version", version));
    fixture.put(new TraceId(0x4bf92f3577b34da6L, number), SearchTest.loop(number, rows, orders), 1);
  }

  private void healthy(int fromHour, int toHour) {
    for (int hour = fromHour; hour <= toHour; hour++) {
      trace(hour, 2);
    }
  }

  private static long at(int hour) {
    return START + hour * HOUR + 1_000_000_000L;
  }

  private List<Finding> findings(long fromNanos, String... states) {
    return answer(fromNanos, states).getFindingsList();
  }

  private ListFindingsResponse answer(long fromNanos, String... states) {
    return search()
        .findings(
            ListFindingsRequest.newBuilder()
                .setDetector("n-plus-one")
                .setWindow(Window.newBuilder().setFromUnixNanos(fromNanos))
                .addAllStates(List.of(states))
                .build());
  }

  @Test
  void whatIsFirstSeenInTheWindowIsNew() {
    trace(1, 12);
    trace(5, 12);
    nowNanos = at(6);

    assertThat(findings(0).getFirst().getState()).isEqualTo("new");
    assertThat(findings(at(1)).getFirst().getState()).isEqualTo("new");
    assertThat(findings(at(2)).getFirst().getState()).isEqualTo("ongoing");
    assertThat(findings(at(2)).getFirst().getStateSinceUnixNanos()).isEqualTo(at(1));
    assertThat(findings(at(2), "new", "regressed")).isEmpty();
    assertThat(findings(at(1), "new", "regressed")).hasSize(1);
    nowNanos = at(1) + DAY + 1;
    assertThat(findings(0).getFirst().getState()).as("a day later").isEqualTo("ongoing");
  }

  @Test
  void whatIsNoLongerSeenThoughItsEndpointHasTrafficIsResolved() {
    trace(1, 12);
    healthy(2, 30);
    nowNanos = at(31);

    Finding resolved = findings(0).getFirst();
    assertThat(resolved.getState()).isEqualTo("resolved");
    assertThat(resolved.getStateSinceUnixNanos()).isEqualTo(at(25));
    assertThat(findings(at(20))).as("not seen in the window").isEmpty();
    assertThat(findings(at(20), "resolved")).containsExactly(resolved);
    assertThat(findings(at(26), "resolved")).as("resolved before the window").isEmpty();
  }

  @Test
  void withoutTrafficNothingIsResolved() {
    trace(1, 12);
    nowNanos = at(1_000);

    assertThat(findings(0).getFirst().getState()).isEqualTo("ongoing");
    assertThat(findings(at(500), "resolved")).isEmpty();
  }

  @Test
  void tracesFromTheFutureResolveNothing() {
    trace(1, 12);
    healthy(100, 130);
    nowNanos = at(20);

    assertThat(findings(0).getFirst().getState()).isEqualTo("new");
  }

  @Test
  void seenAgainItHasRegressedEvenIfTheOldTracesAreDeleted() {
    trace(1, 12);
    healthy(2, 30);
    nowNanos = at(31);
    before = search().lives(nowNanos / HOUR * HOUR).orElseThrow();
    fixture.close();
    fixture = new SearchFixture(folder.resolve("second"));
    trace(50, 12);
    nowNanos = at(51);

    Finding regressed = findings(at(40), "regressed").getFirst();
    assertThat(regressed.getState()).isEqualTo("regressed");
    assertThat(regressed.getStateSinceUnixNanos()).isEqualTo(at(50));

    before = Lives.NONE;
    assertThat(findings(at(40)).getFirst().getState()).isEqualTo("new");
  }

  @Test
  void itSaysInWhichVersionsOfItsServiceItWasSeenEvenIfTheOldTracesAreDeleted() {
    trace(1, 12, "1.0");
    trace(2, 12, "1.1");
    nowNanos = at(3);
    Finding ongoing = findings(at(2)).getFirst();
    assertThat(ongoing.getKnownSinceUnixNanos()).isEqualTo(at(1));
    assertThat(versions(ongoing)).containsExactly("1.0", "1.0", "1.1");

    healthy(3, 30);
    nowNanos = at(31);
    before = search().lives(nowNanos / HOUR * HOUR).orElseThrow();
    fixture.close();
    fixture = new SearchFixture(folder.resolve("second"));
    trace(50, 12, "1.2");
    trace(51, 12);
    nowNanos = at(52);
    assertThat(versions(findings(at(40)).getFirst())).containsExactly("1.0", "1.2", "");
  }

  private static List<String> versions(Finding finding) {
    return List.of(finding.getFirstVersion(), finding.getSinceVersion(), finding.getLastVersion());
  }

  @Test
  void whatIsRememberedChangesNothingWhileTheTracesAreThere() {
    trace(1, 12);
    healthy(2, 30);
    trace(50, 12);
    nowNanos = at(51);
    List<Finding> whole = findings(0);

    before = search().lives(at(15) / HOUR * HOUR).orElseThrow();

    assertThat(before.byFingerprint()).isNotEmpty();
    assertThat(findings(0)).isEqualTo(whole);
  }

  @Test
  void aSuppressedFindingIsCountedAndComesBackByItself() {
    for (int hour = 1; hour <= 3; hour++) {
      trace(hour, 12);
    }
    nowNanos = at(4);
    String fingerprint = findings(0).getFirst().getFingerprint();

    assertThat(search().suppress(request(fingerprint.substring(0, 6), "known", nowNanos + DAY)))
        .hasValueSatisfying(made -> {
          assertThat(made.getFingerprint()).isEqualTo(fingerprint);
          assertThat(made.getReason()).isEqualTo("known");
        });

    ListFindingsResponse hidden = answer(0);
    assertThat(hidden.getFindingsList()).isEmpty();
    assertThat(hidden.getCoverage().getNotesList())
        .containsExactly("findings suppressed and left out: 1 (longpole findings --suppressed)");
    Finding shown = findings(0, "suppressed").getFirst();
    assertThat(shown.getSuppressed().getReason()).isEqualTo("known");
    assertThat(shown.getState()).isEqualTo("new");
    assertThat(findings(0, "new")).isEmpty();
    GetReportRequest report = GetReportRequest.getDefaultInstance();
    assertThat(search().report(report).getFindingsList()).isEmpty();
    assertThat(search().report(report).getCoverage().getNotesList())
        .contains("findings suppressed and left out: 1 (longpole findings --suppressed)");
    assertThat(
            search().report(report.toBuilder().setWithSuppressed(true).build()).getFindingsList())
        .hasSize(1);

    nowNanos += DAY;
    assertThat(findings(0)).hasSize(1);
    assertThat(
            search()
                .suppressions(ListSuppressionsRequest.getDefaultInstance())
                .getSuppressions(0)
                .getExpired())
        .isTrue();
  }

  @Test
  void whatBecameMoreSevereThanAcceptedIsShown() {
    trace(1, 12);
    nowNanos = at(2);
    Finding finding = findings(0).getFirst();
    assertThat(finding.getSeverity()).isNotEqualTo("info");

    book.put(finding.getFingerprint(), new Suppression(nowNanos + DAY, Severity.INFO, "small"));

    assertThat(findings(0)).containsExactly(finding);
  }

  @Test
  void aRemovedSuppressionShowsTheFindingAgain() {
    trace(1, 12);
    nowNanos = at(2);
    String fingerprint = findings(0).getFirst().getFingerprint();
    search().suppress(request(fingerprint, "known", nowNanos + DAY));
    book.put("0000aaaa", new Suppression(nowNanos + DAY, Severity.INFO, "a"));
    book.put("0000bbbb", new Suppression(nowNanos + DAY, Severity.INFO, "b"));

    assertThatThrownBy(() -> search().unsuppress(removal("0000")))
        .hasMessage("fingerprint=0000 is ambiguous: 0000aaaa, 0000bbbb");
    assertThat(search().unsuppress(removal("ffffffff"))).isEmpty();
    assertThat(search().unsuppress(removal(fingerprint.substring(0, 8)))).isPresent();
    assertThat(findings(0)).hasSize(1);
  }

  @Test
  void aSuppressionNeedsReasonEndAndFinding() {
    trace(1, 12);
    nowNanos = at(2);
    String fingerprint = findings(0).getFirst().getFingerprint();
    Search search = search();

    assertThatThrownBy(() -> search.suppress(request(fingerprint, " ", nowNanos + DAY)))
        .hasMessageContaining("reason");
    assertThatThrownBy(() -> search.suppress(request(fingerprint, "known", nowNanos)))
        .hasMessageContaining("until");
    assertThatThrownBy(() -> search.suppress(request(fingerprint, "known", nowNanos + 367 * DAY)))
        .hasMessageContaining("366 days");
    assertThat(search.suppress(request("ffffffffff", "known", nowNanos + DAY))).isEmpty();
    assertThat(book.all()).isEmpty();
    assertThatThrownBy(() -> findings(0, "old")).hasMessageContaining("state=old");
  }

  private static SuppressFindingRequest request(String fingerprint, String reason, long until) {
    return SuppressFindingRequest.newBuilder()
        .setFingerprint(fingerprint)
        .setReason(reason)
        .setUntilUnixNanos(until)
        .build();
  }

  private static RemoveSuppressionRequest removal(String fingerprint) {
    return RemoveSuppressionRequest.newBuilder().setFingerprint(fingerprint).build();
  }
}

package io.longpole.analyzer.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FindingsTest {

  @Test
  void impactIsTheLowerMedianOfTheTraces() {
    List<Finding> findings =
        Findings.of(
            List.of(sighting("a", 1, 10, 20), sighting("a", 2, 30, 40), sighting("a", 3, 5, 90)),
            LogsOf.NONE);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).impact()).isEqualTo(new Impact(10, 40, true));
    assertThat(Findings.of(List.of(sighting("a", 1, 1, 2), sighting("a", 2, 3, 4)), LogsOf.NONE))
        .first()
        .extracting(Finding::impact)
        .isEqualTo(new Impact(1, 2, true));
  }

  @Test
  void rankingIsGainTimesTracesThenFingerprint() {
    List<Finding> findings =
        Findings.of(
            List.of(
                sighting("one-big", 1, 0, 50),
                sighting("two-small", 1, 0, 30),
                sighting("two-small", 2, 0, 30),
                sighting("also-50", 3, 0, 50)),
            LogsOf.NONE);
    assertThat(findings)
        .extracting(Finding::fingerprint)
        .containsExactly("two-small", "also-50", "one-big");
  }

  @Test
  void evidenceIsTheFiveTracesThatGainMostWithTheirSeverestLogs() {
    List<Sighting> sightings = new ArrayList<>();
    for (int trace = 1; trace <= 7; trace++) {
      sightings.add(sighting("a", trace, 0, trace == 3 ? 99 : 10));
    }
    List<LogRecord> logs = new ArrayList<>();
    for (int severity = 9; severity < 16; severity++) {
      logs.add(log(severity));
    }
    Finding finding = Findings.of(sightings, (trace, spans) -> logs).get(0);
    assertThat(finding.evidence())
        .extracting(e -> e.traceId().low())
        .containsExactly(3L, 1L, 2L, 4L, 5L);
    assertThat(finding.evidence().get(0).logs())
        .extracting(LogRecord::severityNumber)
        .containsExactly(15, 14, 13, 12, 11);
    assertThat(finding.traceIds())
        .extracting(TraceId::low)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(finding.traceCount()).isEqualTo(7);
  }

  @Test
  void fewTracesAreMarked() {
    List<Sighting> three =
        List.of(sighting("a", 1, 0, 1), sighting("a", 2, 0, 1), sighting("a", 3, 0, 1));
    assertThat(Findings.of(three.subList(0, 1), LogsOf.NONE).get(0).details())
        .containsEntry("seen", "once");
    assertThat(Findings.of(three.subList(0, 2), LogsOf.NONE).get(0).details())
        .containsEntry("seen", "twice");
    assertThat(Findings.of(three, LogsOf.NONE).get(0).details()).doesNotContainKey("seen");
  }

  @Test
  void nothingOnAnyPathHasNoImpact() {
    Sighting off =
        new Sighting(
            "a",
            "hedge",
            Severity.INFO,
            "s",
            "o",
            "e",
            new TraceId(0, 1),
            0,
            1,
            "",
            "",
            Impact.NONE,
            List.of(),
            Map.of(),
            List.of());
    assertThat(Findings.of(List.of(off), LogsOf.NONE).get(0).impact()).isEqualTo(Impact.NONE);
  }

  @Test
  void orderOfSightingsDoesNotMatter() {
    long seed = 20261121;
    Random random = new Random(seed);
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long low = random.nextInt(100);
      sightings.add(sighting("f" + random.nextInt(9), i, low, low + random.nextInt(3)));
    }
    List<Finding> expected = Findings.of(sightings, LogsOf.NONE);
    for (int round = 0; round < 10; round++) {
      Collections.shuffle(sightings, random);
      assertThat(Findings.of(sightings, LogsOf.NONE)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void fingerprintsAreStable() {
    // printf 'longpole/1\x1fretry\x1fshop\x1fhttp' | sha256sum | cut -c1-32
    assertThat(Fingerprint.of("retry", List.of("shop", "http")))
        .isEqualTo("2155dcf0e75c2ed344626fffb5bfb7ea");
    assertThat(Fingerprint.of("retry", List.of("shop", "http")))
        .isNotEqualTo(Fingerprint.of("retry", List.of("shophttp")));
  }

  private static Sighting sighting(String fingerprint, long trace, long low, long high) {
    return new Sighting(
        fingerprint,
        "n-plus-one",
        Severity.INFO,
        "shop",
        "GET /",
        "shop GET /",
        new TraceId(0, trace),
        trace * 1000,
        1,
        "summary of " + trace,
        "suggestion",
        new Impact(low, high, true),
        List.of(trace),
        Map.of("count", trace),
        List.of());
  }

  private static LogRecord log(int severity) {
    return new LogRecord(
        1,
        severity,
        "",
        "body",
        "",
        Attributes.EMPTY,
        Resource.EMPTY,
        Scope.EMPTY,
        new TraceId(0, 3),
        3);
  }
}

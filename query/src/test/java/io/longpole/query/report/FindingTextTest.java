package io.longpole.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.proto.query.v1.Finding;
import io.longpole.proto.query.v1.Impact;
import org.junit.jupiter.api.Test;

class FindingTextTest {

  @Test
  void versionsAreToldWhereTheyDiffer() {
    assertThat(versions("1.0", "1.0", "1.1")).isEqualTo("first seen in 1.0, last seen in 1.1");
    assertThat(versions("1.0", "1.1", "1.1")).isEqualTo("first seen in 1.0, back since 1.1");
    assertThat(versions("1.0", "1.1", "1.2"))
        .isEqualTo("first seen in 1.0, back since 1.1, last seen in 1.2");
    assertThat(versions("1.0", "1.0", "1.0")).isEmpty();
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    assertThat(versions("", "", "")).isEmpty();
    assertThat(versions("", "", "1.2")).isEqualTo("last seen in 1.2");
    assertThat(versions("", "1.1", "1.1")).isEqualTo("back since 1.1");
    assertThat(versions("1.0", "", "")).isEqualTo("first seen in 1.0");
  }

  @Test
  void aFindingAloneTellsItsOneVersion() {
    Finding.Builder finding = FindingSamples.nPlusOne().toBuilder();
    assertThat(FindingText.of(finding.build(), Page.PLAIN)).doesNotContain("Version");

    finding.setFirstVersion("1.0").setSinceVersion("1.0").setLastVersion("1.0");
    assertThat(FindingText.of(finding.build(), Page.PLAIN)).contains("  Version   1.0\n");
  }

  @Test
  void impactIsTheMedianOfTheTracesThatGain() {
    assertThat(impact(31, gain(180, 410)))
        .isEqualTo("a fix takes 180 ms to 410 ms off each of 31 traces");
    assertThat(impact(1, gain(180, 410)))
        .isEqualTo("a fix takes 180 ms to 410 ms off the one trace seen");
    assertThat(impact(12, gain(0, 0)))
        .isEqualTo("a fix takes time off some of 12 traces, half of them at most");
  }

  /** An error may be on the critical path, only that mending it is not known to save time. */
  @Test
  void withoutGainNothingIsSaidOfTheCriticalPath() {
    assertThat(impact(12, Impact.getDefaultInstance()))
        .isEqualTo("no gain in time is predicted for any of 12 traces");
    assertThat(impact(1, Impact.getDefaultInstance()))
        .isEqualTo("no gain in time is predicted for the one trace seen");
  }

  private static Impact gain(long lowMillis, long highMillis) {
    return Impact.newBuilder()
        .setLowNanos(lowMillis * Samples.MS)
        .setHighNanos(highMillis * Samples.MS)
        .setOnCriticalPath(true)
        .build();
  }

  private static String impact(long traces, Impact impact) {
    return FindingText.impact(Finding.newBuilder().setTraceCount(traces).setImpact(impact).build());
  }

  private static String versions(String first, String since, String last) {
    return FindingText.versions(
        Finding.newBuilder()
            .setFirstVersion(first)
            .setSinceVersion(since)
            .setLastVersion(last)
            .build());
  }
}

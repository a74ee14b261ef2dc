package io.longpole.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.proto.query.v1.Finding;
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

  private static String versions(String first, String since, String last) {
    return FindingText.versions(
        Finding.newBuilder()
            .setFirstVersion(first)
            .setSinceVersion(since)
            .setLastVersion(last)
            .build());
  }
}

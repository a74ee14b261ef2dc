package io.longpole.query.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.proto.query.v1.Analysis;
import io.longpole.proto.query.v1.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportedFindingsTest {

  private static Finding finding(String fingerprint, String detector, String details) {
    return Finding.newBuilder()
        .setFingerprint(fingerprint)
        .setDetector(detector)
        .setSeverity("warning")
        .setSummary("what " + fingerprint + " is")
        .setDetailsJson(details)
        .build();
  }

  private static final Finding PATTERN =
      finding("aaaaaaaaaaaaaaaa", "n-plus-one-pattern", "{\"repeats\":12,\"calls\":[\"x\",\"y\"]}");
  private static final Finding SECOND =
      finding("cccccccccccccccc", "n-plus-one", "{\"partOf\":\"aaaaaaaaaaaaaaaa\"}");
  private static final Finding FIRST =
      finding("bbbbbbbbbbbbbbbb", "n-plus-one", "{\"count\":12,\"partOf\":\"aaaaaaaaaaaaaaaa\"}");
  private static final Finding OTHER = finding("dddddddddddddddd", "retry", "{\"attempts\":4}");

  @Test
  void partsStandWithTheirWhole() {
    List<ReportedFindings.Reported> reported =
        ReportedFindings.of(List.of(SECOND, OTHER, PATTERN, FIRST));
    assertThat(reported)
        .containsExactly(
            new ReportedFindings.Reported(OTHER, List.of()),
            new ReportedFindings.Reported(PATTERN, List.of(FIRST, SECOND)));
    assertThat(reported.get(1).partsText())
        .isEqualTo("n-plus-one bbbbbbbbbbbb, n-plus-one cccccccccccc");
  }

  @Test
  void aPartWhoseWholeIsNotThereStandsForItself() {
    assertThat(ReportedFindings.of(List.of(FIRST, OTHER)))
        .extracting(ReportedFindings.Reported::finding)
        .containsExactly(FIRST, OTHER);
  }

  @Test
  void nothingIsLostWhereDetailsNameEachOther() {
    Finding one = finding("1111111111111111", "n-plus-one", "{\"partOf\":\"2222222222222222\"}");
    Finding two = finding("2222222222222222", "n-plus-one", "{\"partOf\":\"1111111111111111\"}");
    Finding self = finding("3333333333333333", "n-plus-one", "{\"partOf\":\"3333333333333333\"}");
    Finding broken = finding("4444444444444444", "n-plus-one", "{\"partOf\":");
    assertThat(ReportedFindings.of(List.of(one, two, self, broken)))
        .extracting(ReportedFindings.Reported::finding)
        .containsExactly(one, two, self, broken);
  }

  @Test
  void everyReportNamesThePartsOnceAndCountsTheWholeAlone() {
    Analysis analysis =
        Analysis.newBuilder().addFindings(FIRST).addFindings(PATTERN).addFindings(SECOND).build();
    String includes = "n-plus-one bbbbbbbbbbbb, n-plus-one cccccccccccc";
    assertThat(AnalysisText.of(analysis, Page.PLAIN, AnalysisText.Origin.SERVER))
        .containsOnlyOnce(includes)
        .contains("1 warning")
        .doesNotContain(FIRST.getSummary())
        .contains(PATTERN.getSummary());
    assertThat(AnalysisMarkdown.of(analysis))
        .contains("**Includes:**")
        .doesNotContain(FIRST.getSummary())
        .contains(PATTERN.getSummary());
    assertThat(new String(AnalysisHtml.of(analysis), UTF_8))
        .containsOnlyOnce(includes)
        .doesNotContain(FIRST.getSummary())
        .contains(PATTERN.getSummary());
  }
}

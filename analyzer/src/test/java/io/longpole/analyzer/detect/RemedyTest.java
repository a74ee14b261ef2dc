package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Fix;
import io.longpole.analyzer.finding.Fix.Kind;
import org.junit.jupiter.api.Test;

class RemedyTest {

  @Test
  void whatTakesLongerThanATypicalTimeIsCutToIt() {
    assertThat(Remedy.shareOf(5, 20)).isEqualTo(0.25);
    assertThat(Remedy.shareOf(20, 20)).isEqualTo(1);
    assertThat(Remedy.shareOf(40, 20)).isEqualTo(1);
    assertThat(Remedy.shareOf(40, 0)).isEqualTo(1);
    assertThat(Remedy.shareOf(0, 0)).isEqualTo(1);
  }

  @Test
  void carefullyTheLongestCallRemainsAndHopefullyTheShortest() {
    TraceFacts facts =
        DrawnFacts.of(
            "GET /a 0-900 server @web",
            "  q 10-20 client db.system=mysql db.statement='SELECT 1 FROM a'",
            "  q 30-70 client db.system=mysql db.statement='SELECT 1 FROM a'",
            "  q 80-85 client db.system=mysql db.statement='SELECT 1 FROM a'",
            "  q 90-130 client db.system=mysql db.statement='SELECT 1 FROM a'",
            "  q 140-145 client db.system=mysql db.statement='SELECT 1 FROM a'");
    Remedy remedy = Remedy.keepOne(facts, new CallGroup(0, new int[] {0, 1, 2, 3, 4}));
    assertThat(remedy.careful()).containsExactly(1, 3, 4, 5);
    assertThat(remedy.hopeful()).containsExactly(1, 2, 4, 5);
  }

  @Test
  void aFixTellsWhichCallsRemainInEachCase() {
    Detected detected =
        Detected.in(
            "GET /a 0-900 server @web",
            "  q 10-20 client db.system=mysql db.statement='SELECT b FROM a WHERE id = 7'",
            "  q 30-70 client db.system=mysql db.statement='SELECT b FROM a WHERE id = 7'",
            "  q 80-85 client db.system=mysql db.statement='SELECT b FROM a WHERE id = 7'");
    Fix fix = detected.only("duplicate-call").fixes().get(0);
    assertThat(fix.careful()).containsExactly(2L, 4L);
    assertThat(fix.hopeful()).containsExactly(2L, 3L);
  }

  @Test
  void whatPromisesNothingHasNoFix() {
    Detected detected = Detected.in("GET /a 0-90 server error @web http.response.status_code=500");
    assertThat(detected.only("error-root-cause").fixes()).isEmpty();
  }

  @Test
  void retriesThatSucceededAreNeededUnlessTheFirstCallDoes() {
    assertThat(kind("200")).isEqualTo(Kind.NO_RETRIES);
    assertThat(kind("503")).isEqualTo(Kind.NO_HOPELESS_RETRIES);
  }

  /** What happens to a call that failed and was tried again. */
  private static Kind kind(String status) {
    String call = "  GET %s client http.request.method=GET url.full=http://pay/a";
    TraceFacts facts =
        DrawnFacts.of(
            "GET /a 0-300 server @web",
            call.formatted("0-50") + " http.response.status_code=503",
            call.formatted("60-90") + " http.response.status_code=" + status);
    return Remedy.noRetries(facts.attempts().groups().get(0)).kind();
  }
}

package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RemedyTest {

  @Test
  void whatTakesLongerThanATypicalTimeIsCutToIt() {
    assertThat(Remedy.shareOf(5, 20)).isEqualTo(0.25);
    assertThat(Remedy.shareOf(20, 20)).isEqualTo(1);
    assertThat(Remedy.shareOf(40, 20)).isEqualTo(1);
    assertThat(Remedy.shareOf(40, 0)).isEqualTo(1);
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
}

package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many calls spans may collect, and what is read of each call once. */
class ReachTest {

  private static final String QUERY = " client db.system=h2 db.statement='select ? from x'";

  @Test
  void aHandlerReachesWhatItsMethodsCall() {
    TraceFacts facts =
        DrawnFacts.of(
            "GET / 0-100 server @shop",
            "  find 0-20 internal",
            "    q 0-5" + QUERY,
            "    q 5-9" + QUERY,
            "  find 20-40 internal",
            "    q 20-25" + QUERY,
            "    q 25-29" + QUERY,
            "  find 40-60 internal",
            "    q 40-45" + QUERY,
            "    q 45-49" + QUERY);
    assertThat(facts.reach().most()).isEqualTo(6);
    assertThat(facts.reach().mayCollect(0, 6)).isTrue();
    assertThat(facts.reach().mayCollect(0, 7)).isFalse();
  }

  @Test
  void farAncestorsOtherServicesAndSingleCallsDoNotCount() {
    TraceFacts facts =
        DrawnFacts.of(
            "GET / 0-100 server @shop",
            "  a 0-90 internal",
            "    b 0-90 internal",
            "      c 0-90 internal",
            "        q 0-5" + QUERY,
            "        q 5-9" + QUERY,
            "        once 9-12 client db.system=h2 db.statement='select ? from y'",
            "  q 90-95" + QUERY.replace("client", "internal @stock"),
            "  q 95-99" + QUERY.replace("client", "internal @stock"));
    assertThat(facts.reach().most()).isEqualTo(2);
    assertThat(facts.reach().mayCollect(2, 2)).isTrue();
    assertThat(facts.reach().mayCollect(3, 1)).isFalse();
  }

  @Test
  void callsFromFiveMillisecondsOnAreFelt() {
    TraceFacts facts =
        DrawnFacts.of(
            "GET / 0-100 server @shop",
            "  q 0-4.9" + QUERY,
            "  q 10-15" + QUERY,
            "  q 20-22" + QUERY,
            "  q 30-37" + QUERY);
    assertThat(facts.feltCalls()).containsExactly(1, 3);
    assertThat(facts.requests()).containsExactly(0);
    facts.use(1);
    assertThat(facts.isFree(0)).isTrue();
    assertThat(facts.isFree(1)).isFalse();
  }
}

package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.Resource;
import io.longpole.analyzer.model.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceFactsTest {

  private static final String QUERY =
      "  q %s client db.system=mysql db.statement='SELECT a FROM b'";

  @Test
  void timeThatTwoCallsShareCountsOnceAndOnlyWithinTheAnchor() {
    assertThat(union("10-50", "20-30")).isEqualTo(TraceFixture.ms(40));
    assertThat(union("10-50", "40-70")).isEqualTo(TraceFixture.ms(60));
    assertThat(union("10-20", "40-50")).isEqualTo(TraceFixture.ms(20));
    assertThat(union("10-20", "90-130")).isEqualTo(TraceFixture.ms(20));
  }

  private static long union(String one, String other) {
    return DrawnFacts.of("GET /a 0-100 server @web", QUERY.formatted(one), QUERY.formatted(other))
        .unionNanos(0, new int[] {0, 1});
  }

  @Test
  void allIsWellIfEverySpanEndedWellAndNoLogTellsOtherwise() {
    String[] lines = {"GET /a 0-100 server @web", "  work 1-9 internal"};
    TraceFacts well = DrawnFacts.of(lines);
    assertThat(well.allEndWell()).isTrue();
    assertThat(well.allEndWell()).as("asked again").isTrue();
    assertThat(well.allIsWell()).isTrue();
    LogRecord log =
        new LogRecord(
            TraceFixture.EPOCH_NANOS,
            LogRecord.ERROR,
            "",
            "it failed",
            "",
            Attributes.EMPTY,
            Resource.ofService("web"),
            Scope.EMPTY,
            TraceFixture.TRACE_ID,
            1);
    TraceFacts logged =
        DrawnFacts.of(TraceFixture.assemble(TraceFixture.spans(lines), List.of(log)));
    assertThat(logged.allEndWell()).isTrue();
    assertThat(logged.allIsWell()).isFalse();
    lines[1] += " error";
    assertThat(DrawnFacts.of(lines).allEndWell()).isFalse();
  }

  @Test
  void loopsWithHiddenArgumentsAreCounted() {
    TraceFacts facts = DrawnFacts.of("GET /a 0-100 server @web");
    for (ArgumentState state : ArgumentState.values()) {
      facts.judged(state);
    }
    facts.judged(ArgumentState.HIDDEN);
    assertThat(facts.loops()).isEqualTo(5);
    assertThat(facts.hiddenLoops()).isEqualTo(2);
  }

  @Test
  void anAttemptIsAPartOfItsCall() {
    TraceFacts facts =
        DrawnFacts.of(
            "GET /a 0-100 server @web",
            "  Sent.shop.Search.Shard 1-90 client",
            "    Attempt.shop.Search.Shard 2-80 client ok");
    assertThat(facts.whole(facts.call(1))).isSameAs(facts.call(0));
    assertThat(facts.whole(facts.call(0))).isSameAs(facts.call(0));
  }
}

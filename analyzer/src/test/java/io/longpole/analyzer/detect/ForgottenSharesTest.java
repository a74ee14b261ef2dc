package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A failure whose share of the requests was forgotten meanwhile is told without it. */
class ForgottenSharesTest {

  private static final int KEPT = 20_000;
  private static final int TOGETHER = 200;

  private final ErrorRootCauseDetector detector = new ErrorRootCauseDetector();
  private final DetectorSetup setup = DrawnFacts.setup();

  private static final String FAILED =
      "GET /cart 0-10 server error @web http.response.status_code=500";

  private void learn(List<String> lines) {
    detector.learn(facts(lines));
  }

  private TraceFacts facts(List<String> lines) {
    return DrawnFacts.of(
        TraceFixture.assemble(
            TraceFixture.spans(new TraceId(3, lines.size()), lines.toArray(String[]::new))),
        setup);
  }

  /** Twenty requests that all fail, then so many others, learned many at a time. */
  private void learnCarts(int others) {
    for (int i = 0; i < 20; i++) {
      learn(List.of(FAILED));
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < others; i++) {
      lines.add("GET /%s 0-10 server @web http.response.status_code=200".formatted(name(i)));
      if (lines.size() == TOGETHER || i == others - 1) {
        learn(lines);
        lines.clear();
      }
    }
  }

  private static String name(int number) {
    StringBuilder name = new StringBuilder("n");
    for (int rest = number, i = 0; i < 4; i++, rest /= 20) {
      name.append((char) ('g' + rest % 20));
    }
    return name.toString();
  }

  private Severity severity() {
    List<Clue> clues = new ArrayList<>();
    detector.detect(facts(List.of(FAILED)), clues::add);
    assertThat(clues).hasSize(1);
    return clues.get(0).gravity().severity();
  }

  @Test
  void requestsThatAreStillKnownGiveAShare() {
    learnCarts(KEPT - 1);
    assertThat(severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void requestsThatWereForgottenGiveNoShare() {
    learnCarts(KEPT);
    assertThat(severity()).isEqualTo(Severity.WARNING);
  }
}

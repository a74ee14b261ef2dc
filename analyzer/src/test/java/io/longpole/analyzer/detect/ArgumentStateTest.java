package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What a loop tells of its arguments, all of them, some of them, or none. */
class ArgumentStateTest {

  private static final String N_PLUS_ONE = "n-plus-one";

  @Test
  void literalsBesidePlaceholdersMayDiffer() {
    Detected detected = queries(6, i -> "WHERE shop = ? AND id = " + i);
    assertThat(detected.detail(N_PLUS_ONE, "arguments")).isEqualTo("distinct");
  }

  @Test
  void halfAsManyValuesAsCallsAreDistinct() {
    assertThat(queries(10, i -> "WHERE id = " + i % 5).detail(N_PLUS_ONE, "arguments"))
        .isEqualTo("distinct");
    Detected few = queries(10, i -> "WHERE id = " + i % 4);
    assertThat(few.of(N_PLUS_ONE)).isEmpty();
    assertThat(few.of("duplicate-call")).isNotEmpty();
  }

  @Test
  void ofFewValuesAndManyHiddenOnesTheHiddenAreTheLoop() {
    Detected six = queries(16, i -> "WHERE id = " + (i < 10 ? Integer.toString(i % 2) : "?"));
    assertThat(six.detail(N_PLUS_ONE, "count")).isEqualTo(6L);
    assertThat(six.detail(N_PLUS_ONE, "arguments")).isEqualTo("hidden");
    assertThat(six.only("duplicate-call").occurrences()).isEqualTo(2);
    Detected four = queries(14, i -> "WHERE id = " + (i < 10 ? Integer.toString(i % 2) : "?"));
    assertThat(four.of(N_PLUS_ONE)).isEmpty();
  }

  private static Detected queries(int count, IntFunction<String> condition) {
    return draw("GET /items 0-1000 server @shop")
        .repeat(
            count,
            i ->
                "  SELECT %d-%d client db.system.name=mysql db.query.text='SELECT * FROM item %s'"
                    .formatted(10 * i, 10 * i + 8, condition.apply(i)))
        .detected();
  }
}

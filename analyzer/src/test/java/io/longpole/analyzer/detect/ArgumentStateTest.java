package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import java.util.stream.IntStream;
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
  void fiveValuesAreALoopThoughEachIsAskedForTwoToFourTimes() {
    Detected devices = queries(20, i -> "WHERE id = " + i % 5);
    assertThat(devices.detail(N_PLUS_ONE, "count")).isEqualTo(20L);
    assertThat(devices.detail(N_PLUS_ONE, "arguments")).isEqualTo("distinct");
    assertThat(devices.of("duplicate-call")).isEmpty();
    Detected oftener = queries(21, i -> "WHERE id = " + i % 5);
    assertThat(oftener.of(N_PLUS_ONE)).isEmpty();
    assertThat(oftener.of("duplicate-call")).isNotEmpty();
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

  /** The state of queries with these conditions. */
  private static ArgumentState state(String... conditions) {
    String[] lines = new String[conditions.length + 1];
    lines[0] = "GET /items 0-1000 server @shop";
    for (int i = 0; i < conditions.length; i++) {
      lines[i + 1] =
          "  SELECT %d-%d client db.system.name=mysql db.query.text='SELECT * FROM item WHERE %s'"
              .formatted(10 * i, 10 * i + 8, conditions[i]);
    }
    return ArgumentState.of(DrawnFacts.of(lines), IntStream.range(0, conditions.length).toArray());
  }

  @Test
  void whatAsksForOneValueIsTheSame() {
    assertThat(state("id = 7", "id = 7", "id = 7")).isEqualTo(ArgumentState.SAME);
    assertThat(state("id = 7", "id = 7", "id = ?")).isEqualTo(ArgumentState.HIDDEN);
    assertThat(state("id = 7", "id = 8")).isEqualTo(ArgumentState.DISTINCT);
  }

  @Test
  void twoValuesAreDistinctIfNoneIsAskedForThrice() {
    assertThat(state("id = 7", "id = 8", "id = 7", "id = 8")).isEqualTo(ArgumentState.DISTINCT);
    assertThat(state("id = 7", "id = 8", "id = 7", "id = 8", "id = 7"))
        .isEqualTo(ArgumentState.MIXED);
  }

  @Test
  void aHiddenValueBetweenTwoHidesNotThatTheyDiffer() {
    String post = "  POST %s client http.request.method=POST url.";
    TraceFacts posts =
        DrawnFacts.of(
            "GET /items 0-1000 server @shop",
            post.formatted("0-9") + "full=http://stock/items/7",
            post.formatted("10-19") + "template=/items/{id}",
            post.formatted("20-29") + "full=http://stock/items/8");
    assertThat(ArgumentState.of(posts, new int[] {0, 1, 2})).isEqualTo(ArgumentState.DISTINCT);
  }

  @Test
  void eachIsShownByItsName() {
    assertThat(ArgumentState.values())
        .extracting(ArgumentState::text)
        .containsExactly("same", "distinct", "hidden", "mixed");
  }

  @Test
  void aHiddenValueIsNoOtherOne() {
    String post = "  POST %s client http.request.method=POST url.";
    TraceFacts posts =
        DrawnFacts.of(
            "GET /items 0-1000 server @shop",
            post.formatted("0-9") + "full=http://stock/items/7",
            post.formatted("10-19") + "template=/items/{id}",
            post.formatted("20-29") + "full=http://stock/items/7");
    assertThat(ArgumentState.of(posts, new int[] {0, 1, 2})).isEqualTo(ArgumentState.HIDDEN);
    assertThat(state("a = ? AND id = 7", "a = ? AND id = 8")).isEqualTo(ArgumentState.DISTINCT);
    assertThat(state("id = 7", "id = 8", "id = 7", "id = 7", "id = 7", "id = ?"))
        .isEqualTo(ArgumentState.MIXED);
  }

  /** Java agents leave placeholders; others put some values into the text. */
  @Test
  void anotherPlaceholderProvesNothingAnotherNumberOfValuesDoes() {
    assertThat(state("shop = ? AND id = 7", "shop = ? AND id = ?")).isEqualTo(ArgumentState.HIDDEN);
    assertThat(state("shop = 7 AND id = ?", "shop = ? AND id = 7")).isEqualTo(ArgumentState.HIDDEN);
    assertThat(state("shop = ? AND id = 7", "shop = ? AND id = 8"))
        .isEqualTo(ArgumentState.DISTINCT);
    assertThat(state("shop = ? AND id = 7", "shop = ? AND id = 7")).isEqualTo(ArgumentState.HIDDEN);
    assertThat(state("sold = TRUE AND id = ?", "sold = ? AND id = ?"))
        .isEqualTo(ArgumentState.HIDDEN);
    assertThat(state("sold = TRUE AND id = ?", "sold = FALSE AND id = ?"))
        .isEqualTo(ArgumentState.DISTINCT);
    assertThat(state("id IN (?, ?)", "id IN (?, ?, ?)")).isEqualTo(ArgumentState.DISTINCT);
    assertThat(state("id IN (?, ?)", "id IN (?, ?)")).isEqualTo(ArgumentState.HIDDEN);
  }
}

package io.longpole.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

  @Test
  void oneRunIsShownAsItIs() {
    assertThat(Figure.table(List.of(List.of(new Figure("accepted", 123_456.4, "spans/s")))))
        .isEqualToNormalizingNewlines("accepted" + " ".repeat(33) + "123,456  spans/s\n");
  }

  @Test
  void severalRunsAreShownByMedianLeastAndGreatest() {
    List<List<Figure>> runs = List.of(run(3), run(1), run(10), run(2));
    assertThat(Figure.table(runs).lines().toList().get(1).replaceAll(" +", " "))
        .isEqualTo("lag 2.50 1.00 10.00 s");
  }

  private static List<Figure> run(double value) {
    return List.of(new Figure("lag", value, "s"));
  }
}

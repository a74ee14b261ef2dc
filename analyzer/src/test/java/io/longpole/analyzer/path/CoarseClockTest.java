package io.longpole.analyzer.path;

import static io.longpole.analyzer.TraceFixture.EPOCH_NANOS;
import static io.longpole.analyzer.TraceFixture.ms;
import static io.longpole.analyzer.TraceFixture.node;
import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.Trace;
import org.junit.jupiter.api.Test;

class CoarseClockTest {

  private static long clippedEnd(Trace trace, String name) {
    return clippedEnd(trace, name, PathSettings.DEFAULT);
  }

  private static long clippedEnd(Trace trace, String name, PathSettings settings) {
    return PathAnalysis.of(trace, settings).clippedEnd(node(trace, name)) - EPOCH_NANOS;
  }

  @Test
  void childEndsWhereItsRoundedSiblingStarts() {
    Trace trace = trace("web 0-100.5", "  a 10-12.4", "  b 12-15.1", "  c 15-18.2", "  d 30-32.5");

    assertThat(clippedEnd(trace, "a")).isEqualTo(ms(12));
    assertThat(clippedEnd(trace, "b")).isEqualTo(ms(15));
    assertThat(clippedEnd(trace, "c")).as("nothing starts at 18").isEqualTo(ms(18.2));
    assertThat(clippedEnd(trace, "d")).isEqualTo(ms(32.5));
    assertThat(PathAnalysis.of(trace, PathSettings.DEFAULT).paths().get(0).sections())
        .extracting(section -> trace.span(section.node()).name())
        .containsExactly("web", "d", "web", "c", "b", "a", "web");
  }

  @Test
  void microsecondsAreAGridToo() {
    Trace trace = trace("web 0-1", "  a 0.001-0.0054", "  b 0.005-0.0103");

    assertThat(clippedEnd(trace, "a")).isEqualTo(5_000);
  }

  @Test
  void timesWhollyOnTheGridStay() {
    Trace trace = trace("web 0-100", "  a 10-13", "  b 12-15");

    assertThat(clippedEnd(trace, "a")).isEqualTo(ms(13));
  }

  @Test
  void oneExactStartOfTheResourceMeansThatItsClockIsExact() {
    Trace trace = trace("web 0-100", "  a 10-12.4", "  b 12-15.1", "  c 20.0000005-30");

    assertThat(clippedEnd(trace, "a")).isEqualTo(ms(12.4));
  }

  @Test
  void siblingOfAnotherResourceIsNoSeam() {
    Trace trace = trace("web 0-100", "  a 10-12.4", "  b 12-15.1 @other");

    assertThat(clippedEnd(trace, "a")).isEqualTo(ms(12.4));
  }

  @Test
  void childrenAreCutWithTheirParent() {
    Trace trace =
        trace("web 0-100", "  a 10-12.4", "    io 11-12.3", "    tail 12-12.4", "  b 12-15.1");
    PathAnalysis path = PathAnalysis.of(trace, PathSettings.DEFAULT);

    assertThat(clippedEnd(trace, "io")).isEqualTo(ms(12));
    assertThat(path.isBlocking(node(trace, "tail"))).isFalse();
    assertThat(path.overflows()).isEmpty();
  }

  @Test
  void childThatEndsWithItsCutParentIsNotDropped() {
    Trace trace = trace("web 0-100", "  a 10-12.4", "    io 11-12.4", "  b 12-15.1");

    assertThat(clippedEnd(trace, "io", new PathSettings(Overflow.DROP, 0))).isEqualTo(ms(12));
  }

  @Test
  void gridIsThatOfTheClockThatWasRead() {
    // host b is moved by -50 + (100.25 - 60.75) / 2 rounded: its grid moves along
    Trace trace =
        trace(
            "web 0-50.5 host=a",
            "  call 5.25-45 host=a",
            "    served 40-60.75 host=b",
            "      q 42-44.3",
            "      r 44-46.1");
    long offset = trace.clockOffsets().get(0).offsetNanos();

    assertThat(offset % ms(1)).as("an offset off the grid").isNotZero();
    assertThat(clippedEnd(trace, "q")).isEqualTo(ms(44) + offset);
  }
}

package io.longpole.analyzer.detect;

import static io.longpole.analyzer.detect.Detected.draw;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Severity;
import org.junit.jupiter.api.Test;

/** Equal reads at even pauses are polling. */
class PollingTest {

  private static final String DUPLICATE = "duplicate-call";

  private static String get(int start, int end, String more) {
    return ("  GET %d-%d client http.request.method=GET url.full=http://users/u/7"
            + " http.response.status_code=200 %s")
        .formatted(start, end, more);
  }

  @Test
  void evenPausesArePolling() {
    Detected detected =
        draw("wait 0-4100 internal @job")
            .repeat(4, i -> get(1000 * i, 1000 * i + 30, ""))
            .detected();
    assertThat(detected.only(DUPLICATE).details())
        .containsEntry("shape", "polling")
        .containsEntry("count", 4L);
    assertThat(detected.only(DUPLICATE).severity()).isEqualTo(Severity.INFO);
    assertThat(detected.of("retry")).isEmpty();
  }

  @Test
  void unevenPausesAreNoPolling() {
    Detected detected =
        draw("wait 0-4100 internal @job")
            .then(get(0, 30, ""), get(1000, 1030, ""), get(3500, 3530, ""))
            .detected();
    assertThat(detected.only(DUPLICATE).details()).doesNotContainKey("shape");
  }

  @Test
  void shortPausesAreNoPolling() {
    Detected detected =
        draw("wait 0-400 internal @job").repeat(4, i -> get(80 * i, 80 * i + 30, "")).detected();
    assertThat(detected.only(DUPLICATE).details()).doesNotContainKey("shape");
  }

  @Test
  void readsThatFailAreNoPolling() {
    String missing = " http.response.status_code=404";
    Detected detected =
        draw("wait 0-4100 internal @job")
            .repeat(4, i -> get(1000 * i, 1000 * i + 30, "") + missing)
            .detected();
    assertThat(detected.only(DUPLICATE).details()).doesNotContainKey("shape");
  }

  @Test
  void oneReadTooEarlyIsNoPolling() {
    Detected detected =
        draw("wait 0-4100 internal @job")
            .then(get(0, 30, ""), get(300, 330, ""), get(1300, 1330, ""), get(2300, 2330, ""))
            .detected();
    assertThat(detected.only(DUPLICATE).details()).doesNotContainKey("shape");
  }

  @Test
  void pausesMayDifferByAFifth() {
    assertThat(shape(0, 1000, 2000, 3150, 4150)).isEqualTo("polling");
    assertThat(shape(0, 1000, 2000, 2850, 3850)).isEqualTo("polling");
    assertThat(shape(0, 1000, 2000, 3250, 4250)).isEqualTo("");
    assertThat(shape(0, 1000, 2000, 2750, 3750)).isEqualTo("");
  }

  @Test
  void threeDurationsApartIsEnough() {
    assertThat(shape(0, 100, 200, 300)).isEqualTo("polling");
    assertThat(shape(0, 85, 170, 255)).isEqualTo("");
  }

  private static Object shape(int... startsMs) {
    Detected.Drawing drawing = draw("wait 0-5000 internal @job");
    for (int start : startsMs) {
      drawing.then(get(start, start + 30, ""));
    }
    return drawing.detected().only(DUPLICATE).details().getOrDefault("shape", "");
  }

  @Test
  void pausesAreComparedWithTheirMedianToAFifth() {
    assertThat(shape(0, 1000, 2000, 3200)).isEqualTo("polling");
    assertThat(shape(0, 1000, 2000, 3201)).isEqualTo("");
    assertThat(shape(0, 1000, 2000, 2800)).isEqualTo("polling");
    assertThat(shape(0, 1000, 2000, 2799)).isEqualTo("");
    assertThat(shape(0, 1000, 2000)).isEqualTo("polling");
  }

  @Test
  void readsAtTheSameMomentAreNoPolling() {
    Detected detected = draw("wait 0-400 internal @job").repeat(4, i -> get(80, 80, "")).detected();
    assertThat(detected.only(DUPLICATE).details()).doesNotContainKey("shape");
  }

  @Test
  void oneLongReadIsNotTheMedianOfTheirDurations() {
    Detected detected =
        draw("wait 0-4100 internal @job")
            .then(get(0, 30, ""), get(1000, 1500, ""), get(2000, 2030, ""), get(3000, 3500, ""))
            .detected();
    assertThat(detected.detail(DUPLICATE, "shape")).isEqualTo("polling");
  }

  @Test
  void theSummaryTellsOfPolling() {
    Detected polling =
        draw("wait 0-4100 internal @job")
            .repeat(4, i -> get(1000 * i, 1000 * i + 30, ""))
            .detected();
    Detected plain =
        draw("wait 0-400 internal @job").repeat(4, i -> get(80 * i, 80 * i + 30, "")).detected();
    assertThat(polling.only(DUPLICATE).suggestion())
        .isNotEqualTo(plain.only(DUPLICATE).suggestion());
  }

  @Test
  void theMiddleOneOfTheirDurationsIsTheMedian() {
    Detected detected =
        draw("wait 0-5000 internal @job")
            .then(get(0, 30, ""), get(1000, 1030, ""), get(2000, 2400, ""))
            .then(get(3000, 3400, ""), get(4000, 4400, ""))
            .detected();
    assertThat(detected.only(DUPLICATE).details()).doesNotContainKey("shape");
  }

  @Test
  void ofAnEvenNumberOfPausesTheShorterMiddleOneIsTheMedian() {
    assertThat(shape(0, 1000, 2000, 3150, 4350)).isEqualTo("polling");
    assertThat(shape(0, 1000, 2000, 3150, 4351)).isEqualTo("");
  }
}

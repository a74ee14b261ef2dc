package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.finding.Impact;
import io.longpole.analyzer.finding.Severity;
import org.junit.jupiter.api.Test;

class GravityTest {

  private static final Impact ALL = new Impact(100, 100, true);

  @Test
  void aLoopIsCriticalOnlyIfItIsLongAndPassesTheGate() {
    assertThat(Gravity.ofLoop(10, true).with(ALL, 100)).isEqualTo(Severity.CRITICAL);
    assertThat(Gravity.ofLoop(10, false).with(ALL, 100)).isEqualTo(Severity.WARNING);
    assertThat(Gravity.ofLoop(9, true).with(ALL, 100)).isEqualTo(Severity.WARNING);
    assertThat(Gravity.ofLoop(9, false).with(ALL, 100)).isEqualTo(Severity.INFO);
  }

  @Test
  void theSeverityDecidesWhichIsWorse() {
    Gravity critical = Gravity.ofTime(Severity.CRITICAL);
    Gravity warning = Gravity.ofTime(Severity.WARNING);
    Gravity mayBecomeCritical = Gravity.ofLoop(10, true);
    assertThat(critical.isWorseThan(warning)).isTrue();
    assertThat(critical.isWorseThan(mayBecomeCritical)).isTrue();
    assertThat(warning.isWorseThan(critical)).isFalse();
    assertThat(mayBecomeCritical.isWorseThan(critical)).isFalse();
  }

  @Test
  void ofTheSameSeverityWhatMayBecomeCriticalIsWorse() {
    Gravity warning = Gravity.ofTime(Severity.WARNING);
    Gravity mayBecomeCritical = Gravity.ofLoop(10, true);
    assertThat(mayBecomeCritical.isWorseThan(warning)).isTrue();
    assertThat(warning.isWorseThan(mayBecomeCritical)).isFalse();
    assertThat(warning.isWorseThan(warning)).isFalse();
    assertThat(mayBecomeCritical.isWorseThan(mayBecomeCritical)).isFalse();
  }
}

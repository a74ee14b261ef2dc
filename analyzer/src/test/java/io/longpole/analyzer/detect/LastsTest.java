package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LastsTest {

  private static final long MINUTE = 60_000_000_000L;

  private final Lasts lasts = new Lasts();

  private void add(String instance, int times, long minute) {
    for (int i = 0; i < times; i++) {
      assertThat(lasts.add(instance, minute * MINUTE)).isTrue();
    }
  }

  @Test
  void whatWasCountedIsKnownForHalfAnHourToAnHour() {
    add("search-4", 5, 10);
    add("search-1", 1, 10);
    add("search-1", 2, 40);
    assertThat(lasts.counts()).isEqualTo(Map.of("search-4", 5, "search-1", 3));

    add("search-2", 1, 60);
    assertThat(lasts.counts()).isEqualTo(Map.of("search-1", 2, "search-2", 1));
    add("search-2", 1, 120);
    assertThat(lasts.counts()).as("an hour without any").isEqualTo(Map.of("search-2", 1));
  }

  @Test
  void oneThatComesLateIsCountedNow() {
    add("search-4", 1, 40);
    add("search-1", 1, 10);
    assertThat(lasts.counts()).isEqualTo(Map.of("search-4", 1, "search-1", 1));
  }

  @Test
  void ofMoreThanSixtyFourTheLastArePassedOver() {
    for (int i = 0; i < 64; i++) {
      add("search-" + i, 1, 0);
    }
    assertThat(lasts.add("other", 0)).isFalse();
    add("search-7", 1, 0);
    assertThat(lasts.counts()).hasSize(64).containsEntry("search-7", 2);
    add("other", 1, 30);
    assertThat(lasts.counts()).hasSize(65);
  }
}

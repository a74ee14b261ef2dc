package io.longpole.query.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.model.TraceId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeenTracesTest {

  @Test
  void whatWasSeenIsKnownAndWhatWasNotIsRarelySaidToBe() {
    SeenTraces seen = new SeenTraces();
    Random random = new Random(1);
    assertThat(seen.mayContain(new TraceId(0, 1))).isFalse();
    for (int i = 0; i < 200_000; i++) {
      seen.add(new TraceId(random.nextLong(), random.nextLong()), i);
      seen.add(new TraceId(0, i), i); // a generator that counts
    }
    random = new Random(1);
    int wrong = 0;
    for (int i = 0; i < 200_000; i++) {
      assertThat(seen.mayContain(new TraceId(random.nextLong(), random.nextLong()))).isTrue();
      assertThat(seen.mayContain(new TraceId(0, i))).isTrue();
      wrong += seen.mayContain(new TraceId(1, i)) ? 1 : 0;
    }
    assertThat(wrong).isLessThan(1_000);
  }

  @Test
  void filtersGoWhenAllTheirTracesWereDeleted() {
    SeenTraces seen = new SeenTraces();
    for (int i = 0; i < 1_100_000; i++) {
      seen.add(new TraceId(1, i), 10L * i);
    }
    assertThat(seen.size()).isEqualTo(2);
    seen.forgetBefore(10L * 1_000_000);
    assertThat(seen.size()).isEqualTo(2); // the first has some that were not deleted
    seen.forgetBefore(10L * 1_050_000);
    assertThat(seen.size()).isEqualTo(1);
    assertThat(seen.mayContain(new TraceId(1, 1_099_999))).isTrue();
    seen.forgetBefore(Long.MAX_VALUE);
    assertThat(seen.size()).isZero();
    seen.add(new TraceId(1, 1), 0);
    assertThat(seen.mayContain(new TraceId(1, 1))).isTrue();
  }
}

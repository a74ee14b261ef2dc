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
      seen.add(new TraceId(random.nextLong(), random.nextLong()));
      seen.add(new TraceId(0, i)); // a generator that counts
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
}

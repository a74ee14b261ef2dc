package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GenerationCacheTest {

  @Test
  void whatIsAskedForIsKept() {
    GenerationCache<String, Integer> cache = new GenerationCache<>(4);
    cache.put("a", 1);
    cache.put("b", 2);
    cache.put("c", 3);
    assertThat(cache.get("a")).isEqualTo(1);
    cache.put("d", 4);
    assertThat(cache.get("a")).isEqualTo(1);
    assertThat(cache.get("b")).isNull();
    assertThat(cache.get("c")).isEqualTo(3);
    assertThat(cache.get("d")).isEqualTo(4);
  }

  @Test
  void oneThatIsUsedOutlivesAFloodOfOthers() {
    GenerationCache<String, Integer> cache = new GenerationCache<>(100);
    cache.put("used", 0);
    for (int i = 1; i <= 10_000; i++) {
      cache.put("once " + i, i);
      if (i % 40 == 0) {
        assertThat(cache.get("used")).isZero();
      }
      assertThat(cache.size()).isLessThanOrEqualTo(100);
    }
    assertThat(cache.get("once 9000")).isNull();
  }

  @Test
  void valuesAreThoseOfTheirKeys() {
    Random random = new Random(5);
    GenerationCache<Integer, Integer> cache = new GenerationCache<>(32);
    Set<Integer> put = new HashSet<>();
    int hits = 0;
    for (int i = 0; i < 5_000; i++) {
      int key = (int) Math.abs(random.nextGaussian() * 20);
      Integer value = cache.get(key);
      if (value == null) {
        cache.put(key, -key);
        put.add(key);
      } else {
        hits++;
        assertThat(put).contains(key);
        assertThat(value).isEqualTo(-key);
      }
      assertThat(cache.size()).isLessThanOrEqualTo(32);
    }
    assertThat(hits).isGreaterThan(1_000);
  }
}

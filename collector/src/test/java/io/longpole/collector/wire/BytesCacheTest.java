package io.longpole.collector.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BytesCacheTest {

  @Test
  void whatIsOfferedTwiceIsFoundFromThen() {
    BytesCache<String> cache = new BytesCache<>(16, 8);
    byte[] bytes = "xGETx".getBytes(UTF_8);
    int hash = BytesCache.hash(bytes, 1, 3);
    assertThat(cache.find(bytes, 1, 3, hash)).isNull();
    cache.offer(bytes, 1, 3, hash, "first");
    assertThat(cache.find(bytes, 1, 3, hash)).isNull();
    cache.offer(bytes, 1, 3, hash, "second");
    assertThat(cache.find(bytes, 1, 3, hash)).isEqualTo("second");
    bytes[1] = 'S';
    assertThat(cache.find(bytes, 1, 3, hash)).as("equal hash, other bytes").isNull();
  }

  @Test
  void longKeysAreNotKept() {
    BytesCache<String> cache = new BytesCache<>(16, 8);
    byte[] bytes = "123456789".getBytes(UTF_8);
    int hash = BytesCache.hash(bytes, 0, 9);
    cache.keep(bytes, 0, 9, hash, "value");
    assertThat(cache.find(bytes, 0, 9, hash)).isNull();
  }

  @Test
  void aFloodOfKeysForgetsButNeverConfuses() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      BytesCache<String> cache = new BytesCache<>(64, 100);
      Map<String, String> kept = new HashMap<>();
      int found = 0;
      for (int i = 0; i < 5_000; i++) {
        String key = "k".repeat(random.nextInt(90)) + random.nextInt(300);
        byte[] bytes = key.getBytes(UTF_8);
        int hash = BytesCache.hash(bytes, 0, bytes.length);
        String value = cache.find(bytes, 0, bytes.length, hash);
        if (value == null) {
          cache.keep(bytes, 0, bytes.length, hash, key + i);
          kept.put(key, key + i);
        } else {
          found++;
          assertThat(value).as("seed %s", seed).isEqualTo(kept.get(key));
        }
      }
      assertThat(found).as("seed %s", seed).isPositive();
    }
  }

  @Test
  void hashesOfTextsThatDifferInOnePlaceSpreadOverTheSlots() {
    for (int length = 1; length <= 70; length++) {
      for (int place = 0; place < length; place++) {
        byte[] bytes = "a".repeat(length).getBytes(UTF_8);
        Set<Integer> slots = new HashSet<>();
        for (char c = '0'; c <= 'z'; c++) {
          bytes[place] = (byte) c;
          slots.add(BytesCache.hash(bytes, 0, length) & 0x7FFF);
        }
        assertThat(slots).as("length %s, place %s", length, place).hasSizeGreaterThan(60);
      }
    }
  }
}

package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AttemptCountsTest {

  @Test
  void bucketsThatMeetInTheFirstRoomLieApartInTheNext() {
    AttemptCounts counts = new AttemptCounts();
    counts.add(3, AttemptCounts.FIRSTS, 5);
    counts.add(13, AttemptCounts.FIRSTS, 2);
    counts.add(13, AttemptCounts.FAILED, 1);
    assertThat(counts.sums(0, 13, false)).isEqualTo(new AttemptCounts.Sums(7, 0, 1, 0, 0, 2));
    assertThat(counts.sums(4, 13, false).firsts()).isEqualTo(2);
    counts.markStormy(13);
    assertThat(counts.sums(0, 13, true).firsts()).isEqualTo(5);
  }

  @Test
  void anHourIsKept() {
    AttemptCounts counts = new AttemptCounts();
    for (int bucket = 0; bucket <= 1_000; bucket++) {
      counts.add(bucket, AttemptCounts.FIRSTS, 1);
    }
    assertThat(counts.sums(0, 1_000, false).buckets()).isEqualTo(AttemptCounts.BUCKETS);
    assertThat(counts.sums(641, 1_000, false).buckets()).isEqualTo(AttemptCounts.BUCKETS);
  }

  @Test
  void whatIsKeptIsWhatAMapWouldKeep() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      AttemptCounts counts = new AttemptCounts();
      Map<Integer, long[]> all = new TreeMap<>();
      Set<Integer> stormy = new HashSet<>();
      int step = 1 + random.nextInt(40);
      int newest = random.nextInt(2_000) - 1_000;
      for (int i = 0; i < 400; i++) {
        newest += random.nextInt(step);
        int bucket = newest - random.nextInt(random.nextBoolean() ? 1 : AttemptCounts.BUCKETS);
        int field = 1 + random.nextInt(5);
        counts.add(bucket, field, i);
        counts.add(newest, AttemptCounts.FIRSTS, 1);
        all.computeIfAbsent(bucket, key -> new long[6])[field] += i;
        all.computeIfAbsent(newest, key -> new long[6])[AttemptCounts.FIRSTS]++;
        if (random.nextInt(10) == 0) {
          counts.markStormy(bucket);
          stormy.add(bucket);
        }
        int to = newest - random.nextInt(50);
        int from = Math.max(newest - AttemptCounts.BUCKETS + 1, to - random.nextInt(300));
        boolean calm = random.nextBoolean();
        long[] sums = new long[6];
        long buckets = 0;
        for (Map.Entry<Integer, long[]> entry : all.entrySet()) {
          int number = entry.getKey();
          if (number >= from && number <= to && !(calm && stormy.contains(number))) {
            for (int at = 0; at < sums.length; at++) {
              sums[at] += entry.getValue()[at];
            }
            buckets++;
          }
        }
        assertThat(counts.sums(from, to, calm))
            .as("seed %d", seed)
            .isEqualTo(
                new AttemptCounts.Sums(sums[1], sums[2], sums[3], sums[5], sums[4], buckets));
      }
    }
  }

  @Test
  void aBucketWithoutCallsThatIsStormyMarksNoOther() {
    AttemptCounts counts = new AttemptCounts();
    counts.add(3, AttemptCounts.FIRSTS, 5);
    counts.markStormy(13); // in whose place bucket 3 lies
    assertThat(counts.sums(0, 13, true).firsts()).isEqualTo(5);
  }
}

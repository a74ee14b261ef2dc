package io.longpole.analyzer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.flow.SpanContexts.SpanKey;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanContextsTest {

  private static final int MAX_ENTRIES = 700;
  private static final long MAX_AGE = 900;

  private record Entry(SpanKey key, long nanos, int label, long added) {}

  private static SpanKey key(int number) {
    return new SpanKey(new TraceId(number % 3, number % 5), number);
  }

  private static List<Integer> labels(SpanContexts contexts, SpanKey key) {
    List<Integer> labels = new ArrayList<>();
    for (int entry = contexts.find(key);
        entry != SpanContexts.NONE;
        entry = contexts.findNext(entry, key)) {
      labels.add(contexts.label(entry));
    }
    return labels;
  }

  @Test
  void theOldestLeaves() {
    SpanContexts contexts = new SpanContexts(2, 100);
    List<Integer> left = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      contexts.add(key(i), 10L * i, i, i, entry -> left.add(contexts.label(entry)));
    }

    assertThat(left).containsExactly(1);
    assertThat(labels(contexts, key(1))).isEmpty();
    assertThat(labels(contexts, key(3))).containsExactly(3);
    assertThat(contexts.timeNanos(contexts.find(key(3)))).isEqualTo(30);

    contexts.expire(103, entry -> left.add(contexts.label(entry)));
    assertThat(left).containsExactly(1, 2);
    assertThat(contexts.size()).isEqualTo(1);
  }

  @Test
  void findsWhatASlowListFinds() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      SpanContexts contexts = new SpanContexts(MAX_ENTRIES, MAX_AGE);
      Deque<Entry> slow = new ArrayDeque<>();
      long now = 0;
      for (int i = 0; i < 5_000; i++) {
        now += random.nextInt(3);
        long moment = now;
        contexts.expire(moment, entry -> {});
        slow.removeIf(entry -> moment - entry.added > MAX_AGE);
        Entry entry = new Entry(key(random.nextInt(400)), random.nextLong(), i, now);
        contexts.add(entry.key, entry.nanos, entry.label, now, gone -> {});
        slow.addFirst(entry);
        if (slow.size() > MAX_ENTRIES) {
          slow.removeLast();
        }
        SpanKey asked = key(random.nextInt(400));
        assertThat(labels(contexts, asked))
            .as("seed %d, step %d", seed, i)
            .isEqualTo(slow.stream().filter(e -> e.key.equals(asked)).map(Entry::label).toList());
        assertThat(contexts.size()).as("seed %d, step %d", seed, i).isEqualTo(slow.size());
      }
    }
  }
}

package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.detect.Interleaving.Braid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InterleavingTest {

  @Test
  void overlappingRoundsAreOneLoop() {
    List<Braid> braids = Interleaving.of(letters("abbaabcbaabd"), 5);
    assertThat(braids).hasSize(1);
    assertThat(braids.get(0).indexes()).containsExactly(0, 1, 2, 3, 4, 5, 7, 8, 9, 10);
    assertThat(braids.get(0).repeats()).isEqualTo(5);
    assertThat(braids.get(0).length()).isEqualTo(2);
  }

  @Test
  void oneAfterTheOtherAreTwoLoops() {
    assertThat(Interleaving.of(letters("aaaaabbbbb"), 5)).isEmpty();
    assertThat(Interleaving.of(letters("aaaaaaaaaabbbbbbbbbb"), 5)).isEmpty();
  }

  @Test
  void unequalCountsAreNoLoopTogether() {
    assertThat(Interleaving.of(letters("abababababa"), 5)).isEmpty();
  }

  @Test
  void tooFewRounds() {
    assertThat(Interleaving.of(letters("abbaabba"), 5)).isEmpty();
  }

  @Test
  void threeInStep() {
    List<Braid> braids = Interleaving.of(letters("abcacbbacabccab"), 5);
    assertThat(braids).extracting(Braid::length).containsExactly(3);
  }

  @Test
  void inStepMeansThatNoPrefixHasAFarLead() {
    long seed = 99;
    Random random = new Random(seed);
    int together = 0;
    for (int round = 0; round < 3000; round++) {
      String text = shuffled(random, 5 + random.nextInt(10));
      boolean expected = inStepByDefinition(text);
      together += expected ? 1 : 0;
      assertThat(Interleaving.of(letters(text), 5).size() == 1)
          .as("seed %d, round %d: %s", seed, round, text)
          .isEqualTo(expected);
    }
    assertThat(together).isBetween(300, 2700);
  }

  private static boolean inStepByDefinition(String text) {
    int allowed = Math.max(2, text.length() / 2 / 4);
    for (int end = 1; end <= text.length(); end++) {
      long a = text.substring(0, end).chars().filter(c -> c == 'a').count();
      if (Math.abs(2 * a - end) > allowed) {
        return false;
      }
    }
    return true;
  }

  private static String shuffled(Random random, int count) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add("a");
      all.add("b");
    }
    java.util.Collections.shuffle(all, random);
    return String.join("", all);
  }

  private static int[] letters(String text) {
    return text.chars().toArray();
  }

  @Test
  void eightLoopsMayBeUnderWayAtOnce() {
    assertThat(besides(7)).isEqualTo(1);
    assertThat(besides(8)).isZero();
  }

  /** How many braids show of two elements in step, between which so many others begin. */
  private static int besides(int others) {
    List<Integer> sequence = new ArrayList<>(List.of(1));
    for (int other = 0; other < others; other++) {
      sequence.add(100 + other);
    }
    sequence.addAll(List.of(2, 1, 2, 1, 2, 1, 2, 1, 2));
    for (int other = 0; other < others; other++) {
      sequence.addAll(Collections.nCopies(6 + other, 100 + other));
    }
    return Interleaving.of(sequence.stream().mapToInt(Integer::intValue).toArray(), 5).size();
  }

  @Test
  void aBraidHasEightElementsAtMost() {
    int[] sequence = IntStream.range(0, 45).map(i -> i % 9).toArray();
    List<Interleaving.Braid> braids = Interleaving.of(sequence, 5);
    assertThat(braids).hasSize(1);
    assertThat(braids.get(0).length()).isEqualTo(8);
  }
}

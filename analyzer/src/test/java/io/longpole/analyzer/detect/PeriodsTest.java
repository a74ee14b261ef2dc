package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.detect.Periods.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeriodsTest {

  @Test
  void twoStatementsThreeTimes() {
    assertThat(runs("ababab", 3)).containsExactly(new Run(0, 2, 3));
  }

  @Test
  void aCutOffLastRepeatDoesNotCount() {
    assertThat(runs("xabababay", 3)).containsExactly(new Run(1, 2, 3));
  }

  @Test
  void twoRepeatsAreNotEnough() {
    assertThat(runs("abcabc", 3)).isEmpty();
    assertThat(runs("ababa", 3)).isEmpty();
  }

  @Test
  void oneStatementAgainAndAgainIsNoPattern() {
    assertThat(runs("aaaaaaaaaaaaaaaaaaaaaaaaaaa", 3)).isEmpty();
  }

  @Test
  void theSmallestPeriodWins() {
    assertThat(runs("abababababab", 3)).containsExactly(new Run(0, 2, 6));
    assertThat(runs("aabaabaab", 3)).containsExactly(new Run(0, 3, 3));
  }

  @Test
  void periodsFromTwoToEight() {
    assertThat(runs("abcdefghabcdefghabcdefgh", 3)).containsExactly(new Run(0, 8, 3));
    assertThat(runs("abcdefghiabcdefghiabcdefghi", 3)).isEmpty();
  }

  @Test
  void aLoopAfterRepeatsOfItsFirstStatementStartsWhereItStarts() {
    assertThat(runs("aaaabababab", 3)).containsExactly(new Run(3, 2, 4));
  }

  @Test
  void severalLoopsOneAfterTheOther() {
    assertThat(runs("abababcdecdecde", 3)).containsExactly(new Run(0, 2, 3), new Run(6, 3, 3));
  }

  @Test
  void sameAsTrialOfEveryStart() {
    long seed = 4711;
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      int[] sequence = randomSequence(random);
      assertThat(Periods.of(sequence, 3))
          .as("seed %d, round %d: %s", seed, round, java.util.Arrays.toString(sequence))
          .isEqualTo(slow(sequence, 3));
    }
  }

  @Test
  void oneMillionElementsOfNoPatternAreQuicklyPassed() {
    Random random = new Random(5);
    int[] sequence = random.ints(1_000_000, 0, 1000).toArray();
    assertThat(Periods.of(sequence, 3)).isEmpty();
    int[] constant = new int[1_000_000];
    assertThat(Periods.of(constant, 3)).isEmpty();
  }

  /** Random letters with some repeated stretches in between. */
  private static int[] randomSequence(Random random) {
    List<Integer> letters = new ArrayList<>();
    while (letters.size() < 30) {
      int length = 1 + random.nextInt(9);
      int[] body = random.ints(length, 0, 3).toArray();
      int repeats = 1 + random.nextInt(5);
      for (int i = 0; i < repeats; i++) {
        for (int letter : body) {
          letters.add(letter);
        }
      }
    }
    return letters.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Tries every start for every period, comparing whole repeats element by element. */
  private static List<Run> slow(int[] sequence, int minRepeats) {
    List<Run> runs = new ArrayList<>();
    boolean[] taken = new boolean[sequence.length];
    for (int period = 2; period <= 8; period++) {
      for (int start = 0; start < sequence.length; start++) {
        int repeats = 0;
        while (isRepeat(sequence, taken, start, period, repeats)) {
          repeats++;
        }
        boolean constant = true;
        for (int i = start; i < Math.min(start + period, sequence.length); i++) {
          constant &= sequence[i] == sequence[start];
        }
        if (repeats >= minRepeats && !constant) {
          runs.add(new Run(start, period, repeats));
          for (int i = 0; i < period * repeats; i++) {
            taken[start + i] = true;
          }
        }
      }
    }
    return runs;
  }

  private static boolean isRepeat(
      int[] sequence, boolean[] taken, int start, int period, int repeat) {
    int from = start + repeat * period;
    if (from + period > sequence.length) {
      return false;
    }
    for (int i = 0; i < period; i++) {
      if (taken[from + i] || sequence[from + i] != sequence[start + i]) {
        return false;
      }
    }
    return true;
  }

  private static List<Run> runs(String letters, int minRepeats) {
    return Periods.of(letters.chars().toArray(), minRepeats);
  }
}

package io.longpole.query.search;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Finds the names that someone may have meant: those that hold the text, then those that take the
 * fewest changed, added or left out letters.
 *
 * <p>Example: of "shop GET /cart", "shop GET /card/list" the first is nearest to "shop get /card".
 * O(letters of the text · letters of all names).
 */
final class Nearest {

  private static final int MAX_CHARS = 200;

  private Nearest() {}

  static <T> List<T> to(String text, List<T> all, Function<T, String> name, int count) {
    String wanted = comparable(text);
    record Ranked<T>(T value, boolean holds, int distance) {}
    return all.stream()
        .map(each -> {
          String known = comparable(name.apply(each));
          return new Ranked<>(each, known.contains(wanted), distance(wanted, known));
        })
        .sorted(
            Comparator.comparingInt((Ranked<T> ranked) -> ranked.holds ? 0 : 1)
                .thenComparingInt(ranked -> ranked.distance))
        .limit(count)
        .map(Ranked::value)
        .toList();
  }

  private static String comparable(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.length() <= MAX_CHARS ? lower : lower.substring(0, MAX_CHARS);
  }

  static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}

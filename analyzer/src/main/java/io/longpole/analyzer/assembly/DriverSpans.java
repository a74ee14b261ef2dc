package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a database driver's span below the span that a mapper has of the same statement.
 *
 * <p>Some instrumentations do not make their span the current one, so that the driver's span, made
 * meanwhile, becomes its sibling: SQLAlchemy 10-30 and asyncpg 12-29 with one statement below one
 * request are one query, of which the second is the inner half. Such a span has the parent,
 * resource and statement of another instrumentation's span and lies within its time; each span
 * takes one. O(n log n), and one pass over the spans where one library has all statements.
 */
final class DriverSpans {

  /** Of equal statements under way at once so many are looked at. */
  private static final int MOST_OPEN = 64;

  /** What is asked below one parent. */
  private record Question(int parent, String statement) {}

  private final Draft draft;
  private final Map<Question, List<Integer>> open = new HashMap<>();

  private DriverSpans(Draft draft) {
    this.draft = draft;
  }

  static void nest(Draft draft) {
    if (hasSeveralLibraries(draft)) {
      new DriverSpans(draft).nest();
    }
  }

  private static boolean hasSeveralLibraries(Draft draft) {
    String library = "";
    for (Span span : draft.spans) {
      String name = span.scope().name();
      if (!name.isEmpty() && !name.equals(library) && statement(span) != null) {
        if (!library.isEmpty()) {
          return true;
        }
        library = name;
      }
    }
    return false;
  }

  private static @Nullable String statement(Span span) {
    Attributes attributes = span.attributes();
    String text = attributes.text("db.query.text");
    return text == null ? attributes.text("db.statement") : text;
  }

  private void nest() {
    Integer[] order = new Integer[draft.size()];
    Arrays.setAll(order, position -> position);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingLong(position -> draft.startNanos[position])
            .thenComparing(
                Comparator.<Integer>comparingLong(position -> draft.endNanos[position]).reversed())
            .thenComparing(
                (left, right) -> Long.compareUnsigned(draft.ids[left], draft.ids[right])));
    for (int position : order) {
      String statement = statement(draft.spans[position]);
      if (statement != null && draft.parents[position] != Draft.NO_PARENT) {
        place(position, new Question(draft.parents[position], statement.strip()));
      }
    }
  }

  private void place(int position, Question question) {
    List<Integer> around = open.computeIfAbsent(question, unseen -> new ArrayList<>());
    around.removeIf(other -> draft.endNanos[other] < draft.startNanos[position]);
    int outer = Draft.NO_PARENT;
    for (int other : around.subList(Math.max(0, around.size() - MOST_OPEN), around.size())) {
      boolean tighter = outer == Draft.NO_PARENT || draft.endNanos[other] < draft.endNanos[outer];
      outer = tighter && holds(other, position) ? other : outer;
    }
    if (outer != Draft.NO_PARENT) {
      draft.parents[position] = outer;
      around.remove(Integer.valueOf(outer));
    }
    around.add(position);
  }

  private boolean holds(int outer, int inner) {
    Span one = draft.spans[outer];
    Span other = draft.spans[inner];
    return draft.endNanos[inner] <= draft.endNanos[outer]
        && !one.scope().name().isEmpty()
        && !other.scope().name().isEmpty()
        && !one.scope().name().equals(other.scope().name())
        && one.resource().equals(other.resource());
  }
}

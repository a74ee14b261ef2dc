package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.Subject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statements that were prepared and wait to be run: where preparing and running have a span each,
 * often only the first one carries the text.
 *
 * <p>Example: the siblings {@code PDO::prepare} with {@code SELECT a FROM b WHERE c = ?} and {@code
 * PDOStatement::execute} with no text: the second one asks what the first one says, as often as it
 * is run. Two statements prepared before either is run leave open which one runs: then none is
 * named. One look-up a span.
 */
final class Prepared {

  /**
   * What was prepared, and whether it was run since.
   *
   * @param subject what running it asks
   * @param arguments of the text, known if it has no placeholder
   * @param run whether it was run since
   */
  record Statement(Subject subject, Arguments arguments, boolean run) {}

  private record Place(int parent, String target) {}

  private final Map<Place, @Nullable Statement> last = new HashMap<>();

  /** Notes that a child of that parent had a statement prepared. */
  void add(int parent, Subject subject, Arguments arguments) {
    Place place = new Place(parent, subject.target());
    boolean clear = !last.containsKey(place) || isRun(last.get(place));
    last.put(place, clear ? new Statement(subject, arguments, false) : null);
  }

  private static boolean isRun(@Nullable Statement statement) {
    return statement != null && statement.run();
  }

  /** What a child of that parent runs that does not say it; null if nobody knows. */
  @Nullable Statement run(int parent, String target) {
    if (last.isEmpty()) {
      return null;
    }
    Place place = new Place(parent, target);
    Statement statement = last.get(place);
    if (statement != null && !statement.run()) {
      last.put(place, new Statement(statement.subject(), statement.arguments(), true));
    }
    return statement;
  }
}

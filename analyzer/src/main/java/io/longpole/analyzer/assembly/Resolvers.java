package io.longpole.analyzer.assembly;

import io.longpole.analyzer.model.Span;

/**
 * Puts the resolvers of GraphQL fields below whoever waits for them.
 *
 * <p>JavaScript's instrumentation has the span of a field below that of the field around it, which
 * is over as soon as its own value is known: {@code books} 2-8, and below it {@code books.0.author}
 * 9-44. It is the operation, 2-45, that runs both and waits for both. So the resolver of a field
 * that goes on after the resolver around it is a child of what that one is a child of; so on for
 * {@value #MAX_LEVELS} levels at most. Linear.
 */
final class Resolvers {

  private static final String PATH = "graphql.field.path";

  /** Deeper than queries are; without a limit a deep chain would be walked again and again. */
  private static final int MAX_LEVELS = 64;

  private Resolvers() {}

  static void lift(Draft draft) {
    int[] lifted = null;
    for (int i = 0; i < draft.size(); i++) {
      int around = draft.parents[i];
      for (int level = 0; level < MAX_LEVELS && outlives(draft, i, around); level++) {
        around = draft.parents[around];
      }
      if (around != draft.parents[i]) {
        lifted = lifted == null ? draft.parents.clone() : lifted;
        lifted[i] = around;
      }
    }
    if (lifted != null) {
      System.arraycopy(lifted, 0, draft.parents, 0, lifted.length);
    }
  }

  /** Whether a field goes on after one around it, which has a parent itself. */
  private static boolean outlives(Draft draft, int field, int around) {
    return around != Draft.NO_PARENT
        && draft.endNanos[field] > draft.endNanos[around]
        && isField(draft.spans[field])
        && isField(draft.spans[around])
        && draft.spans[field].resource().equals(draft.spans[around].resource())
        && draft.parents[around] != Draft.NO_PARENT;
  }

  private static boolean isField(Span span) {
    return span.attributes().get(PATH) != null;
  }
}

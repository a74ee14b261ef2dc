package io.longpole.query.index;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The views that queries hold open, so that nothing is released under them; any thread. */
final class OpenViews {

  private final Set<Object> open = ConcurrentHashMap.newKeySet();

  /** Counts a view until it is ended with the same object. */
  Object begin() {
    Object view = new Object();
    open.add(view);
    return view;
  }

  void end(Object view) {
    open.remove(view);
  }

  /** Says, whenever it is asked, whether all views that are open now are closed. */
  BooleanSupplier allClosed() {
    Set<Object> now = Set.copyOf(open);
    return () -> now.stream().noneMatch(open::contains);
  }
}

package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one key that a service makes; the hash is worked out once.
 *
 * <p>While a trace is looked at, its call sites are numbered in the order in which they come: the
 * number stands in the site, beside the count of the trace that it belongs to, which spares every
 * call a look-up. Not thread-safe.
 */
final class CallSite extends LastingKey {

  /** Says that no calls of the site were collected. */
  static final int NO_ROW = -1;

  private final String service;
  private final String key;
  private final NameKey edge;
  private final int hash;
  private @Nullable NameKey served;

  /** The second name of the key, kept here because it is compared at every call. */
  private String servedBy = "";

  private long numberedIn;
  private int number;
  private int quietRow = NO_ROW;
  private @Nullable NameKey quietServed;

  CallSite(Kind kind, String service, Call call, NameKey edge) {
    super(kind);
    this.service = service;
    this.key = call.key();
    this.edge = edge;
    this.hash = 31 * service.hashCode() + key.hashCode();
  }

  /** Caller, callee and call, as a person would say it. */
  NameKey edge() {
    return edge;
  }

  /** The caller and the service that served the call, most often the same as last time. */
  NameKey servedBy(String callee, Names names) {
    NameKey last = served;
    if (last == null || !servedBy.equals(callee)) {
      last = names.key(service, callee, "");
      served = last;
      servedBy = callee;
    }
    return last;
  }

  /** Its number in a trace; the next one if it has none yet. */
  int numberIn(long trace, int next) {
    if (numberedIn != trace) {
      numberedIn = trace;
      number = next;
    }
    return number;
  }

  /** Where its {@link QuietCalls} wait, or {@link #NO_ROW}. */
  int quietRow() {
    return quietRow;
  }

  void setQuietRow(int row) {
    quietRow = row;
  }

  /** The caller and the service that served those of them that were served. */
  @Nullable NameKey quietServed() {
    return quietServed;
  }

  void setQuietServed(NameKey served) {
    quietServed = served;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof CallSite that
            && hash == that.hash
            && key.equals(that.key)
            && service.equals(that.service));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return service + " " + key;
  }
}

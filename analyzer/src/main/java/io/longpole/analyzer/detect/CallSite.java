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

  /** Says that the site has no number yet. */
  static final int NO_NUMBER = -1;

  private final String target;
  private final NameKey edge;
  private final NameKey pair;
  private final int hash;
  private long numberedIn;
  private int number;
  private int quietNumber = NO_NUMBER;

  CallSite(Kind kind, String service, Call call, Names names) {
    super(kind, service, call.key(), "");
    this.target = call.target();
    this.edge = names.key(service, target, call.label());
    this.pair = names.key(service, target, "");
    this.hash = 31 * service.hashCode() + call.key().hashCode();
  }

  /** Caller, callee and call, as a person would say it. */
  NameKey edge() {
    return edge;
  }

  /** Caller and callee. */
  NameKey pair() {
    return pair;
  }

  /** The caller and the service that served a call, most often the one it is meant for. */
  NameKey servedBy(String callee, Names names) {
    return target.equals(callee) ? pair : names.key(first(), callee, "");
  }

  /** Its number in a trace; the next one if it has none yet. */
  int numberIn(long trace, int next) {
    if (numberedIn != trace) {
      numberedIn = trace;
      number = next;
    }
    return number;
  }

  /** Its number among {@link QuietCalls}, or {@link #NO_NUMBER}. */
  int quietNumber() {
    return quietNumber;
  }

  void setQuietNumber(int number) {
    quietNumber = number;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof CallSite that
            && hash == that.hash
            && hasNames(that.first(), that.second(), that.third()));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return first() + " " + second();
  }
}

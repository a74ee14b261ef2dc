package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.call.Calls;
import io.longpole.analyzer.model.Trace;
import java.util.Arrays;

/**
 * The calls of one trace numbered by what they call: calls of one service with one key have one
 * number, from 0 in the order of their first.
 *
 * <p>Example: a service calls a, b, a: the calls have the numbers 0, 1, 0. Linear in calls; a call
 * is named by its position.
 */
final class CallKeys {

  /** Ends the key that all calls share that are beyond the limit; they are no loop. */
  private static final String OVERFLOW = "|||overflow";

  private final int[] keys;
  private CallSite[] sites = new CallSite[16];
  private int[] callsOf = new int[16];
  private int count;
  private int mostCalls;

  CallKeys(Trace trace, Calls calls, Names names) {
    this.keys = new int[calls.count()];
    long traceNumber = names.nextTrace();
    for (int position = 0; position < keys.length; position++) {
      Call call = calls.get(position);
      boolean takesPart = call.noise() == Noise.NONE && !call.key().endsWith(OVERFLOW);
      keys[position] =
          takesPart
              ? number(call, names.site(trace.span(call.node()).service(), call), traceNumber)
              : TraceFacts.NO_KEY;
    }
  }

  private int number(Call call, CallSite site, long traceNumber) {
    int key = site.numberIn(traceNumber, count);
    if (key == count) {
      if (key == sites.length) {
        sites = Arrays.copyOf(sites, key * 2);
        callsOf = Arrays.copyOf(callsOf, key * 2);
      }
      sites[key] = site;
      count++;
    }
    callsOf[key] += size(call);
    mostCalls = Math.max(mostCalls, callsOf[key]);
    return key;
  }

  /** How many single calls a call stands for; a real batch counts as one. */
  static int size(Call call) {
    return call.batch() ? 1 : call.size();
  }

  /** The number of a call, or {@link TraceFacts#NO_KEY}. */
  int key(int position) {
    return keys[position];
  }

  /** How many numbers there are. */
  int count() {
    return count;
  }

  /** How many single calls the calls of a number stand for. */
  int callsOf(int key) {
    return callsOf[key];
  }

  /** The most single calls that the calls of any number stand for. */
  int mostCalls() {
    return mostCalls;
  }

  CallSite site(int key) {
    return sites[key];
  }
}

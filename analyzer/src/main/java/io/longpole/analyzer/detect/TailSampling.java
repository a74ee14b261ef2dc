package io.longpole.analyzer.detect;

import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.Trace;
import java.util.Locale;

/**
 * Whether traces were kept for being slow or failing, which makes shares among them mean nothing.
 *
 * <p>Known where the sampler says so: the Collector's tail sampling processor writes the policy
 * that kept a trace into the scope ({@code tailsampling.policy}), Refinery the rule into the span
 * ({@code meta.refinery.reason}). A policy whose name says that it keeps by chance, or all, keeps
 * shares as they are.
 */
public final class TailSampling {

  private static final String[] KEYS = {
    "tailsampling.composite_policy", "tailsampling.policy", "meta.refinery.reason"
  };

  private static final String[] RANDOM = {
    "probab", "random", "always", "deterministic", "baseline", "default"
  };

  private final Tally chosen = new Tally();

  /** Whether a trace was kept for what happened in it. */
  public static boolean choseIt(Trace trace) {
    Span root = trace.span(0);
    for (String key : KEYS) {
      String policy = said(root.scope().attributes(), key);
      policy = policy.isEmpty() ? said(root.attributes(), key) : policy;
      if (!policy.isEmpty()) {
        return !isRandom(policy);
      }
    }
    return false;
  }

  private static String said(Attributes attributes, String key) {
    String text = attributes.text(key);
    return text == null ? "" : text;
  }

  private static boolean isRandom(String policy) {
    String lower = policy.toLowerCase(Locale.ROOT);
    for (String word : RANDOM) {
      if (lower.contains(word)) {
        return true;
      }
    }
    return false;
  }

  void learn(Trace trace) {
    if (choseIt(trace)) {
      chosen.add(trace.startNanos(0));
    }
  }

  /** Says that time has come so far, so that what was long ago is forgotten. */
  void advance(long timeNanos) {
    chosen.add(timeNanos, 0);
  }

  /** Whether no trace of the last half to full hour was kept for what happened in it. */
  boolean sharesHold() {
    return chosen.total() == 0;
  }
}

package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Attempt;
import java.util.OptionalInt;

/** What attributes say of the repetition of a call. */
final class Attempts {

  private static final Attempt[] PLAIN = new Attempt[16];

  static {
    for (int i = 0; i < PLAIN.length; i++) {
      PLAIN[i] = new Attempt(OptionalInt.of(i), false, 0, 0);
    }
  }

  /** So many digits always fit an int. */
  private static final int MAX_DIGITS = 9;

  private Attempts() {}

  static Attempt of(int ordinal, boolean transparent, int speculative) {
    if (!transparent && speculative == 0 && ordinal < PLAIN.length) {
      return ordinal < 0 ? Attempt.UNKNOWN : PLAIN[ordinal];
    }
    OptionalInt said = ordinal < 0 ? OptionalInt.empty() : OptionalInt.of(ordinal);
    return new Attempt(said, transparent, 0, speculative);
  }

  /** How many attempts came before, by the first attribute that says so; −1 if none does. */
  static int ordinal(Facts facts) {
    long before = facts.number(Fact.HTTP_RESEND);
    if (before < 0) {
      before = facts.number(Fact.PREVIOUS_ATTEMPTS);
    }
    if (before < 0) {
      before = facts.number(Fact.RETRY_COUNT);
    }
    if (before < 0) {
      before = facts.number(Fact.ENVOY_ATTEMPT) - 1;
    }
    if (before < 0) {
      before = awsAttempt(facts.text(Fact.AWS_ATTEMPT)) - 1;
    }
    return (int) Math.min(before, Integer.MAX_VALUE);
  }

  /** The number after {@code attempt=}, 0 if there is none that can be read. */
  private static long awsAttempt(String header) {
    int at = header.indexOf("attempt=");
    if (at < 0) {
      return 0;
    }
    int start = at + "attempt=".length();
    int end = start;
    while (end < header.length() && SqlChars.isDigit(header.charAt(end))) {
      end++;
    }
    boolean readable = end > start && end - start <= MAX_DIGITS;
    return readable ? Integer.parseInt(header, start, end, 10) : 0;
  }
}

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

  private Attempts() {}

  static Attempt of(int ordinal, boolean transparent, int resends, int speculative) {
    if (!transparent && resends == 0 && speculative == 0 && ordinal < PLAIN.length) {
      return ordinal < 0 ? Attempt.UNKNOWN : PLAIN[ordinal];
    }
    OptionalInt said = ordinal < 0 ? OptionalInt.empty() : OptionalInt.of(ordinal);
    return new Attempt(said, transparent, resends, speculative);
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
    return (int) Math.max(-1, Math.min(before, Integer.MAX_VALUE));
  }

  /** The number after {@code attempt=}, 0 if there is none. */
  private static long awsAttempt(String header) {
    int at = header.indexOf("attempt=");
    if (at < 0) {
      return 0;
    }
    long number = 0;
    for (int i = at + 8; i < header.length() && i < at + 14; i++) {
      char c = header.charAt(i);
      if (c < '0' || c > '9') {
        break;
      }
      number = number * 10 + c - '0';
    }
    return number;
  }
}

package io.longpole.query.index;

import io.longpole.analyzer.model.TraceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;

/**
 * The terms by which traces and sightings are found: a letter for what is named, then the name.
 *
 * <p>Longer ones than {@value #MAX_BYTES} bytes keep their beginning and end in a hash of the
 * whole, so that they are still found exactly.
 */
final class TermText {

  static final int MAX_BYTES = 128;
  private static final int HASH_BYTES = 16;
  private static final char SEPARATOR = '\u0000';

  private TermText() {}

  static BytesRef service(String service) {
    return term("s" + service);
  }

  static BytesRef operation(String operation) {
    return term("o" + operation);
  }

  static BytesRef serviceOperation(String service, String operation) {
    return term("p" + service + SEPARATOR + operation);
  }

  static BytesRef attribute(String key, String value) {
    return term("a" + key + "=" + value);
  }

  static BytesRef kind(String kind) {
    return term("k" + kind);
  }

  static BytesRef detector(String detector) {
    return term("d" + detector);
  }

  static BytesRef fingerprint(String fingerprint) {
    return term("f" + fingerprint);
  }

  /** On traces with a span that links to another trace. */
  static BytesRef linked(TraceId other) {
    return term("l" + other.hex());
  }

  /** On traces that sent or took a message, or link to a span. */
  static final BytesRef MESSAGES = term("q");

  /** On traces that have attributes for which there was no room. */
  static final BytesRef MORE_ATTRIBUTES = term("m");

  static BytesRef term(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_BYTES) {
      return new BytesRef(bytes);
    }
    byte[] shortened = Arrays.copyOf(bytes, MAX_BYTES);
    System.arraycopy(sha256(bytes), 0, shortened, MAX_BYTES - HASH_BYTES, HASH_BYTES);
    return new BytesRef(shortened);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

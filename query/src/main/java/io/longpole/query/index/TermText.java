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
 * whole, so that they are still found exactly. An operation and its service are one term, the
 * operation first: those of "GET /cart" in any service begin with {@code oGET /cart} and a
 * separator, so its traces are found by that beginning.
 */
final class TermText {

  static final int MAX_BYTES = 128;
  private static final int HASH_BYTES = 16;
  private static final int MAX_OPERATION_BYTES = 64;
  private static final char SEPARATOR = '\u0000';

  private TermText() {}

  static BytesRef service(String service) {
    return term("s" + service);
  }

  /** With what the terms of an operation begin, whatever its service. */
  static BytesRef operation(String operation) {
    String name = 'o' + operation.replace(SEPARATOR, ' ');
    byte[] cut = cut(name.getBytes(StandardCharsets.UTF_8), MAX_OPERATION_BYTES);
    byte[] closed = Arrays.copyOf(cut, cut.length + 1); // ends in the separator, which is 0
    return new BytesRef(closed);
  }

  static BytesRef operation(String operation, String service) {
    BytesRef start = operation(operation);
    byte[] end = cut(service.getBytes(StandardCharsets.UTF_8), MAX_BYTES - MAX_OPERATION_BYTES - 1);
    byte[] term = Arrays.copyOf(start.bytes, start.length + end.length);
    System.arraycopy(end, 0, term, start.length, end.length);
    return new BytesRef(term);
  }

  static BytesRef attribute(String key, String value) {
    return term("a" + key + "=" + value);
  }

  static BytesRef severity(String severity) {
    return term("v" + severity);
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
    return new BytesRef(cut(text.getBytes(StandardCharsets.UTF_8), MAX_BYTES));
  }

  private static byte[] cut(byte[] bytes, int maxBytes) {
    if (bytes.length <= maxBytes) {
      return bytes;
    }
    byte[] shortened = Arrays.copyOf(bytes, maxBytes);
    System.arraycopy(sha256(bytes), 0, shortened, maxBytes - HASH_BYTES, HASH_BYTES);
    return shortened;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

package io.longpole.collector.otlp;

/** A message, or what it decompresses to, is above the limit; the client must not retry it. */
final class TooLargeException extends Exception {

  private static final long serialVersionUID = 1L;

  TooLargeException(String what, long limitBytes) {
    super(
        what + " above the limit of " + limitBytes + " bytes; send smaller batches",
        null,
        false,
        false);
  }
}

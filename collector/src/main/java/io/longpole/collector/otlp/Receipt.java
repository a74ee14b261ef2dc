package io.longpole.collector.otlp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What became of a request that was taken.
 *
 * @param accepted spans, log records or data points now in the span log (metrics: counted)
 * @param rejected bad ones, kept in the dead letters
 * @param message why they were rejected; empty when none was
 * @param warnings what the sender should know although everything was taken
 */
public record Receipt(long accepted, long rejected, String message, List<String> warnings) {

  /** Longest text of a partial success, in bytes of UTF-8. */
  static final int MAX_MESSAGE_BYTES = 1024;

  static final Receipt EMPTY = new Receipt(0, 0, "", List.of());

  public Receipt {
    warnings = List.copyOf(warnings);
  }

  /** Text of the partial success: reasons, then warnings; at most 1 KiB; empty when all is well. */
  public String partialSuccessMessage() {
    if (rejected == 0 && warnings.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(message);
    for (String warning : warnings) {
      text.append(text.isEmpty() ? "" : "; ").append(warning);
    }
    return cut(text.toString());
  }

  private static String cut(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= MAX_MESSAGE_BYTES) {
      return text;
    }
    int end = MAX_MESSAGE_BYTES - 3;
    // Not in the middle of a character: continuation bytes are 10xxxxxx.
    while ((utf8[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8) + "...";
  }
}

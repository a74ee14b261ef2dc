package io.longpole.analyzer.finding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The name of a problem: the same in every window, file and restart.
 *
 * <p>It is the first 16 bytes, in hex, of SHA-256 over {@code longpole/1}, the detector and its
 * parts, joined by U+001F. Parts never hold counts, times, ids, ports or severities.
 */
public final class Fingerprint {

  private static final String SCHEMA = "longpole/1";
  private static final char SEPARATOR = '\u001f';
  private static final int BYTES = 16;

  private Fingerprint() {}

  /** The fingerprint of that detector's problem with these parts, as 32 lower-case hex digits. */
  public static String of(String detector, List<String> parts) {
    StringBuilder text = new StringBuilder(SCHEMA).append(SEPARATOR).append(detector);
    for (String part : parts) {
      text.append(SEPARATOR).append(part);
    }
    byte[] hash = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

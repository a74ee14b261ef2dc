package io.longpole.collector.otlp;

/**
 * Why nothing can be taken just now, and when to come again.
 *
 * @param reason short and stable: counted and shown, such as {@code disk}
 * @param retryAfterSeconds hint for the client, at least 1
 * @param message one sentence for people, with numbers
 */
public record Refusal(String reason, int retryAfterSeconds, String message) {

  public static final String IN_FLIGHT = "in_flight";
  public static final String DISK = "disk";
  public static final String LAG = "lag";
  public static final String STOPPING = "stopping";
  public static final String APPEND_FAILED = "append_failed";

  /** Hint while the disk is under its watermark. */
  public static final int DISK_RETRY_SECONDS = 30;

  public static final String TIMEOUT = "timeout";
  public static final String INTERNAL = "internal";

  public Refusal {
    if (retryAfterSeconds < 1) {
      throw new IllegalArgumentException("retryAfterSeconds=" + retryAfterSeconds + " is below 1");
    }
  }
}

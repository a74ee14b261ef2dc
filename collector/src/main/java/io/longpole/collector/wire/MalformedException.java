package io.longpole.collector.wire;

/**
 * Bytes that are not the message they claim to be.
 *
 * <p>It carries no stack trace: it describes the sender's input, and senders may be hostile.
 */
public final class MalformedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String place;

  /**
   * @param reason what is wrong, in English, without a full stop
   * @param place where, such as "byte 17" or "line 3, column 9"
   */
  public MalformedException(String reason, String place) {
    super(reason + " at " + place, null, false, false);
    this.reason = reason;
    this.place = place;
  }

  static MalformedException atByte(String reason, int offset) {
    return new MalformedException(reason, "byte " + offset);
  }

  public String reason() {
    return reason;
  }

  public String place() {
    return place;
  }
}

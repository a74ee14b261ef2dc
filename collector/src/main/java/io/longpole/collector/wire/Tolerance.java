package io.longpole.collector.wire;

/**
 * Counts habits of senders that the JSON encoding of OTLP does not allow but that are understood.
 * Not thread-safe.
 */
public final class Tolerance {

  private long base64Ids;
  private long enumNames;

  /** Ids that came in base64, not in hex. */
  public long base64Ids() {
    return base64Ids;
  }

  /** Enum values that came by name, not by number. */
  public long enumNames() {
    return enumNames;
  }

  /** One sentence for the sender, empty if there is nothing to say. */
  public String warning() {
    if (base64Ids == 0 && enumNames == 0) {
      return "";
    }
    return "This is not the JSON encoding of OTLP and was read all the same: "
        + (base64Ids == 0 ? "" : base64Ids + " ids in base64 (hex is expected)")
        + (base64Ids == 0 || enumNames == 0 ? "" : ", ")
        + (enumNames == 0 ? "" : enumNames + " enum values by name (numbers are expected)")
        + ".";
  }

  void addBase64Id() {
    base64Ids++;
  }

  void addEnumName() {
    enumNames++;
  }
}

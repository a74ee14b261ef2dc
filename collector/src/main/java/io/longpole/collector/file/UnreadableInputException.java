package io.longpole.collector.file;

/** A file that cannot be read; its message is one line that names file, place and reason. */
public final class UnreadableInputException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final String place;
  private final String reason;

  /**
   * Says what cannot be read and why.
   *
   * @param place where in the file, such as "line 3, column 9"; empty if the whole file is meant
   */
  public UnreadableInputException(String file, String place, String reason) {
    super(oneLine(file + ": " + (place.isEmpty() ? "" : place + ": ") + reason));
    this.file = file;
    this.place = place;
    this.reason = reason;
  }

  public String file() {
    return file;
  }

  public String place() {
    return place;
  }

  public String reason() {
    return reason;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}

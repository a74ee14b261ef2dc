package io.longpole.analyzer.detect;

/**
 * What is told of the failure of a span.
 *
 * @param type the exception's class, else the error type or status code
 * @param message without secrets, at most 512 characters; may be empty
 * @param causedBy the innermost cause that the stack trace names; may be empty
 * @param source where it was told
 */
record Failure(String type, String message, String causedBy, Source source) {

  /** Where a failure is told, best first. */
  enum Source {
    SPAN_EVENT,
    LOG_OF_SPAN,
    LOG_NEARBY,
    ERROR_TYPE,
    STATUS;

    String text() {
      return switch (this) {
        case SPAN_EVENT -> "span-event";
        case LOG_OF_SPAN -> "log-of-span";
        case LOG_NEARBY -> "log-nearby";
        case ERROR_TYPE -> "error-type";
        case STATUS -> "status";
      };
    }
  }

  /** Type and message, as far as there are any. */
  String text() {
    if (message.isEmpty() || message.equals(type)) {
      return type;
    }
    return type.isEmpty() ? message : type + ": " + message;
  }
}

package io.longpole.analyzer.call;

import java.util.List;
import java.util.Locale;

/** The status codes of gRPC, by which all RPC systems are judged here. */
final class RpcStatus {

  private static final List<String> NAMES =
      List.of(
          "OK",
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");

  private RpcStatus() {}

  /** The name of a status given as name in any case or as gRPC's number; else as it is. */
  static String nameOf(String status) {
    int number = 0;
    for (int i = 0; i < status.length() && i < 3; i++) {
      char c = status.charAt(i);
      if (c < '0' || c > '9') {
        String upper = status.toUpperCase(Locale.ROOT);
        return upper.equals("CANCELED") ? "CANCELLED" : upper;
      }
      number = number * 10 + c - '0';
    }
    return status.length() <= 2 && number < NAMES.size() ? NAMES.get(number) : status;
  }

  /**
   * The status that a span's status description starts with, as gRPC's own spans write it: {@code
   * UNAVAILABLE, no route} or {@code 14 UNAVAILABLE: no route}. Empty if there is none.
   */
  static String prefixOf(String description) {
    int start = 0;
    while (start < description.length()
        && (Character.isDigit(description.charAt(start)) || description.charAt(start) == ' ')) {
      start++;
    }
    int end = start;
    while (end < description.length()
        && ((description.charAt(end) >= 'A' && description.charAt(end) <= 'Z')
            || description.charAt(end) == '_')) {
      end++;
    }
    boolean ends = end == description.length() || ",: ;.".indexOf(description.charAt(end)) >= 0;
    if (!ends || end == start) {
      return "";
    }
    String word = description.substring(start, end);
    return NAMES.contains(word) ? word : "";
  }
}

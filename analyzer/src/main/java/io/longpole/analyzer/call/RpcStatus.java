package io.longpole.analyzer.call;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  private static final Map<String, String> BY_NUMBER =
      IntStream.range(0, NAMES.size())
          .boxed()
          .collect(Collectors.toUnmodifiableMap(String::valueOf, NAMES::get));

  private RpcStatus() {}

  /** The name of a status given as name in any case or as gRPC's number; else as it is. */
  static String nameOf(String status) {
    String numbered = BY_NUMBER.get(status);
    if (numbered != null) {
      return numbered;
    }
    String upper = status.toUpperCase(Locale.ROOT);
    return upper.equals("CANCELED") ? "CANCELLED" : upper;
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
    while (end < description.length() && ",: ;.".indexOf(description.charAt(end)) < 0) {
      end++;
    }
    String word = description.substring(start, end);
    return NAMES.contains(word) ? word : "";
  }
}

package io.longpole.analyzer.profile;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gives texts numbers in the order in which they come, so that each is written once. */
final class TextTable {

  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  int number(String text) {
    Integer known = numbers.get(text);
    if (known == null) {
      known = numbers.size();
      numbers.put(text, known);
    }
    return known;
  }

  void write(ProfileOutput out) {
    out.number(numbers.size());
    for (String text : numbers.keySet()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.number(bytes.length);
      out.bytes(bytes, bytes.length);
    }
  }
}

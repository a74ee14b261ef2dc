package io.longpole.query.index;

import io.longpole.analyzer.model.SpanKind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.util.BytesRef;

/** The bytes of names of operations, kept because the same come again and again. */
final class NameBytes {

  private static final char SEPARATOR = '\u0000';

  /** Longer names are cut in statistics; Lucene's limit is 32 KiB. */
  private static final int MAX_NAME_CHARS = 512;

  private static final int MAX_KEPT = 10_000;

  private final Map<EntryName, BytesRef> kept = new HashMap<>();

  BytesRef of(EntryName name) {
    BytesRef known = kept.get(name);
    if (known == null) {
      if (kept.size() >= MAX_KEPT) {
        kept.clear();
      }
      String text = cut(name.service()) + SEPARATOR + cut(name.operation());
      known =
          new BytesRef((text + SEPARATOR + name.kind().text()).getBytes(StandardCharsets.UTF_8));
      kept.put(name, known);
    }
    return known;
  }

  private static String cut(String name) {
    String printable = name.replace(SEPARATOR, ' ');
    return printable.length() <= MAX_NAME_CHARS
        ? printable
        : printable.substring(0, MAX_NAME_CHARS) + "…";
  }

  static EntryName read(BytesRef bytes) {
    String text = bytes.utf8ToString();
    int first = text.indexOf(SEPARATOR);
    int last = text.lastIndexOf(SEPARATOR);
    String kindText = text.substring(last + 1);
    SpanKind kind = SpanKind.UNSPECIFIED;
    for (SpanKind each : SpanKind.values()) {
      kind = each.text().equals(kindText) ? each : kind;
    }
    return new EntryName(text.substring(0, first), text.substring(first + 1, last), kind);
  }
}

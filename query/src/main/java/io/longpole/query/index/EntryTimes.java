package io.longpole.query.index;

import io.longpole.analyzer.model.SpanKind;
import io.longpole.query.store.ByteOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.BytesRef;

/**
 * The entry spans of a trace as index values: their distinct names, which Lucene keeps once a
 * segment, and beside them in the order of the names' bytes how many there were, how many failed,
 * and how long each took.
 *
 * <p>So the statistics of services are exact over any window, and a replaced trace is not counted
 * twice. Example: two calls of "cart GET /cart" of 5 and 7 ns, one failed, are {@code 2 1 5 7}.
 */
final class EntryTimes {

  private static final char SEPARATOR = '\u0000';

  /** Longer names are cut in statistics; Lucene's limit is 32 KiB. */
  private static final int MAX_NAME_CHARS = 512;

  private static final int MAX_CACHED_NAMES = 10_000;

  private record Group(BytesRef name, List<EntrySpan> spans) {}

  private final Map<EntryName, BytesRef> nameBytes = new HashMap<>();
  private final Map<BytesRef, Group> groupsByName = new HashMap<>();
  private final List<Group> groups = new ArrayList<>();
  private final ByteOutput times = new ByteOutput(64);

  /** Takes the entries of the next trace. */
  void set(List<EntrySpan> entries) {
    groups.clear();
    groupsByName.clear();
    times.clear();
    for (EntrySpan entry : entries) {
      BytesRef name = bytes(new EntryName(entry.service(), entry.operation(), entry.kind()));
      Group group = groupsByName.get(name);
      if (group == null) {
        group = new Group(name, new ArrayList<>(1));
        groupsByName.put(name, group);
        groups.add(group);
      }
      group.spans.add(entry);
    }
    groups.sort((a, b) -> a.name.compareTo(b.name));
    for (Group group : groups) {
      write(group.spans);
    }
  }

  int size() {
    return groups.size();
  }

  BytesRef name(int position) {
    return groups.get(position).name;
  }

  ByteOutput times() {
    return times;
  }

  private BytesRef bytes(EntryName name) {
    BytesRef known = nameBytes.get(name);
    if (known == null) {
      if (nameBytes.size() >= MAX_CACHED_NAMES) {
        nameBytes.clear();
      }
      String text = cut(name.service()) + SEPARATOR + cut(name.operation());
      known =
          new BytesRef((text + SEPARATOR + name.kind().text()).getBytes(StandardCharsets.UTF_8));
      nameBytes.put(name, known);
    }
    return known;
  }

  private static String cut(String name) {
    String printable = name.replace(SEPARATOR, ' ');
    return printable.length() <= MAX_NAME_CHARS
        ? printable
        : printable.substring(0, MAX_NAME_CHARS) + "…";
  }

  private void write(List<EntrySpan> spans) {
    times.writeUnsigned(spans.size());
    times.writeUnsigned(spans.stream().filter(EntrySpan::failed).count());
    for (EntrySpan span : spans) {
      times.writeUnsigned(span.durationNanos());
    }
  }

  static EntryName nameOf(BytesRef bytes) {
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

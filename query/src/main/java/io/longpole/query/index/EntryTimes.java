package io.longpole.query.index;

import io.longpole.query.store.ByteOutput;
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

  private record Group(BytesRef name, List<EntrySpan> spans) {}

  private final NameBytes names;
  private final Map<BytesRef, Group> groupsByName = new HashMap<>();
  private final List<Group> groups = new ArrayList<>();
  private final ByteOutput times = new ByteOutput(64);

  EntryTimes(NameBytes names) {
    this.names = names;
  }

  /** Takes the entries of the next trace. */
  void set(List<EntrySpan> entries) {
    groups.clear();
    groupsByName.clear();
    times.clear();
    for (EntrySpan entry : entries) {
      BytesRef name = names.of(entry.name());
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

  /** Distinct names, in the order of their bytes. */
  List<BytesRef> names() {
    return groups.stream().map(Group::name).toList();
  }

  ByteOutput times() {
    return times;
  }

  private void write(List<EntrySpan> spans) {
    times.writeUnsigned(spans.size());
    times.writeUnsigned(spans.stream().filter(EntrySpan::failed).count());
    for (EntrySpan span : spans) {
      times.writeUnsigned(span.durationNanos());
    }
  }
}

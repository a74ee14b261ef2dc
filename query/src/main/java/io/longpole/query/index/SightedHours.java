package io.longpole.query.index;

import io.longpole.analyzer.finding.SeenHours;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.store.ByteInput;
import io.longpole.query.store.SightingBytes;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Gathers when findings were seen, over the whole index: three numbers are read a sighting. */
public final class SightedHours extends SimpleCollector {

  /**
   * When a finding was seen.
   *
   * @param endpoint of its latest sighting
   */
  public record Sighted(SeenHours hours, String endpoint) {}

  private static final class Group {
    private final SeenHours hours = new SeenHours();
    private long latestNanos = Long.MIN_VALUE;
    private int latestDoc;
  }

  private final Predicate<String> wanted;
  private final Map<String, Group> groups = new HashMap<>();
  private int base;
  private SortedDocValues fingerprints = DocValues.emptySorted();
  private SortedDocValues versions = DocValues.emptySorted();
  private NumericDocValues starts = DocValues.emptyNumeric();
  private @Nullable Group[] groupsOfLeaf = {};
  private @Nullable String[] versionsOfLeaf = {};
  private boolean[] unwanted = {};

  private SightedHours(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  static Map<String, Sighted> search(IndexSearcher searcher, Predicate<String> wanted)
      throws IOException {
    SightedHours search = new SightedHours(wanted);
    Collecting.search(searcher, new FieldExistsQuery(Fields.SIGHTING_START), search);
    StoredFields stored = searcher.storedFields();
    Map<String, Sighted> result = new HashMap<>();
    for (Map.Entry<String, Group> each : search.groups.entrySet()) {
      Group group = each.getValue();
      BytesRef bytes =
          stored.document(group.latestDoc, Set.of(Fields.SIGHTING)).getBinaryValue(Fields.SIGHTING);
      Sighting latest =
          SightingBytes.read(new ByteInput(bytes.bytes, bytes.offset, bytes.length), TraceId.NONE);
      result.put(each.getKey(), new Sighted(group.hours, latest.endpoint()));
    }
    return result;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    base = leaf.docBase;
    fingerprints = DocValues.getSorted(leaf.reader(), Fields.FINGERPRINT);
    versions = DocValues.getSorted(leaf.reader(), Fields.SIGHTING_VERSION);
    versionsOfLeaf = new String[versions.getValueCount()];
    starts = DocValues.getNumeric(leaf.reader(), Fields.SIGHTING_START);
    groupsOfLeaf = new Group[fingerprints.getValueCount()];
    unwanted = new boolean[groupsOfLeaf.length];
  }

  @Override
  public void collect(int doc) throws IOException {
    if (!fingerprints.advanceExact(doc) || !starts.advanceExact(doc)) {
      return;
    }
    int ordinal = fingerprints.ordValue();
    if (unwanted[ordinal]) {
      return;
    }
    Group group = groupsOfLeaf[ordinal];
    if (group == null) {
      String fingerprint = fingerprints.lookupOrd(ordinal).utf8ToString();
      if (!wanted.test(fingerprint)) {
        unwanted[ordinal] = true;
        return;
      }
      group = groups.computeIfAbsent(fingerprint, unseen -> new Group());
      groupsOfLeaf[ordinal] = group;
    }
    long startNanos = starts.longValue();
    group.hours.add(startNanos, version(doc));
    if (startNanos > group.latestNanos) {
      group.latestNanos = startNanos;
      group.latestDoc = base + doc;
    }
  }

  private String version(int doc) throws IOException {
    if (!versions.advanceExact(doc)) {
      return "";
    }
    int ordinal = versions.ordValue();
    String known = versionsOfLeaf[ordinal];
    if (known == null) {
      known = versions.lookupOrd(ordinal).utf8ToString();
      versionsOfLeaf[ordinal] = known;
    }
    return known;
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }
}

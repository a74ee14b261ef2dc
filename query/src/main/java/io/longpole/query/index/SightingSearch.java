package io.longpole.query.index;

import io.longpole.analyzer.finding.Severity;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.store.ByteInput;
import io.longpole.query.store.SightingBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Groups sightings by fingerprint: counts all, and keeps a bounded choice of them.
 *
 * <p>Reads a few numbers a sighting; only the chosen ones are read whole.
 */
final class SightingSearch extends SimpleCollector {

  private static final Severity[] SEVERITIES = Severity.values();
  private static final int STRONGEST = 8;

  private record Choice(TraceId trace, long impactNanos, int doc) {
    static final Comparator<Choice> BY_ID =
        Comparator.comparing(Choice::trace).thenComparingInt(Choice::doc);
    static final Comparator<Choice> STRONGEST_FIRST =
        Comparator.comparingLong(Choice::impactNanos).reversed().thenComparing(BY_ID);
  }

  private static final class Group {
    private final PriorityQueue<Choice> sample = new PriorityQueue<>(Choice.BY_ID.reversed());
    private final PriorityQueue<Choice> strongest =
        new PriorityQueue<>(Choice.STRONGEST_FIRST.reversed());
    private long sightings;
    private long severity;
    private long occurrences;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    void add(Choice choice) {
      sightings++;
      keep(sample, choice, SightingGroup.SAMPLE);
      keep(strongest, choice, STRONGEST);
    }

    private static void keep(PriorityQueue<Choice> kept, Choice choice, int limit) {
      kept.add(choice);
      if (kept.size() > limit) {
        kept.poll();
      }
    }
  }

  private final Map<String, Group> groups = new TreeMap<>();
  private @Nullable Group[] groupsOfLeaf = {};
  private int base;
  private SortedDocValues fingerprints = DocValues.emptySorted();
  private NumericDocValues starts = DocValues.emptyNumeric();
  private NumericDocValues occurrences = DocValues.emptyNumeric();
  private NumericDocValues severities = DocValues.emptyNumeric();
  private NumericDocValues impacts = DocValues.emptyNumeric();
  private NumericDocValues highs = DocValues.emptyNumeric();
  private NumericDocValues lows = DocValues.emptyNumeric();

  /** The groups, by fingerprint. */
  static List<SightingGroup> search(IndexSearcher searcher, SightingQuery query)
      throws IOException {
    if (query.interval().isEmpty()) {
      return List.of();
    }
    SightingSearch search = new SightingSearch();
    Collecting.search(searcher, lucene(query), search);
    StoredFields stored = searcher.storedFields();
    List<SightingGroup> result = new ArrayList<>();
    for (Map.Entry<String, Group> each : search.groups.entrySet()) {
      Group group = each.getValue();
      result.add(
          new SightingGroup(
              each.getKey(),
              group.sightings,
              group.sightings,
              SEVERITIES[(int) group.severity],
              group.occurrences,
              group.firstNanos,
              group.lastNanos,
              read(stored, group.sample, Choice.BY_ID),
              read(stored, group.strongest, Choice.STRONGEST_FIRST)));
    }
    return result;
  }

  /** The sightings in one trace, by their fingerprint. */
  static List<Sighting> in(IndexSearcher searcher, TraceId id) throws IOException {
    BooleanQuery query =
        new BooleanQuery.Builder()
            .add(
                new TermQuery(new Term(Fields.TRACE_ID, TraceDocuments.bytes(id))),
                BooleanClause.Occur.FILTER)
            .add(new FieldExistsQuery(Fields.SIGHTING_START), BooleanClause.Occur.FILTER)
            .build();
    SightingSearch search = new SightingSearch();
    Collecting.search(searcher, query, search);
    List<Sighting> result = new ArrayList<>();
    for (Group group : search.groups.values()) {
      result.addAll(read(searcher.storedFields(), group.sample, Choice.BY_ID));
    }
    return result;
  }

  private static List<Sighting> read(
      StoredFields stored, PriorityQueue<Choice> choices, Comparator<Choice> order)
      throws IOException {
    List<Choice> sorted = new ArrayList<>(choices);
    sorted.sort(order);
    List<Sighting> sightings = new ArrayList<>(sorted.size());
    for (Choice choice : sorted) {
      BytesRef bytes =
          stored.document(choice.doc, Set.of(Fields.SIGHTING)).getBinaryValue(Fields.SIGHTING);
      sightings.add(
          SightingBytes.read(new ByteInput(bytes.bytes, bytes.offset, bytes.length), choice.trace));
    }
    return sightings;
  }

  private static Query lucene(SightingQuery query) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    if (!query.detector().isEmpty()) {
      filter(all, TermText.detector(query.detector()));
    }
    if (!query.service().isEmpty()) {
      filter(all, TermText.service(query.service()));
    }
    if (!query.fingerprintPrefix().isEmpty()) {
      Term prefix =
          new Term(Fields.SIGHTING_TERMS, TermText.fingerprint(query.fingerprintPrefix()));
      all.add(new PrefixQuery(prefix), BooleanClause.Occur.FILTER);
    }
    Interval interval = query.interval();
    all.add(
        interval.isAll()
            ? new FieldExistsQuery(Fields.SIGHTING_START)
            : NumericDocValuesField.newSlowRangeQuery(
                Fields.SIGHTING_START, interval.fromNanos(), interval.toNanos() - 1),
        BooleanClause.Occur.FILTER);
    return all.build();
  }

  private static void filter(BooleanQuery.Builder all, BytesRef term) {
    all.add(new TermQuery(new Term(Fields.SIGHTING_TERMS, term)), BooleanClause.Occur.FILTER);
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    base = leaf.docBase;
    fingerprints = DocValues.getSorted(leaf.reader(), Fields.FINGERPRINT);
    starts = DocValues.getNumeric(leaf.reader(), Fields.SIGHTING_START);
    occurrences = DocValues.getNumeric(leaf.reader(), Fields.OCCURRENCES);
    severities = DocValues.getNumeric(leaf.reader(), Fields.SIGHTING_SEVERITY);
    impacts = DocValues.getNumeric(leaf.reader(), Fields.IMPACT_HIGH);
    highs = DocValues.getNumeric(leaf.reader(), Fields.ID_HIGH);
    lows = DocValues.getNumeric(leaf.reader(), Fields.ID_LOW);
    groupsOfLeaf = new Group[fingerprints.getValueCount()];
  }

  @Override
  public void collect(int doc) throws IOException {
    if (!fingerprints.advanceExact(doc)) {
      return;
    }
    Group group = group(fingerprints.ordValue());
    long startNanos = value(starts, doc);
    group.occurrences += value(occurrences, doc);
    group.severity = Math.max(group.severity, value(severities, doc));
    group.firstNanos = Math.min(group.firstNanos, startNanos);
    group.lastNanos = Math.max(group.lastNanos, startNanos);
    TraceId trace = new TraceId(value(highs, doc), value(lows, doc));
    group.add(new Choice(trace, value(impacts, doc), base + doc));
  }

  private static long value(NumericDocValues values, int doc) throws IOException {
    return values.advanceExact(doc) ? values.longValue() : 0;
  }

  private Group group(int ordinal) throws IOException {
    Group known = groupsOfLeaf[ordinal];
    if (known == null) {
      known =
          groups.computeIfAbsent(
              fingerprints.lookupOrd(ordinal).utf8ToString(), unseen -> new Group());
      groupsOfLeaf[ordinal] = known;
    }
    return known;
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }
}

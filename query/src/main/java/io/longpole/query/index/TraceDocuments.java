package io.longpole.query.index;

import io.longpole.analyzer.finding.SightedVersions;
import io.longpole.analyzer.finding.Sighting;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import io.longpole.analyzer.model.TraceId;
import io.longpole.query.store.ByteOutput;
import io.longpole.query.store.Location;
import io.longpole.query.store.SightingBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;

/**
 * Turns a trace into its documents, with the same field objects again and again.
 *
 * <p>Used by one thread at a time; the documents are valid until the next trace.
 */
final class TraceDocuments {

  private static final FieldType TERMS_TYPE = termsType();

  private final TraceTerms terms;
  private final TermStream stream = new TermStream();
  private final NameBytes names = new NameBytes();
  private final EntryTimes entryTimes = new EntryTimes(names);
  private final CriticalTimes criticalTimes = new CriticalTimes(names);
  private final ByteOutput line = new ByteOutput(256);

  private final BytesRef idBytes = new BytesRef(new byte[16]);
  private final StringField id = new StringField(Fields.TRACE_ID, idBytes, Field.Store.NO);
  private final NumericDocValuesField idHigh = number(Fields.ID_HIGH);
  private final NumericDocValuesField idLow = number(Fields.ID_LOW);
  private final NumericDocValuesField start = NumericDocValuesField.indexedField(Fields.START, 0);
  private final NumericDocValuesField duration = number(Fields.DURATION);
  private final NumericDocValuesField position =
      NumericDocValuesField.indexedField(Fields.POSITION, 0);
  private final NumericDocValuesField ordinal = number(Fields.ORDINAL);
  private final NumericDocValuesField version = number(Fields.VERSION);
  private final NumericDocValuesField through = number(Fields.THROUGH);
  private final NumericDocValuesField spans = number(Fields.SPANS);
  private final NumericDocValuesField errors = number(Fields.ERRORS);
  private final NumericDocValuesField incomplete = number(Fields.INCOMPLETE);
  private final NumericDocValuesField duplicates = number(Fields.DUPLICATES);
  private final NumericDocValuesField orphans = number(Fields.ORPHANS);
  private final NumericDocValuesField skewed = number(Fields.SKEWED);
  private final Field termsField = new Field(Fields.TERMS, stream, TERMS_TYPE);
  private final NamedTimesFields entries = new NamedTimesFields(Fields.ENTRIES, Fields.ENTRY_TIMES);
  private final NamedTimesFields critical =
      new NamedTimesFields(Fields.CRITICAL, Fields.CRITICAL_TIMES);
  private final SortedDocValuesField endpoint =
      new SortedDocValuesField(Fields.ENDPOINT, new BytesRef());
  private final StoredField stored = new StoredField(Fields.LINE, new BytesRef());

  private final List<IndexableField> document = new ArrayList<>();
  private final List<List<IndexableField>> block = new ArrayList<>();

  TraceDocuments(int maxTerms) {
    terms = new TraceTerms(maxTerms);
  }

  private static FieldType termsType() {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS);
    type.setOmitNorms(true);
    type.freeze();
    return type;
  }

  private static NumericDocValuesField number(String name) {
    return new NumericDocValuesField(name, 0);
  }

  /** The 16 bytes of an id, in the order of its text. */
  static BytesRef bytes(TraceId id) {
    return new BytesRef(ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array());
  }

  /** The documents of a trace: its sightings, then itself. */
  List<List<IndexableField>> of(IndexedTrace indexed) {
    TraceId traceId = indexed.analysis().trace().id();
    ByteBuffer.wrap(idBytes.bytes).putLong(traceId.high()).putLong(traceId.low());
    id.setBytesValue(idBytes);
    block.clear();
    List<Sighting> sightings = indexed.analysis().sightings();
    List<String> versions = SightedVersions.of(indexed.analysis().trace(), sightings);
    for (int i = 0; i < sightings.size(); i++) {
      block.add(sightingDocument(sightings.get(i), versions.get(i), indexed.location()));
    }
    fillTraceDocument(indexed);
    block.add(document);
    return block;
  }

  private void fillTraceDocument(IndexedTrace indexed) {
    Trace trace = indexed.analysis().trace();
    document.clear();
    document.add(id);
    set(idHigh, trace.id().high());
    set(idLow, trace.id().low());
    set(start, trace.startNanos(0));
    set(duration, trace.durationNanos(0));
    set(position, indexed.location().position());
    set(ordinal, indexed.location().ordinal());
    set(spans, trace.size());
    setUnless(version, indexed.version(), 1);
    set(through, indexed.throughPosition());
    setUnless(errors, indexed.analysis().errorCount(), 0);
    setUnless(incomplete, trace.isComplete() ? 0 : 1, 0);
    setUnless(duplicates, trace.counts().duplicateSpans(), 0);
    setUnless(orphans, trace.counts().orphanSpans(), 0);
    setUnless(skewed, trace.counts().skewedSpans(), 0);
    stream.of(terms.of(trace, indexed.analysis().sightings()));
    document.add(termsField);
    addTimes(indexed);
    line.clear();
    TraceLine.write(indexed, line);
    stored.setBytesValue(new BytesRef(line.array(), 0, line.size()));
    document.add(stored);
  }

  private void set(NumericDocValuesField field, long value) {
    field.setLongValue(value);
    document.add(field);
  }

  private void setUnless(NumericDocValuesField field, long value, long usual) {
    if (value != usual) {
      set(field, value);
    }
  }

  private void addTimes(IndexedTrace indexed) {
    Trace trace = indexed.analysis().trace();
    EntryName root = new EntryName(trace.service(), trace.operation(), SpanKind.UNSPECIFIED);
    endpoint.setBytesValue(names.of(root));
    document.add(endpoint);
    entryTimes.set(EntrySpan.of(indexed.analysis()));
    entries.addTo(document, entryTimes.names(), entryTimes.times());
    criticalTimes.set(indexed.analysis());
    critical.addTo(document, criticalTimes.names(), criticalTimes.times());
  }

  @SuppressWarnings("EnumOrdinal") // severities are ordered, and their order does not change
  private List<IndexableField> sightingDocument(
      Sighting sighting, String version, Location location) {
    ByteOutput all = new ByteOutput(512);
    SightingBytes.write(sighting, all);
    List<BytesRef> sightingTerms =
        List.of(
            TermText.detector(sighting.detector()),
            TermText.fingerprint(sighting.fingerprint()),
            TermText.service(sighting.service()),
            TermText.severity(sighting.severity().text()));
    List<IndexableField> fields =
        new ArrayList<>(
            List.of(
                id,
                new NumericDocValuesField(Fields.ID_HIGH, sighting.traceId().high()),
                new NumericDocValuesField(Fields.ID_LOW, sighting.traceId().low()),
                NumericDocValuesField.indexedField(Fields.POSITION, location.position()),
                NumericDocValuesField.indexedField(Fields.SIGHTING_START, sighting.startNanos()),
                new SortedDocValuesField(Fields.FINGERPRINT, new BytesRef(sighting.fingerprint())),
                new NumericDocValuesField(Fields.OCCURRENCES, sighting.occurrences()),
                new NumericDocValuesField(Fields.SIGHTING_SEVERITY, sighting.severity().ordinal()),
                new NumericDocValuesField(Fields.IMPACT_HIGH, sighting.impact().highNanos()),
                new Field(Fields.SIGHTING_TERMS, new TermStream().of(sightingTerms), TERMS_TYPE),
                new StoredField(Fields.SIGHTING, all.copy())));
    if (!version.isEmpty()) {
      fields.add(new SortedDocValuesField(Fields.SIGHTING_VERSION, new BytesRef(version)));
    }
    return fields;
  }
}

package io.longpole.query.index;

import io.longpole.analyzer.call.Secrets;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.SpanId;
import io.longpole.query.store.Location;
import io.longpole.query.store.LogKey;
import io.longpole.query.store.StoredLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/** Turns a log record into its document. */
final class LogDocuments {

  /** Of a longer body the rest is shown, but not searched. */
  static final int MAX_INDEXED_CHARS = 32_768;

  private static final FieldType BODY_TYPE = bodyType();

  private final int maxTerms;

  LogDocuments(int maxTerms) {
    this.maxTerms = maxTerms;
  }

  private static FieldType bodyType() {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.freeze();
    return type;
  }

  /** What finds a record by its key. */
  static Term keyTerm(LogKey key) {
    byte[] bytes = ByteBuffer.allocate(12).putLong(key.position()).putInt(key.ordinal()).array();
    return new Term(Fields.LOG_KEY, new BytesRef(bytes));
  }

  /** The document of a record. */
  List<IndexableField> of(StoredLog stored, Location location) {
    LogRecord log = stored.log();
    List<IndexableField> document = new ArrayList<>(24);
    document.add(new StringField(Fields.LOG_KEY, keyTerm(stored.key()).bytes(), Field.Store.NO));
    document.add(NumericDocValuesField.indexedField(Fields.POSITION, location.position()));
    document.add(new NumericDocValuesField(Fields.ORDINAL, location.ordinal()));
    document.add(NumericDocValuesField.indexedField(Fields.LOG_TIME, log.timeNanos()));
    document.add(new NumericDocValuesField(Fields.LOG_SEVERITY_NUMBER, LogSeverity.numberOf(log)));
    addTerm(document, Fields.LOG_SEVERITY, LogSeverity.nameOf(log));
    addTerm(document, Fields.LOG_SERVICE, log.service());
    if (log.traceId().isValid()) {
      document.add(new StringField(Fields.LOG_TRACE, log.traceId().hex(), Field.Store.NO));
    }
    if (log.spanId() != SpanId.NONE) {
      document.add(new StringField(Fields.LOG_SPAN, SpanId.hex(log.spanId()), Field.Store.NO));
    }
    document.add(new Field(Fields.LOG_BODY, indexed(log.body()), BODY_TYPE));
    addAttributes(document, log.attributes());
    addAttributes(document, log.resource().attributes());
    return document;
  }

  private static void addTerm(List<IndexableField> document, String field, String text) {
    if (!text.isEmpty()) {
      document.add(new StringField(field, TermText.term(text), Field.Store.NO));
    }
  }

  private void addAttributes(List<IndexableField> document, Attributes attributes) {
    for (int i = 0; i < attributes.size() && document.size() < maxTerms; i++) {
      String key = attributes.key(i);
      if (!Secrets.isHidden(key)) {
        AttributeText.forEach(
            attributes.value(i),
            text -> addTerm(document, Fields.LOG_ATTRIBUTES, key + "=" + text));
      }
    }
  }

  private static String indexed(String body) {
    return body.length() <= MAX_INDEXED_CHARS ? body : body.substring(0, MAX_INDEXED_CHARS);
  }
}

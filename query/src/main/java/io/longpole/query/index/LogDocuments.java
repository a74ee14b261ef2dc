package io.longpole.query.index;

import io.longpole.analyzer.call.Secrets;
import io.longpole.analyzer.model.Attributes;
import io.longpole.analyzer.model.LogRecord;
import io.longpole.analyzer.model.SpanId;
import io.longpole.query.store.ByteOutput;
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

/** Turns a log record into its document. */
final class LogDocuments {

  /** Of a longer body the rest is stored and shown, but not searched. */
  static final int MAX_INDEXED_CHARS = 32_768;

  private static final FieldType BODY_TYPE = bodyType();

  private final int maxTerms;
  private final ByteOutput all = new ByteOutput(512);

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

  /** The document of a record; valid until the next. */
  List<IndexableField> of(LogRecord log, String logKey) {
    List<IndexableField> document = new ArrayList<>(24);
    document.add(new StringField(Fields.LOG_KEY, logKey, Field.Store.NO));
    document.add(new SortedDocValuesField(Fields.LOG_KEY, new BytesRef(logKey)));
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
    all.clear();
    LogBytes.write(log, all);
    document.add(new StoredField(Fields.LOG, new BytesRef(all.array(), 0, all.size())));
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

package io.longpole.query.index;

import io.longpole.analyzer.profile.EndpointName;
import io.longpole.analyzer.profile.EndpointProfile;
import io.longpole.analyzer.profile.EndpointProfileBytes;
import io.longpole.analyzer.profile.WindowProfile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/** Turns the profiles of a window into documents, one for each endpoint. */
final class ProfileDocuments {

  private static final char SEPARATOR = '\u0000';

  private ProfileDocuments() {}

  static List<List<IndexableField>> of(
      ProfileWindow window, WindowProfile profiles, long position) {
    List<List<IndexableField>> documents = new ArrayList<>();
    for (EndpointProfile profile : profiles.endpoints()) {
      documents.add(document(window, profile, position));
    }
    return documents;
  }

  private static List<IndexableField> document(
      ProfileWindow window, EndpointProfile profile, long position) {
    List<IndexableField> document = new ArrayList<>(8);
    if (window.isMinute()) {
      document.add(term(minute(window.startNanos())));
    }
    document.add(term(hour(ProfileWindow.hourOf(window.startNanos()))));
    document.add(term(endpoint(profile.name())));
    document.add(NumericDocValuesField.indexedField(Fields.POSITION, position));
    document.add(NumericDocValuesField.indexedField(Fields.PROFILE_START, window.startNanos()));
    document.add(NumericDocValuesField.indexedField(Fields.PROFILE_END, window.endNanos()));
    document.add(new StoredField(Fields.PROFILE, EndpointProfileBytes.write(profile)));
    return document;
  }

  private static Field term(Term term) {
    return new StringField(term.field(), term.bytes(), Field.Store.NO);
  }

  /** What all documents of a minute have. */
  static Term minute(long startNanos) {
    return new Term(Fields.PROFILE_MINUTE, time(startNanos));
  }

  /** What all documents of an hour and its minutes have. */
  static Term hour(long startNanos) {
    return new Term(Fields.PROFILE_HOUR, time(startNanos));
  }

  static Term endpoint(EndpointName name) {
    String text = name.service().replace(SEPARATOR, ' ') + SEPARATOR + name.operation();
    return new Term(Fields.PROFILE_ENDPOINT, new BytesRef(text.getBytes(StandardCharsets.UTF_8)));
  }

  static EndpointName endpoint(BytesRef term) {
    String text = term.utf8ToString();
    int separator = text.indexOf(SEPARATOR);
    return new EndpointName(text.substring(0, separator), text.substring(separator + 1));
  }

  private static BytesRef time(long nanos) {
    return new BytesRef(ByteBuffer.allocate(Long.BYTES).putLong(nanos).array());
  }

  static long time(BytesRef term) {
    return ByteBuffer.wrap(term.bytes, term.offset, term.length).getLong();
  }
}

package io.longpole.query.index;

import io.longpole.query.store.ByteOutput;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;

/** Two fields of a document: distinct names, and numbers for each in the order of their bytes. */
final class NamedTimesFields {

  private final String namesField;
  private final List<SortedSetDocValuesField> names = new ArrayList<>();
  private final BinaryDocValuesField times;

  NamedTimesFields(String namesField, String timesField) {
    this.namesField = namesField;
    this.times = new BinaryDocValuesField(timesField, new BytesRef());
  }

  /** Adds the fields, which are valid until the next call. */
  void addTo(List<IndexableField> document, List<BytesRef> sortedNames, ByteOutput numbers) {
    for (int i = 0; i < sortedNames.size(); i++) {
      if (i == names.size()) {
        names.add(new SortedSetDocValuesField(namesField, sortedNames.get(i)));
      }
      names.get(i).setBytesValue(sortedNames.get(i));
      document.add(names.get(i));
    }
    if (!sortedNames.isEmpty()) {
      times.setBytesValue(new BytesRef(numbers.array(), 0, numbers.size()));
      document.add(times);
    }
  }
}

package io.longpole.query.index;

import io.longpole.analyzer.profile.EndpointProfile;
import io.longpole.analyzer.profile.EndpointProfileBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;

/** Reads profile documents, and notes of what windows and of what traces they are. */
final class ProfileReading extends SimpleCollector {

  private final IndexSearcher searcher;
  private Consumer<EndpointProfile> sink = profile -> {};
  private StoredFields stored;
  private NumericDocValues starts = DocValues.emptyNumeric();
  private NumericDocValues ends = DocValues.emptyNumeric();
  private NumericDocValues positions = DocValues.emptyNumeric();
  private long firstStartNanos = Long.MAX_VALUE;
  private long lastEndNanos = Long.MIN_VALUE;
  private long highestPosition = Long.MIN_VALUE;
  private int unreadable;
  private String problem = "";

  ProfileReading(IndexSearcher searcher) throws IOException {
    this.searcher = searcher;
    this.stored = searcher.storedFields();
  }

  /** Hands over each profile that matches. */
  void read(Query query, Consumer<EndpointProfile> profiles) throws IOException {
    sink = profiles;
    Collecting.search(searcher, query, this);
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    stored = leaf.reader().storedFields();
    starts = DocValues.getNumeric(leaf.reader(), Fields.PROFILE_START);
    ends = DocValues.getNumeric(leaf.reader(), Fields.PROFILE_END);
    positions = DocValues.getNumeric(leaf.reader(), Fields.POSITION);
  }

  @Override
  public void collect(int doc) throws IOException {
    Document document = stored.document(doc, Set.of(Fields.PROFILE));
    BytesRef bytes = document.getBinaryValue(Fields.PROFILE);
    if (bytes == null || !starts.advanceExact(doc) || !ends.advanceExact(doc)) {
      return;
    }
    EndpointProfile profile;
    try {
      profile =
          EndpointProfileBytes.read(
              Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length));
    } catch (IllegalArgumentException e) {
      unreadable++;
      problem = String.valueOf(e.getMessage());
      return;
    }
    firstStartNanos = Math.min(firstStartNanos, starts.longValue());
    lastEndNanos = Math.max(lastEndNanos, ends.longValue());
    if (positions.advanceExact(doc)) {
      highestPosition = Math.max(highestPosition, positions.longValue());
    }
    sink.accept(profile);
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  /** The time that the windows span; from the latest to the earliest time if there is none. */
  Interval windows() {
    return new Interval(firstStartNanos, lastEndNanos);
  }

  long highestPosition() {
    return highestPosition;
  }

  /** Documents of another longpole, or damaged. */
  int unreadable() {
    return unreadable;
  }

  /** Of the last that was unreadable. */
  String problem() {
    return problem;
  }
}

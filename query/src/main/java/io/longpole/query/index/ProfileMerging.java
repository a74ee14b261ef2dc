package io.longpole.query.index;

import io.longpole.analyzer.profile.ProfileLimits;
import io.longpole.analyzer.profile.WindowProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which windows of profiles are to be merged: a minute that was put in parts, when it is
 * over; the minutes of an hour, when nobody asks for minutes any more.
 *
 * <p>Example, commits every 10 s: the minute 12:00 is put in seven parts, each with a document for
 * an endpoint; at 12:02 they become one; at 16:00 the sixty minutes of 12:00 to 13:00 become one.
 */
final class ProfileMerging {

  private static final Logger LOG = LoggerFactory.getLogger(ProfileMerging.class);

  /** After its end, parts of a minute come seldom. */
  private static final long MINUTE_RESTS_NANOS = ProfileWindow.MINUTE_NANOS;

  /** So long after its end an hour can be asked for by minutes. */
  private static final long HOUR_RESTS_NANOS = 3 * ProfileWindow.HOUR_NANOS;

  /** At one time, so that the pipeline does not stand still. */
  private static final int MAX_MINUTES = 8;

  private static final int MAX_HOURS = 2;

  /** Two weeks; older ones are forgotten, and found again at the next start. */
  private static final int MAX_REMEMBERED = 20_000;

  /** In how many parts a minute was put since it was merged. */
  private final SortedMap<Long, Integer> parts = new TreeMap<>();

  /** A window to be merged, and what stands for it until then. */
  record Due(ProfileWindow window, Term replaced) {

    /** The documents that take the place; none if that cannot be. */
    List<List<IndexableField>> merged(IndexSearcher searcher) throws IOException {
      ProfileReading reading = new ProfileReading(searcher);
      WindowProfile whole = new WindowProfile(ProfileLimits.DEFAULT);
      reading.read(new TermQuery(replaced), whole::add);
      if (reading.unreadable() > 0) {
        LOG.warn(
            "{} profiles of the time from {} ns cannot be read and stay as they are: {}",
            reading.unreadable(),
            window.startNanos(),
            reading.problem());
        return List.of();
      }
      whole.fold();
      return ProfileDocuments.of(window, whole, reading.highestPosition());
    }
  }

  /** What is in the index, which may be in parts. */
  void remember(IndexSearcher searcher) throws IOException {
    Terms minutes = MultiTerms.getTerms(searcher.getIndexReader(), Fields.PROFILE_MINUTE);
    if (minutes == null) {
      return;
    }
    TermsEnum each = minutes.iterator();
    for (BytesRef term = each.next(); term != null; term = each.next()) {
      parts.put(ProfileDocuments.time(term), 2);
    }
  }

  /** A part of a minute was put. */
  void put(long startNanos) {
    parts.merge(startNanos, 1, Integer::sum);
    if (parts.size() > MAX_REMEMBERED) {
      parts.remove(parts.firstKey());
    }
  }

  /** What is to be merged now. */
  List<Due> due(long nowNanos) {
    List<Due> due = new ArrayList<>();
    SortedSet<Long> hours = new TreeSet<>();
    for (long start : parts.keySet()) {
      long hour = ProfileWindow.hourOf(start);
      if (hour + ProfileWindow.HOUR_NANOS + HOUR_RESTS_NANOS <= nowNanos) {
        hours.add(hour);
      }
      if (hours.size() > MAX_HOURS) {
        break;
      }
    }
    hours.stream()
        .limit(MAX_HOURS)
        .forEach(hour -> due.add(new Due(ProfileWindow.hour(hour), ProfileDocuments.hour(hour))));
    parts.entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .filter(entry -> !hours.contains(ProfileWindow.hourOf(entry.getKey())))
        .map(entry -> ProfileWindow.minute(entry.getKey()))
        .filter(minute -> minute.endNanos() + MINUTE_RESTS_NANOS <= nowNanos)
        .limit(MAX_MINUTES)
        .forEach(minute -> due.add(new Due(minute, ProfileDocuments.minute(minute.startNanos()))));
    return due;
  }

  void done(Due due) {
    if (due.window.isMinute()) {
      parts.put(due.window.startNanos(), 1);
    } else {
      parts.subMap(due.window.startNanos(), due.window.endNanos()).clear();
    }
  }

  void clear() {
    parts.clear();
  }
}

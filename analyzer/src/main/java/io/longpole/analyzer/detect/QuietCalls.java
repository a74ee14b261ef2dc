package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.model.SpanKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects the calls that went well, so that what is known of their edge is changed once for many
 * of them: of ten thousand edges hardly any lies in a cache when its next call comes.
 *
 * <p>Quiet is a call that ended well, in a trace in which nothing was tried again, and whose time
 * is spent by its one server or, if it asks a store, by itself. They are written one behind the
 * other, and learned site by site when a trace begins in later ten seconds, or when there are
 * {@value #MOST}. Example: of calls to a, b and a within ten seconds both of a are learned, then
 * the one of b. Two steps a call; twenty bytes each.
 */
final class QuietCalls {

  /** So many calls wait at most. */
  static final int MOST = 1 << 19;

  static final int MAX_SITES = 16_384;

  /** What is learned comes at most so much later than the newest ({@link LearnWindow}). */
  private static final long LATE_BUCKETS = LearnWindow.LATE_NANOS / RetryEdge.BUCKET_NANOS;

  /** A quiet call begins at most so much after its trace. */
  private static final long WITHIN_NANOS =
      QuietRow.MAX_NANOS - (LATE_BUCKETS + 1) * RetryEdge.BUCKET_NANOS;

  private static final int FIRST_ROOM = 1024;

  private final Consumer<QuietRow> learner;
  private final QuietRow view = new QuietRow();

  /** The sites by their numbers. */
  private final List<CallSite> sites = new ArrayList<>();

  /** In the order in which they came, the numbers of their sites and what is known of the calls. */
  private int[] siteOf = new int[FIRST_ROOM];

  private long[] calls = new long[FIRST_ROOM];
  private int size;

  /** The ten seconds in which the newest trace began. */
  private long newest = Long.MIN_VALUE;

  /** The calls site by site, and by number of a site where its calls end; 0 between the times. */
  private long[] sorted = {};

  private int[] ends = new int[16];

  /**
   * Collects none yet.
   *
   * @param learner is handed the calls of a site; may keep nothing of the row
   */
  QuietCalls(Consumer<QuietRow> learner) {
    this.learner = learner;
  }

  /** The positions of the calls of a trace that are not quiet, in order. */
  static int[] notable(TraceFacts facts) {
    boolean retried = !facts.attempts().isEmpty();
    int[] notable = new int[facts.callCount()];
    int count = 0;
    for (int position = 0; position < notable.length; position++) {
      if (retried || !isQuiet(facts, position)) {
        notable[count++] = position;
      }
    }
    return Arrays.copyOf(notable, count);
  }

  private static boolean isQuiet(TraceFacts facts, int position) {
    Call call = facts.call(position);
    long begins = facts.startNanos(position) - facts.trace().startNanos(0);
    if (call.outcome() != Outcome.OK
        || call.partOf() >= 0
        || facts.key(position) == TraceFacts.NO_KEY
        || begins < 0
        || begins >= WITHIN_NANOS) {
      return false;
    }
    int server = Servers.first(facts, call.node());
    if (server == Servers.NONE) {
      return !InstrumentationGapDetector.mayHaveServer(facts, call);
    }
    long gap = NetworkGapDetector.gapNanos(facts, position);
    return gap >= 0
        && !NetworkGapDetector.isLarge(facts, position, gap)
        && facts.calls().kind(server) == SpanKind.SERVER
        && facts.service(server).equals(call.target());
  }

  /** Takes the quiet calls of a trace. */
  void take(TraceFacts facts) {
    view.setLive(facts.isLive());
    long bucket = bucket(facts.trace().startNanos(0));
    if (bucket > newest || bucket < newest - LATE_BUCKETS) {
      settle();
      newest = bucket;
    }
    int[] notable = facts.notableCalls();
    int next = 0;
    for (int position = 0; position < facts.callCount(); position++) {
      if (next < notable.length && notable[next] == position) {
        next++;
      } else {
        add(facts, position);
      }
    }
  }

  private static long bucket(long startNanos) {
    return Math.floorDiv(startNanos, RetryEdge.BUCKET_NANOS);
  }

  /** No call that waits began earlier. */
  private long baseNanos() {
    return (newest - LATE_BUCKETS) * RetryEdge.BUCKET_NANOS;
  }

  private void add(TraceFacts facts, int position) {
    int site = number(facts.site(position));
    if (size == calls.length) {
      siteOf = Arrays.copyOf(siteOf, 2 * size);
      calls = Arrays.copyOf(calls, 2 * size);
    }
    int server = Servers.first(facts, facts.node(position));
    siteOf[size] = site;
    calls[size++] = QuietRow.pack(facts, position, server, baseNanos());
    if (size == MOST) {
      settle();
    }
  }

  private int number(CallSite site) {
    if (site.quietNumber() == CallSite.NO_NUMBER) {
      if (sites.size() == MAX_SITES) {
        settle();
        sites.forEach(each -> each.setQuietNumber(CallSite.NO_NUMBER));
        sites.clear();
      }
      site.setQuietNumber(sites.size());
      sites.add(site);
      if (sites.size() > ends.length) {
        ends = Arrays.copyOf(ends, 2 * ends.length);
      }
    }
    return site.quietNumber();
  }

  /** Has all calls learned that wait, site by site in the order of their first. */
  void settle() {
    int[] order = sort();
    int from = 0;
    for (int site : order) {
      learn(sites.get(site), from, ends[site]);
      from = ends[site];
      ends[site] = 0;
    }
    size = 0;
  }

  /** Puts the calls of each site together; the sites in the order of their first. */
  private int[] sort() {
    int[] order = new int[Math.min(size, sites.size())];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (ends[siteOf[i]]++ == 0) {
        order[count++] = siteOf[i];
      }
    }
    int begin = 0;
    for (int i = 0; i < count; i++) {
      int its = ends[order[i]];
      ends[order[i]] = begin;
      begin += its;
    }
    sorted = sorted.length < size ? new long[calls.length] : sorted;
    for (int i = 0; i < size; i++) {
      sorted[ends[siteOf[i]]++] = calls[i];
    }
    return Arrays.copyOf(order, count);
  }

  /** Has the calls of a site learned, those of other ten seconds apart. */
  private void learn(CallSite site, int from, int to) {
    int begin = from;
    long bucket = bucketAt(from);
    for (int at = from + 1; at <= to; at++) {
      if (at == to || bucketAt(at) != bucket) {
        view.show(site, baseNanos(), sorted, begin, at - begin);
        learner.accept(view);
        begin = at;
        bucket = at == to ? bucket : bucketAt(at);
      }
    }
  }

  private long bucketAt(int at) {
    return bucket(QuietRow.startNanos(sorted[at], baseNanos()));
  }
}

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
 * is spent by its one server or, if it asks a store, by itself, less than a second. The calls of a
 * site wait in its row until there are {@value #MOST}, until one of the site is not quiet (which
 * comes after them) or began in other ten seconds, and at the latest until a trace begins in later
 * ten seconds. Example: 80 quiet calls in a second are learned at the 31st and 62nd, the last 18
 * when the ten seconds are over. One step a call; {@value #MAX_ROWS} rows of half a kilobyte.
 */
final class QuietCalls {

  /** So many calls of a site are learned together. */
  static final int MOST = 31;

  static final int MAX_ROWS = 16_384;

  private static final int BUCKET = 0;
  private static final int COUNT = 1;
  private static final int HEADER = 2;

  /** Stands beside the count of a row that is among the waiting ones. */
  private static final long WAITS = 1L << Integer.SIZE;

  /** Longs a row; its calls begin after the header. */
  private static final int ROW = HEADER + MOST * QuietRow.FIELDS;

  private static final int FIRST_ROWS = 16;

  private final Consumer<QuietRow> learner;
  private final QuietRow view = new QuietRow();

  /** By row its site. */
  private final List<CallSite> sites = new ArrayList<>();

  private long[] rows = new long[FIRST_ROWS * ROW];

  /** The rows in which calls may wait. */
  private int[] waiting = new int[FIRST_ROWS];

  private int waitingCount;
  private long newest = Long.MIN_VALUE;

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
    if (call.outcome() != Outcome.OK
        || call.partOf() >= 0
        || facts.key(position) == TraceFacts.NO_KEY
        || !QuietRow.holds(facts.durationNanos(position))) {
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
        && facts.service(server).equals(call.target())
        && QuietRow.holds(facts.trace().durationNanos(server));
  }

  /** Takes the quiet calls of a trace, and has those learned that must come before the others. */
  void take(TraceFacts facts) {
    view.setLive(facts.isLive());
    long bucket = bucket(facts.trace().startNanos(0));
    if (bucket > newest) {
      settle();
      newest = bucket;
    }
    int[] notable = facts.notableCalls();
    int next = 0;
    for (int position = 0; position < facts.callCount(); position++) {
      if (next < notable.length && notable[next] == position) {
        next++;
        if (facts.key(position) != TraceFacts.NO_KEY) {
          learn(facts.site(position).quietRow());
        }
      } else {
        add(facts, position);
      }
    }
  }

  private static long bucket(long startNanos) {
    return Math.floorDiv(startNanos, RetryEdge.BUCKET_NANOS);
  }

  private void add(TraceFacts facts, int position) {
    CallSite site = facts.site(position);
    int row = rowOf(site);
    int begin = row * ROW;
    int server = Servers.first(facts, facts.node(position));
    long bucket = bucket(facts.startNanos(position));
    if (rows[begin + BUCKET] != bucket) {
      learn(row);
      rows[begin + BUCKET] = bucket;
    }
    int count = (int) rows[begin + COUNT]++;
    QuietRow.put(rows, begin + HEADER + count * QuietRow.FIELDS, facts, position, server);
    if ((rows[begin + COUNT] & WAITS) == 0) {
      rows[begin + COUNT] |= WAITS;
      waiting = waitingCount == waiting.length ? Arrays.copyOf(waiting, 2 * waitingCount) : waiting;
      waiting[waitingCount++] = row;
    }
    if (count + 1 == MOST) {
      learn(row);
    }
  }

  private int rowOf(CallSite site) {
    if (site.quietRow() == CallSite.NO_ROW) {
      if (sites.size() == MAX_ROWS) {
        settle();
        sites.forEach(each -> each.setQuietRow(CallSite.NO_ROW));
        sites.clear();
      }
      site.setQuietRow(sites.size());
      sites.add(site);
      if (sites.size() * ROW > rows.length) {
        rows = Arrays.copyOf(rows, 2 * rows.length);
      }
    }
    return site.quietRow();
  }

  /** Has all calls learned that still wait. */
  void settle() {
    for (int i = 0; i < waitingCount; i++) {
      learn(waiting[i]);
      rows[waiting[i] * ROW + COUNT] = 0;
    }
    waitingCount = 0;
  }

  private void learn(int row) {
    if (row == CallSite.NO_ROW) {
      return;
    }
    int begin = row * ROW;
    int count = (int) rows[begin + COUNT];
    if (count > 0) {
      rows[begin + COUNT] &= WAITS;
      view.show(sites.get(row), rows[begin + BUCKET], rows, begin + HEADER, count);
      learner.accept(view);
    }
  }
}

package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Outcome;
import io.longpole.analyzer.detect.AttemptGroup.Evidence;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.Trace;
import java.util.List;

/**
 * Finds attempts that hide in one client span: a mesh or an SDK sent the request again below it, so
 * that it has several server spans of one service and operation.
 *
 * <p>All but the last failed in a way that invites another try, and they do not overlap; a redirect
 * that stays within the client span (308) shows as two server spans too, but its first did not
 * fail. Overlapping ones of which one was answered are a hedge.
 */
final class ServerAttempts {

  private final TraceFacts facts;
  private final List<AttemptGroup> groups;
  private final Hedges hedges;

  /** Adds what it finds to these groups and hedges. */
  ServerAttempts(TraceFacts facts, List<AttemptGroup> groups, Hedges hedges) {
    this.facts = facts;
    this.groups = groups;
    this.hedges = hedges;
  }

  /** Looks at the server spans below a call. */
  void below(Call call) {
    Trace trace = facts.trace();
    int children = trace.childCount(call.node());
    if (children < 2 || facts.calls().kind(call.node()) != SpanKind.CLIENT) {
      return;
    }
    int first = trace.firstChild(call.node());
    NameTable operations = new NameTable();
    GroupTable servers = new GroupTable();
    for (int child = first; child < first + children; child++) {
      if (facts.calls().kind(child) == SpanKind.SERVER) {
        servers.add(operations.add(facts.service(child), facts.name(child)), child);
      }
    }
    for (int group = 0; group < servers.groups(); group++) {
      if (servers.count(group) > 1) {
        judge(call, servers.values(group));
      }
    }
  }

  private void judge(Call call, int[] servers) {
    int last = servers[servers.length - 1];
    if (overlapAll(servers)) {
      hedges.addServers(call, servers);
    } else if (areRepeats(servers)) {
      groups.add(
          new AttemptGroup(
              Evidence.SERVER_MULTIPLICITY,
              call,
              servers,
              servers.length,
              facts.trace().startNanos(last) - facts.trace().startNanos(servers[0]),
              facts.calls().outcome(last) == Outcome.OK));
    }
  }

  private boolean areRepeats(int[] servers) {
    for (int i = 0; i < servers.length - 1; i++) {
      Outcome outcome = facts.calls().outcome(servers[i]);
      boolean invites = outcome == Outcome.RETRYABLE || outcome == Outcome.TIMEOUT;
      if (!invites || overlap(servers[i], servers[i + 1])) {
        return false;
      }
    }
    return true;
  }

  private boolean overlapAll(int[] servers) {
    for (int i = 0; i < servers.length - 1; i++) {
      if (!overlap(servers[i], servers[i + 1])) {
        return false;
      }
    }
    return true;
  }

  private boolean overlap(int earlier, int later) {
    return facts.trace().startNanos(later)
        < facts.trace().endNanos(earlier) - Attempts.OVERLAP_NANOS;
  }
}

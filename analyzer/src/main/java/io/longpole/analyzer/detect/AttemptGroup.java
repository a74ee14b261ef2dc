package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;

/**
 * One logical call that was tried more than once.
 *
 * @param evidence how it is known
 * @param call the call that was tried: the last attempt, or the call that the attempts are parts of
 * @param nodes the visible attempts, in order of start
 * @param attempts how many there were, visible or not
 * @param wastedNanos from the first visible attempt's start to the last one's
 * @param succeeded whether the last attempt did
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never changed
record AttemptGroup(
    Evidence evidence, Call call, int[] nodes, int attempts, long wastedNanos, boolean succeeded) {

  /** What shows that calls are attempts of one. */
  enum Evidence {
    EXPLICIT,
    STRUCTURAL,
    SERVER_MULTIPLICITY;

    String text() {
      return switch (this) {
        case EXPLICIT -> "explicit";
        case STRUCTURAL -> "structural";
        case SERVER_MULTIPLICITY -> "server-multiplicity";
      };
    }
  }
}

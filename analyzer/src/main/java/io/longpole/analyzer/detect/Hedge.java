package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;

/**
 * One logical call that was sent more than once at the same time, to take the first answer.
 *
 * @param call the call that was sent: the attempt that won, or the call the attempts are parts of
 * @param nodes the visible attempts, in order of start
 * @param attempts how many there were, visible or not
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never changed
record Hedge(Call call, int[] nodes, int attempts) {}

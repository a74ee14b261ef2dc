package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.CallClass;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the ids of messages prove: the same id is the same message, another id proves nothing. */
final class Messages {

  private Messages() {}

  /** Hides the arguments of all messages whose id no other call of the trace has. */
  static void hideSingleIds(@Nullable Call[] calls) {
    Set<Long> seen = new HashSet<>();
    Set<Long> repeated = new HashSet<>();
    for (Call call : calls) {
      if (call != null && hasId(call) && !seen.add(call.arguments().hash())) {
        repeated.add(call.arguments().hash());
      }
    }
    for (int i = 0; i < calls.length; i++) {
      Call call = calls[i];
      if (call != null && hasId(call) && !repeated.contains(call.arguments().hash())) {
        calls[i] =
            new Call(
                call.node(),
                call.subject(),
                call.outcome(),
                call.httpStatus(),
                Arguments.HIDDEN,
                call.size(),
                call.batch(),
                call.attempt(),
                call.partOf());
      }
    }
  }

  private static boolean hasId(Call call) {
    return call.callClass() == CallClass.MESSAGING && call.arguments().known();
  }
}

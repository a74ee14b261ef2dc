package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import java.util.Locale;
import java.util.Set;

/** Calls whose purpose is to wait, so that their duration says nothing of their callee. */
final class Waiting {

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final Set<String> BLOCKING_COMMANDS =
      Set.of(
          "BLPOP",
          "BRPOP",
          "BLMOVE",
          "BRPOPLPUSH",
          "BZPOPMIN",
          "BZPOPMAX",
          "BLMPOP",
          "BZMPOP",
          "XREAD",
          "XREADGROUP",
          "SUBSCRIBE",
          "PSUBSCRIBE",
          "WAIT");

  private Waiting() {}

  /** Long polls for messages, blocking pops, sockets and streams. */
  static boolean is(TraceFacts facts, Call call) {
    if (call.httpStatus() == SWITCHING_PROTOCOLS) {
      return true;
    }
    if (call.callClass() == CallClass.MESSAGING) {
      return call.effect() != Effect.WRITE;
    }
    if (call.callClass() == CallClass.CACHE) {
      String label = call.label();
      int end = label.indexOf(' ');
      String command = end < 0 ? label : label.substring(0, end);
      return BLOCKING_COMMANDS.contains(command.toUpperCase(Locale.ROOT));
    }
    int messages = 0;
    var events = facts.trace().span(call.node()).events();
    for (int i = 0; i < events.size(); i++) {
      String name = events.get(i).name();
      messages += name.equals("message") || name.equals("rpc.message") ? 1 : 0;
    }
    return messages > 2;
  }
}

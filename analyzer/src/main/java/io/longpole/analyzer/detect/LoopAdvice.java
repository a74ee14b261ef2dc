package io.longpole.analyzer.detect;

import io.longpole.analyzer.call.Call;
import io.longpole.analyzer.call.Call.Effect;

/** What to do about a loop of calls, by what is called. */
final class LoopAdvice {

  private LoopAdvice() {}

  /** The suggestion for a loop in that operation. */
  static String of(String anchor, Call call, int count) {
    return anchor
        + " asks "
        + Words.call(call.label())
        + " once per row, "
        + count
        + " times. Load them in one go: "
        + means(call)
        + "; bound the batch.";
  }

  /** The batch that the called component offers. */
  static String means(Call call) {
    return switch (call.callClass()) {
      case DB ->
          call.effect() == Effect.READ
              ? "join, IN list, the ORM's batch size or entity graph"
              : "multi-row statement or the driver's batch";
      case CACHE -> "MGET, MSET or a pipeline";
      case SEARCH -> "msearch, mget or bulk";
      case MESSAGING -> "batched send";
      case HTTP, RPC, FAAS, ASSET, OTHER -> "a bulk endpoint that takes all ids";
    };
  }
}

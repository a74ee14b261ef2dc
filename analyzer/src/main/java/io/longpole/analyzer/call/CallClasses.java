package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.model.Span;
import io.longpole.analyzer.model.SpanKind;
import org.jspecify.annotations.Nullable;

/** Which spans are calls, and of what class. */
final class CallClasses {

  /** Asking a loader within the process, which waits for the one call that it makes for many. */
  private static final String LOADER = "dataloader.";

  private CallClasses() {}

  /**
   * The class of a span that asks something of another component, null for all other spans: kind
   * CLIENT or PRODUCER, or INTERNAL with database attributes; but no loader that batches calls.
   */
  static @Nullable CallClass of(Span span, SpanKind kind, Facts facts) {
    boolean store =
        facts.has(Fact.DB_SYSTEM) || facts.has(Fact.DB_TEXT) || facts.has(Fact.DB_OPERATION);
    if (kind != SpanKind.CLIENT && kind != SpanKind.PRODUCER) {
      return store && kind == SpanKind.INTERNAL
          ? StoreCalls.classOf(facts.text(Fact.DB_SYSTEM))
          : null;
    }
    if (store) {
      return StoreCalls.classOf(facts.text(Fact.DB_SYSTEM));
    }
    if (span.name().startsWith(LOADER)) {
      return null;
    }
    boolean message =
        facts.has(Fact.MESSAGING_SYSTEM)
            || facts.has(Fact.MESSAGING_TYPE)
            || facts.has(Fact.DESTINATION);
    if (message || kind == SpanKind.PRODUCER) {
      return CallClass.MESSAGING;
    }
    if (facts.has(Fact.FAAS_NAME)) {
      return CallClass.FAAS;
    }
    if (facts.has(Fact.RPC_SYSTEM)
        || facts.has(Fact.RPC_METHOD)
        || facts.has(Fact.MODEL_PROVIDER)) {
      return CallClass.RPC;
    }
    return byUrlOrName(span.name(), facts);
  }

  private static CallClass byUrlOrName(String name, Facts facts) {
    if (facts.has(Fact.HTTP_METHOD)
        || facts.has(Fact.URL_FULL)
        || facts.has(Fact.URL_TEMPLATE)
        || facts.has(Fact.HTTP_STATUS)
        || facts.has(Fact.URL_PATH)
        || facts.has(Fact.HTTP_TARGET)) {
      return CallClass.HTTP;
    }
    boolean sql = Kinds.isSql(name);
    if (!Kinds.methodOf(name).isEmpty() && !(sql && name.indexOf('/') < 0)) {
      return CallClass.HTTP; // DELETE is a method as well
    }
    if (RpcNames.isGrpcName(name) || facts.has(Fact.RPC_STATUS) || facts.has(Fact.JSONRPC_CODE)) {
      return CallClass.RPC;
    }
    return sql ? CallClass.DB : CallClass.OTHER;
  }

  /** The name of what is asked, for a target that has no other name. */
  static String systemOf(CallClass callClass, Facts facts) {
    return switch (callClass) {
      case DB, CACHE, SEARCH -> facts.text(Fact.DB_SYSTEM);
      case RPC -> facts.text(facts.has(Fact.RPC_SYSTEM) ? Fact.RPC_SYSTEM : Fact.MODEL_PROVIDER);
      case MESSAGING -> facts.text(Fact.MESSAGING_SYSTEM);
      case FAAS -> facts.text(Fact.FAAS_PROVIDER);
      case HTTP, ASSET, OTHER -> "";
    };
  }
}

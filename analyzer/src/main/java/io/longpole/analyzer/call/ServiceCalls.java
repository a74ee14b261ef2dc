package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import io.longpole.analyzer.model.SpanKind;

/** Calls by RPC, messages, functions, and what is none of the known classes. */
final class ServiceCalls {

  private static final String[] READS = {
    "Get", "List", "Find", "Search", "Read", "Query", "Lookup"
  };

  private static final String TEMPORARY = "<temporary>";
  private static final String PARTITION = "-partition-";

  private final CallCache cache;

  ServiceCalls(CallCache cache) {
    this.cache = cache;
  }

  /** Service and method, which the key joins: {@code pkg.Service/Method}. */
  void rpc(Draft draft, Facts facts, String name) {
    String method = facts.text(Fact.RPC_METHOD);
    String service = facts.text(Fact.RPC_SERVICE);
    if (method.isEmpty() && service.isEmpty()) {
      method = RpcNames.ofRpcSpan(name);
    }
    boolean qualified = method.indexOf('/') >= 0;
    draft.a = qualified || service.isEmpty() ? withoutSlash(method) : service;
    draft.b = qualified || service.isEmpty() ? "" : method;
    String last = method.substring(method.lastIndexOf('/') + 1);
    draft.effect = reads(last) ? Effect.READ : Effect.UNKNOWN;
  }

  private static String withoutSlash(String method) {
    return method.startsWith("/") ? method.substring(1) : method;
  }

  /** Whether a method's name starts with a word for reading. */
  private static boolean reads(String method) {
    for (String read : READS) {
      if (method.regionMatches(true, 0, read, 0, read.length())) {
        return method.length() == read.length()
            || !Character.isLowerCase(method.charAt(read.length()));
      }
    }
    return false;
  }

  void function(Draft draft, Facts facts, String name) {
    String invoked = facts.text(Fact.FAAS_NAME);
    draft.a = invoked.isEmpty() ? cache.operation(name) : invoked;
  }

  void other(Draft draft, Facts facts, String name) {
    draft.a = cache.operation(name);
    Noise noise = cache.noise(name, facts.function());
    boolean elsewhere = noise == Noise.STATEMENT && !name.startsWith("sql");
    draft.noise = elsewhere ? Noise.NONE : noise;
  }

  void message(Draft draft, Facts facts, String name, SpanKind kind) {
    String type = operationType(facts, name, kind);
    draft.a = type;
    draft.b = destination(facts, name);
    draft.c = cache.key(facts.text(Fact.JOB));
    long count = facts.number(Fact.MESSAGE_COUNT);
    boolean receives = type.equals("receive") || type.equals("process");
    if (receives) {
      draft.d = facts.text(Fact.CONSUMER_GROUP);
    }
    draft.effect = type.equals("send") || type.equals("create") ? Effect.WRITE : Effect.UNKNOWN;
    if (type.equals("settle")) {
      draft.noise = Noise.SETTLE;
    } else if (receives && count == 0) {
      draft.noise = Noise.RECEIVE_EMPTY;
    }
    if (count > 1) {
      draft.size = (int) Math.min(count, Integer.MAX_VALUE);
      draft.batch = true;
    }
    String id = facts.text(Fact.MESSAGE_ID);
    if (!id.isEmpty()) {
      draft.arguments = Arguments.of(true, Hash.of(id));
    }
  }

  private static String operationType(Facts facts, String name, SpanKind kind) {
    String type = facts.text(Fact.MESSAGING_TYPE);
    if (!type.isEmpty()) {
      return type;
    }
    String said = typeOf(facts.text(Fact.MESSAGING_OPERATION));
    if (said.isEmpty() && kind != SpanKind.PRODUCER) {
      said = typeOf(name);
    }
    if (!said.isEmpty()) {
      return said;
    }
    return kind == SpanKind.PRODUCER ? "send" : "receive";
  }

  /**
   * The type that a name tells: {@code poll orders} by its first word, {@code process-payments
   * receive} by its last, others by any; empty if it tells none.
   */
  private static String typeOf(String name) {
    String[] words = StoreCalls.folded(name).split("[^a-z]+");
    if (words.length == 0) {
      return "";
    }
    boolean destinationFirst = name.lastIndexOf(' ') > 0;
    String last = destinationFirst ? typeOfWord(words[words.length - 1]) : "";
    String first = name.indexOf(' ') == words[0].length() ? typeOfWord(words[0]) : "";
    if (!first.isEmpty() || !last.isEmpty()) {
      return first.isEmpty() ? last : first;
    }
    for (String word : words) {
      String type = typeOfWord(word);
      if (!type.isEmpty()) {
        return type;
      }
    }
    return "";
  }

  private static String typeOfWord(String word) {
    return switch (word) {
      case "send", "publish", "produce", "schedule", "enqueue" -> "send";
      case "receive", "poll", "consume", "pull" -> "receive";
      case "process", "deliver" -> "process";
      case "ack",
          "nack",
          "modack",
          "settle",
          "commit",
          "reject",
          "complete",
          "abandon",
          "defer",
          "renewmessagelock" ->
          "settle";
      default -> "";
    };
  }

  /** The queue or topic alone, of an ARN, of the URL of a queue, or of a partition of Pulsar. */
  private static String withoutPlace(String destination) {
    char mark = destination.startsWith("arn:") ? ':' : '/';
    if (mark == ':' || destination.startsWith("https://")) {
      return destination.substring(destination.lastIndexOf(mark) + 1);
    }
    int partition = destination.lastIndexOf(PARTITION);
    return partition > 0 && destination.contains("://")
        ? destination.substring(0, partition)
        : destination;
  }

  /** RabbitMQ's default exchange hands a message to the queue that the routing key names. */
  private static boolean isDefaultExchange(String destination) {
    return switch (destination) {
      case "", "<default>", "amq.default" -> true;
      default -> false;
    };
  }

  /** Where a message goes to or comes from; the template of the name if nothing tells. */
  String destination(Facts facts, String name) {
    if (facts.flag(Fact.DESTINATION_TEMPORARY) || facts.flag(Fact.DESTINATION_ANONYMOUS)) {
      return TEMPORARY;
    }
    String template = facts.text(Fact.DESTINATION_TEMPLATE);
    if (!template.isEmpty()) {
      return template;
    }
    String destination = withoutPlace(facts.text(Fact.DESTINATION));
    if (isDefaultExchange(destination) && facts.has(Fact.ROUTING_KEY)) {
      destination = facts.text(Fact.ROUTING_KEY);
    }
    if (destination.startsWith("amq.gen-") || destination.startsWith("amq.rabbitmq.reply-to")) {
      return TEMPORARY;
    }
    return destination.isEmpty() ? cache.operation(name) : cache.key(destination);
  }
}

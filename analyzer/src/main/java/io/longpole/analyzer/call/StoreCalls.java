package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import io.longpole.analyzer.call.Call.Noise;
import java.util.Locale;

/** Calls to databases, caches and search engines. */
final class StoreCalls {

  private final CallCache cache;

  StoreCalls(CallCache cache) {
    this.cache = cache;
  }

  /** The class of a call to that database system. */
  static CallClass classOf(String system) {
    return switch (system) {
      case "redis", "valkey", "memcached", "keydb", "dragonfly" -> CallClass.CACHE;
      case "elasticsearch", "opensearch", "solr" -> CallClass.SEARCH;
      default -> CallClass.DB;
    };
  }

  void fill(Draft draft, Facts facts, String name) {
    switch (draft.callClass) {
      case CACHE -> cacheCommand(draft, facts, name);
      case SEARCH -> SearchCalls.fill(draft, facts, name, cache);
      default -> database(draft, facts, name);
    }
  }

  private void database(Draft draft, Facts facts, String name) {
    String text = facts.text(Fact.DB_TEXT);
    draft.a = facts.text(Fact.DB_NAMESPACE);
    String system = facts.text(Fact.DB_SYSTEM);
    if (DocumentCalls.isDocument(text, system)) {
      DocumentCalls.fill(draft, facts, cache);
    } else if (!text.isEmpty()) {
      statement(draft, facts, text, SqlDialect.of(system));
    }
    draft.spoken = !text.isEmpty();
    if (draft.b.isEmpty()) {
      operation(draft, facts, name);
    }
    String said = facts.text(Fact.DB_OPERATION);
    if (draft.spoken) {
      draft.prepares = draft.noise == Noise.NONE && ConnectionNoise.prepares(name, said);
    } else {
      draft.executes = draft.collection.isEmpty() && ConnectionNoise.executes(name, said);
    }
    if (facts.argumentCount() > 0) {
      draft.arguments = Arguments.of(true, Hash.finish(facts.argumentHash()));
    }
    long batchSize = facts.number(Fact.DB_BATCH_SIZE);
    if (batchSize > 1) {
      draft.size = (int) Math.min(batchSize, Integer.MAX_VALUE);
      draft.batch = true;
    }
  }

  private void statement(Draft draft, Facts facts, String text, SqlDialect dialect) {
    SqlText statement = cache.statement(text, dialect);
    if (statement.fingerprint().isEmpty()) {
      return;
    }
    draft.b = statement.fingerprintHash();
    String summary = facts.text(Fact.DB_SUMMARY);
    draft.label = summary.isEmpty() ? statement.summary() : summary;
    if (draft.label.isEmpty()) {
      draft.label = statement.fingerprint();
    }
    draft.text = statement.fingerprint();
    String collection = facts.text(Fact.DB_COLLECTION);
    draft.collection = collection.isEmpty() ? statement.collection() : folded(collection);
    draft.effect =
        dialect == SqlDialect.GRAPH
            ? GraphQueries.effectOf(statement.fingerprint())
            : statement.effect();
    draft.noise = statement.noise();
    draft.repeatable = statement.repeatable();
    draft.size = Math.max(statement.repeats(), 1);
    if (statement.batchSize() > 0) {
      draft.size = statement.batchSize();
      draft.batch = true;
    }
    SqlValues values = statement.values();
    boolean known = values.allSeen() && !statement.truncated();
    long page = known ? values.page() : 0;
    draft.arguments = new Arguments(known, values.hash(), values.shape(), page, values.rest());
  }

  /** Without a text: operation and collection, else the name. */
  private void operation(Draft draft, Facts facts, String name) {
    String operation = facts.text(Fact.DB_OPERATION);
    String collection = facts.text(Fact.DB_COLLECTION);
    if (collection.isEmpty()) {
      collection = facts.text(Fact.DYNAMODB_TABLES);
    }
    String procedure = facts.text(Fact.DB_PROCEDURE);
    if (!procedure.isEmpty()) {
      collection = procedure;
      operation = operation.isEmpty() ? "CALL" : operation;
    }
    String summary = facts.text(Fact.DB_SUMMARY);
    if (operation.isEmpty() && collection.isEmpty()) {
      String said = summary.isEmpty() ? cache.operation(name) : summary;
      draft.b = said;
      draft.noise = summary.isEmpty() ? cache.noise(name, facts.function()) : Noise.NONE;
      draft.effect = Kinds.isSql(said) ? StoreOperation.effectOf(said) : Effect.UNKNOWN;
      return;
    }
    StoreOperation known = cache.storeOperation(operation);
    draft.b = known.name();
    draft.c = collection;
    draft.label = summary;
    draft.collection = procedure.isEmpty() ? folded(collection) : "";
    draft.effect = known.effect();
    draft.noise = collection.isEmpty() ? known.noise() : Noise.NONE;
    if (collection.isEmpty() && ConnectionNoise.prepares(name, operation)) {
      draft.noise = Noise.STATEMENT;
    }
  }

  private void cacheCommand(Draft draft, Facts facts, String name) {
    String text = facts.text(Fact.DB_TEXT);
    String operation = facts.text(Fact.DB_OPERATION);
    String said = text.isEmpty() ? operation : text;
    draft.a = facts.text(Fact.DB_NAMESPACE);
    if (said.isEmpty()) {
      draft.b = cache.operation(name);
      draft.noise = cache.noise(name, facts.function());
      return;
    }
    CacheCommand command = cache.command(said);
    draft.b = operation.isEmpty() ? command.command() : operation.toUpperCase(Locale.ROOT);
    draft.c = command.pattern();
    draft.collection = command.pattern();
    draft.spoken = !text.isEmpty();
    draft.effect = CacheCommand.reads(lastWord(draft.b)) ? Effect.READ : Effect.WRITE;
    draft.noise =
        switch (draft.b) {
          case "PING",
              "CLIENT",
              "SELECT",
              "QUIT",
              "READONLY",
              "INFO",
              "COMMAND",
              "CLUSTER",
              "SENTINEL" ->
              Noise.SETTINGS;
          case "AUTH", "HELLO" -> Noise.CONNECT;
          default -> draft.b.startsWith("CLIENT ") ? Noise.SETTINGS : Noise.NONE;
        };
    if (!text.isEmpty()) {
      draft.arguments = Arguments.of(!command.masked(), command.hash());
    }
    boolean pipeline = draft.b.startsWith("PIPELINE") || draft.b.startsWith("MULTI");
    long stated = facts.number(Fact.DB_BATCH_SIZE);
    int size = stated > 0 ? (int) Math.min(stated, Integer.MAX_VALUE) : command.keys();
    if (pipeline || command.several() || stated > 1) {
      draft.size = Math.max(size, 1);
      draft.batch = draft.size > 1;
    }
  }

  private static String lastWord(String command) {
    return CacheCommand.isOneOfSeveral(command)
        ? command.substring(command.indexOf(' ') + 1)
        : command;
  }

  /** The text in lower case; itself if it is that already. */
  static String folded(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
        return text.toLowerCase(Locale.ROOT);
      }
    }
    return text;
  }
}

package io.longpole.analyzer.call;

import io.longpole.analyzer.call.Call.Arguments;
import io.longpole.analyzer.call.Call.Effect;

/** Calls to search engines: endpoint, index pattern, and the shape of the query. */
final class SearchCalls {

  private static final String[] READS = {
    "search",
    "get",
    "mget",
    "msearch",
    "count",
    "exists",
    "explain",
    "field_caps",
    "scroll",
    "termvectors",
    "mtermvectors",
    "cat.",
    "info",
    "cluster.health",
    "sql.query",
    "esql.query",
    "indices.get",
    "indices.exists",
    "knn",
    "rank_eval",
    "_search",
    "_count",
    "_doc",
    "_source",
    "_mget",
    "_msearch"
  };

  private SearchCalls() {}

  static void fill(Draft draft, Facts facts, String name, CallCache cache) {
    String full = facts.text(Fact.URL_FULL);
    Url url = full.isEmpty() ? null : cache.url(full);
    String endpoint = facts.text(Fact.DB_OPERATION);
    if (endpoint.isEmpty()) {
      endpoint = url == null ? cache.operation(name) : endpointOf(url.path());
    }
    String index = facts.text(Fact.INDEX_PATTERN);
    if (index.isEmpty()) {
      index = facts.text(Fact.DB_COLLECTION);
    }
    if (index.isEmpty() && url != null) {
      index = indexOf(url.path());
    }
    String pattern = NameTemplate.ofIndex(index, cache.limits().labelChars());
    String text = facts.text(Fact.DB_TEXT);
    draft.a = endpoint;
    draft.b = pattern;
    draft.label = (endpoint + " " + pattern).strip();
    draft.collection = StoreCalls.folded(pattern);
    boolean byUrl = endpoint.startsWith("_");
    draft.effect =
        reads(endpoint) && !(byUrl && writes(facts, endpoint)) ? Effect.READ : Effect.WRITE;
    long hash = facts.argumentCount() > 0 ? facts.argumentHash() : 0;
    if (url != null) {
      hash += url.hash();
    }
    int lines = 0;
    if (!text.isEmpty()) {
      Shape shape = cache.shape(text);
      draft.c = shape.hash();
      draft.text = draft.label + " " + shape.text();
      hash += shape.valueHash();
      lines = shape.documents();
    }
    // The body is not seen whole, so equal parts prove nothing.
    draft.arguments = hash == 0 ? Arguments.HIDDEN : Arguments.of(false, Hash.finish(hash));
    size(draft, facts, lines);
  }

  private static void size(Draft draft, Facts facts, int documents) {
    boolean bulk = draft.a.contains("bulk");
    boolean several = bulk || draft.a.contains("msearch");
    long stated = facts.number(Fact.DB_BATCH_SIZE);
    if (stated > 1 || (several && documents > 1)) {
      long counted = stated > 0 ? stated : (documents + 1) / 2;
      draft.size = (int) Math.min(Math.max(counted, 1), Integer.MAX_VALUE);
      draft.batch = draft.size > 1;
    }
  }

  private static boolean reads(String endpoint) {
    for (String read : READS) {
      if (endpoint.startsWith(read)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the method says that a path which may also be read is written to. */
  private static boolean writes(Facts facts, String endpoint) {
    return switch (facts.text(Fact.HTTP_METHOD)) {
      case "PUT", "DELETE" -> true;
      case "POST" -> endpoint.equals("_doc");
      default -> false;
    };
  }

  /** The part of a path that starts with an underscore. */
  private static String endpointOf(String path) {
    for (String segment : path.split("[/?]")) {
      if (segment.startsWith("_")) {
        return segment;
      }
    }
    return "";
  }

  private static String indexOf(String path) {
    String[] segments = path.split("[/?]");
    return segments.length > 1 && !segments[1].startsWith("_") ? segments[1] : "";
  }
}

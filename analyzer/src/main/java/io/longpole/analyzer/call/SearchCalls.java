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
    String full = facts.text(facts.has(Fact.URL_FULL) ? Fact.URL_FULL : Fact.SEARCH_PATH);
    String endpoint = facts.text(Fact.DB_OPERATION);
    String text = facts.text(Fact.DB_TEXT);
    String method = facts.text(facts.has(Fact.HTTP_METHOD) ? Fact.HTTP_METHOD : Fact.SEARCH_METHOD);
    if (isRequest(text)) {
      full = text.substring(text.indexOf(' ') + 1);
      text = "";
    }
    Url url = full.isEmpty() ? null : cache.url(full);
    if (Kinds.isHttpMethod(endpoint)) {
      method = endpoint;
      endpoint = "";
    }
    if (endpoint.isEmpty()) {
      endpoint = url == null ? cache.operation(name) : endpointOf(url.path());
    }
    String index = facts.text(Fact.INDEX_PATTERN);
    if (index.isEmpty()) {
      index = facts.text(Fact.DB_COLLECTION);
    }
    if (index.isEmpty()) {
      index = indexOf(full);
    }
    String pattern = NameTemplate.ofIndex(index, cache.limits().labelChars());
    draft.a = endpoint.isEmpty() ? method : endpoint;
    draft.b = pattern;
    draft.label = (draft.a + " " + pattern).strip();
    draft.collection = StoreCalls.folded(pattern);
    draft.effect = reads(endpoint, method) ? Effect.READ : Effect.WRITE;
    long hash = facts.argumentCount() > 0 ? facts.argumentHash() : 0;
    if (url != null) {
      hash += url.hash();
    }
    int documents = 0;
    if (!text.isEmpty()) {
      Shape shape = cache.shape(text);
      draft.c = shape.hash();
      draft.text = draft.label + " " + shape.text();
      hash += shape.valueHash();
      documents = shape.documents();
    }
    // The body is not seen whole, so equal parts prove nothing.
    draft.arguments = hash == 0 ? Arguments.HIDDEN : Arguments.of(false, Hash.finish(hash));
    size(draft, facts, documents);
  }

  private static void size(Draft draft, Facts facts, int documents) {
    long stated = facts.number(Fact.DB_BATCH_SIZE);
    boolean several = draft.a.contains("bulk") || draft.a.contains("msearch");
    long counted = stated > 0 || !several ? stated : (documents + 1) / 2;
    draft.size = (int) Math.min(Math.max(counted, 1), Integer.MAX_VALUE);
    draft.batch = draft.size > 1;
  }

  /** Whether a text is no query but the request, {@code GET /orders/_doc/7}. */
  static boolean isRequest(String text) {
    return text.startsWith("/", text.indexOf(' ') + 1) && !Kinds.methodOf(text).isEmpty();
  }

  /** The name of an endpoint tells what it does; a path does so with the method. */
  private static boolean reads(String endpoint, String method) {
    boolean path = endpoint.isEmpty() || endpoint.startsWith("_");
    if (path && (method.equals("GET") || method.equals("HEAD"))) {
      return true;
    }
    return reads(endpoint) && !writes(method, endpoint);
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
  private static boolean writes(String method, String endpoint) {
    return switch (method) {
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

  /** The first part of a path that names no endpoint, as it is: dates in it are read there. */
  private static String indexOf(String url) {
    int scheme = url.indexOf("://");
    int start = url.indexOf('/', scheme < 0 ? 0 : scheme + 3) + 1;
    if (start == 0 || url.startsWith("_", start)) {
      return "";
    }
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return url.substring(start, end);
  }
}

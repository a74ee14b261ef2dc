package io.longpole.analyzer.detect;

/**
 * Numbers the ways from an ancestor down to a call: names and kinds in between, then the key.
 *
 * <p>For {@code handler > AuthorRepository.findById > SELECT author} the call has one symbol seen
 * from the repository and another seen from the handler; every call reached from the handler in the
 * same way has that same one. Repositories and resolvers in between thus hide no loop.
 */
final class Symbols {

  /** Most steps from a call up to its anchor. */
  static final int MAX_LEVELS = 3;

  private static final int DIRECT = -1;

  private final TraceFacts facts;
  private final NameTable operations = new NameTable();
  private final LongTable symbols = new LongTable();

  /** By node the number of its operation, plus one. */
  private final int[] operationOfNode;

  Symbols(TraceFacts facts) {
    this.facts = facts;
    this.operationOfNode = new int[facts.trace().size()];
  }

  /** The ancestors of a call from the parent upwards and the symbol seen from each. */
  @SuppressWarnings("ArrayRecordComponent") // filled anew for every call
  record Ways(int[] anchors, int[] symbols) {
    Ways() {
      this(new int[MAX_LEVELS], new int[MAX_LEVELS]);
    }
  }

  /** Fills in the ways to a call; answers how many there are, 0 to {@link #MAX_LEVELS}. */
  int waysTo(int position, Ways ways) {
    int node = facts.node(position);
    int symbol = symbols.add(LongTable.pair(DIRECT, facts.key(position)));
    int anchor = Callers.of(facts, node);
    int levels = 0;
    while (anchor >= 0 && levels < MAX_LEVELS) {
      ways.anchors[levels] = anchor;
      ways.symbols[levels] = symbol;
      levels++;
      symbol = symbols.add(LongTable.pair(operation(anchor), symbol));
      anchor = facts.parentBelowEntry(anchor);
    }
    return levels;
  }

  private int operation(int node) {
    if (operationOfNode[node] == 0) {
      operationOfNode[node] =
          1 + operations.add(facts.template(node), facts.calls().kind(node).text());
    }
    return operationOfNode[node];
  }
}

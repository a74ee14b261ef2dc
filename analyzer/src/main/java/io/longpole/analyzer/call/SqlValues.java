package io.longpole.analyzer.call;

/**
 * The values of an SQL text, as far as they are in it.
 *
 * <p>Example: {@code a = 7 AND b = ?} has two values, of which the second is a placeholder; the
 * hash is that of {@code 7 ?}. One pass over the tokens.
 *
 * @param hash of the values and the places of placeholders, in order
 * @param allSeen whether no value is a placeholder
 * @param shape the number of values in the upper half, a hash of the places of placeholders in the
 *     lower
 */
record SqlValues(long hash, boolean allSeen, long shape) {

  static SqlValues of(SqlTokens tokens) {
    long hash = Hash.START;
    long places = Hash.START;
    int count = 0;
    boolean allSeen = true;
    for (int i = 0; i < tokens.count(); i++) {
      switch (tokens.type(i)) {
        case STRING, NUMBER -> {
          hash = Hash.add(hash, tokens.text(), tokens.start(i), tokens.end(i));
          count++;
        }
        case PLACEHOLDER -> {
          hash = Hash.add(hash, '?');
          count++;
          places = Hash.add(places, (long) count);
          allSeen = false;
        }
        case WORD -> {
          SqlWord word = SqlWord.of(tokens.text(), tokens.start(i), tokens.end(i));
          if (word == SqlWord.TRUE || word == SqlWord.FALSE) {
            hash = Hash.add(hash, word.name());
            count++;
          }
        }
        case SPACE, COMMENT, QUOTED, MARK -> {}
      }
    }
    long shape = (long) count << Integer.SIZE | (Hash.finish(places) & 0xffff_ffffL);
    return new SqlValues(Hash.finish(hash), allSeen, shape);
  }
}

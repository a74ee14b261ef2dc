package io.longpole.query.index;

import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/** Hands a list of terms to Lucene as one field, without an object or a look-up for each. */
final class TermStream extends TokenStream {

  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
  private List<BytesRef> terms = List.of();
  private int next;

  TokenStream of(List<BytesRef> newTerms) {
    terms = newTerms;
    return this;
  }

  @Override
  public void reset() {
    next = 0;
    step.setPositionIncrement(1); // the end of the stream before left 0
  }

  @Override
  public boolean incrementToken() {
    if (next == terms.size()) {
      return false;
    }
    term.setBytesRef(terms.get(next++));
    return true;
  }
}

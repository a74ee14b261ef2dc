package io.longpole.query.index;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * Cuts log bodies into words as Unicode does, and also at dots, colons, underscores and
 * apostrophes.
 *
 * <p>So {@code java.net.SocketTimeoutException} is found by {@code SocketTimeoutException}, and
 * {@code order_id=17} by {@code 17}. The query is cut alike, and what was one word there becomes a
 * phrase.
 */
final class LogAnalyzer extends Analyzer {

  @Override
  protected TokenStreamComponents createComponents(String fieldName) {
    Tokenizer tokenizer = new StandardTokenizer();
    return new TokenStreamComponents(tokenizer, new LowerCaseFilter(tokenizer));
  }

  @Override
  protected Reader initReader(String fieldName, Reader reader) {
    return new JoinersAsSpaces(reader);
  }

  @Override
  protected TokenStream normalize(String fieldName, TokenStream in) {
    return new LowerCaseFilter(in);
  }

  /** Replaces one character by one space, so that places in the text stay what they are. */
  private static final class JoinersAsSpaces extends FilterReader {

    JoinersAsSpaces(Reader in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      return next >= 0 && isJoiner((char) next) ? ' ' : next;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      for (int i = offset; i < offset + count; i++) {
        if (isJoiner(buffer[i])) {
          buffer[i] = ' ';
        }
      }
      return count;
    }

    private static boolean isJoiner(char c) {
      return c == '.' || c == ':' || c == '_' || c == '\'' || c == '\u2019';
    }
  }
}

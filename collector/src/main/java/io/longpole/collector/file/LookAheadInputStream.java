package io.longpole.collector.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A buffered stream whose first bytes can be looked at before they are read.
 *
 * <p>It says that bytes are available until it has seen the end: GZIPInputStream takes "none
 * available" for the end of the last member of a gzip file, which on a pipe would lose the others.
 */
final class LookAheadInputStream extends BufferedInputStream {

  private static final int BUFFER_BYTES = 1 << 16;

  LookAheadInputStream(InputStream in) {
    super(in, BUFFER_BYTES);
  }

  /** The next bytes, fewer only if the stream ends before. */
  synchronized byte[] peek(int count) throws IOException {
    mark(count);
    byte[] head = readNBytes(count);
    reset();
    return head;
  }

  @Override
  public synchronized int available() throws IOException {
    int known = super.available();
    if (known > 0) {
      return known;
    }
    mark(1);
    int next = read();
    reset();
    return next < 0 ? 0 : 1;
  }
}

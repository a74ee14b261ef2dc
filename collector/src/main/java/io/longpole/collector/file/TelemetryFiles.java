package io.longpole.collector.file;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads files of telemetry, whatever their format, and hands them on as OTLP requests.
 *
 * <p>The format is recognised by the content: OTLP JSON (one document, several, one a line), OTLP
 * protobuf (a request, or requests each after a length of four bytes), Jaeger JSON, Zipkin v2 JSON;
 * each as it is or compressed with gzip or zstd. Files are streamed: memory does not grow with
 * their size, but with the largest single request, resource group of a protobuf file, or Jaeger
 * trace.
 */
public final class TelemetryFiles {

  /** Where the content of files goes; called by the thread that reads. */
  public interface OtlpSink {

    /** An {@code ExportTraceServiceRequest} in which every span has valid ids. */
    void traces(byte[] exportTraceServiceRequest);

    /** An {@code ExportLogsServiceRequest}. */
    void logs(byte[] exportLogsServiceRequest);

    /** So many data points of metrics were passed over. */
    void metrics(long dataPoints);

    /**
     * Something was left out.
     *
     * @param spans how many spans were lost by it; 0 if it was no telemetry at all
     */
    void rejected(String file, String place, String reason, long spans);

    /** Something was understood although it should have been written otherwise. */
    default void warning(String file, String sentence) {}
  }

  /** What stands for standard input among paths. */
  public static final String STANDARD_INPUT = "-";

  private static final int SNIFFED_BYTES = 4096;
  private static final int BUFFER_BYTES = 1 << 16;

  private TelemetryFiles() {}

  /**
   * Reads all files in their order.
   *
   * @param pathsOrDash file names; "-" is standard input
   * @throws UnreadableInputException at the first file that cannot be read, or holds nothing of
   *     use; what came before that place has gone to the sink
   */
  public static void read(List<String> pathsOrDash, InputStream standardInput, OtlpSink sink)
      throws UnreadableInputException {
    for (String path : pathsOrDash) {
      if (path.equals(STANDARD_INPUT)) {
        read(standardInput, new Delivery("standard input", sink));
      } else {
        readFile(path, sink);
      }
    }
  }

  private static void readFile(String path, OtlpSink sink) throws UnreadableInputException {
    try {
      Path file = Path.of(path);
      if (Files.isDirectory(file)) {
        throw new UnreadableInputException(path, "", "is a folder (name the files in it)");
      }
      try (InputStream in = Files.newInputStream(file)) {
        read(in, new Delivery(path, sink));
      }
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new UnreadableInputException(path, "", "no such file");
    } catch (AccessDeniedException e) {
      throw new UnreadableInputException(path, "", "not allowed to read it");
    } catch (InvalidPathException | IOException e) {
      throw new UnreadableInputException(path, "", "cannot be opened: " + e.getMessage());
    }
  }

  private static void read(InputStream raw, Delivery delivery) throws UnreadableInputException {
    CountingInputStream counted = new CountingInputStream(raw);
    try {
      LookAheadInputStream in =
          new LookAheadInputStream(decompressed(new LookAheadInputStream(counted)));
      byte[] head = in.peek(SNIFFED_BYTES);
      if (head.length == 0) {
        throw new UnreadableInputException(delivery.file(), "", "is empty");
      }
      if (isText(head)) {
        in.skipNBytes(byteOrderMark(head));
        new JsonTelemetry(in, delivery).read();
      } else {
        new ProtobufTelemetry(in, delivery).read(head[0]);
      }
    } catch (EOFException e) {
      throw unreadable(delivery, counted, "ends in the middle of its compressed data");
    } catch (ZipException e) {
      throw unreadable(delivery, counted, "is broken gzip: " + e.getMessage());
    } catch (IOException e) {
      throw unreadable(delivery, counted, "cannot be read: " + e.getMessage());
    }
    delivery.finish();
  }

  private static UnreadableInputException unreadable(
      Delivery delivery, CountingInputStream counted, String reason) {
    return new UnreadableInputException(
        delivery.file(), "before byte " + counted.position(), reason);
  }

  private static InputStream decompressed(LookAheadInputStream in) throws IOException {
    byte[] head = in.peek(4);
    if (head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
      return new GZIPInputStream(in, BUFFER_BYTES);
    }
    if (isZstd(head)) {
      return new BufferedInputStream(new ZstdInputStream(in), BUFFER_BYTES);
    }
    return in;
  }

  /** A frame of zstd, or one of its skippable frames. */
  private static boolean isZstd(byte[] head) {
    if (head.length < 4) {
      return false;
    }
    int magic =
        (head[0] & 0xff) | (head[1] & 0xff) << 8 | (head[2] & 0xff) << 16 | (head[3] & 0xff) << 24;
    return magic == 0xFD2FB528 || (magic & 0xFFFFFFF0) == 0x184D2A50;
  }

  /**
   * Text, if there are no control characters. Protobuf has the byte 18 soon, before the first
   * attribute's value; what it begins with may well be a line feed and a bracket. Text that is no
   * JSON is left to the JSON reader, which can say in which line.
   */
  private static boolean isText(byte[] head) {
    for (byte next : head) {
      if (next >= 0 && next < ' ' && !isSpace(next)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(byte next) {
    return next == ' ' || next == '\n' || next == '\r' || next == '\t';
  }

  private static int byteOrderMark(byte[] head) {
    boolean marked =
        head.length >= 3
            && head[0] == (byte) 0xEF
            && head[1] == (byte) 0xBB
            && head[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }
}

package io.longpole.collector.otlp;

import io.longpole.collector.wire.MalformedException;
import java.util.List;

/** Turns traces and logs in OTLP/JSON into the protobuf that the span log keeps. */
interface JsonBodies {

  /**
   * What came of a request in JSON.
   *
   * @param protobuf the same request in protobuf
   * @param notes habits of the sender that were tolerated, each in one sentence
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Converted(byte[] protobuf, List<String> notes) {}

  Converted toProtobuf(OtlpSignal signal, byte[] json) throws MalformedException;
}

package io.longpole.collector.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.CodedOutputStream;
import com.linecorp.armeria.common.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The two encodings of OTLP/HTTP, and how answers are written in each. */
enum Encoding {
  PROTOBUF {
    @Override
    MediaType mediaType() {
      return PROTOBUF_TYPE;
    }

    @Override
    byte[] success(OtlpSignal signal, Receipt receipt) {
      return protobufSuccess(receipt);
    }

    @Override
    byte[] fault(Fault fault) {
      return fault.toStatus().toByteArray();
    }
  },

  JSON {
    @Override
    MediaType mediaType() {
      return MediaType.JSON;
    }

    @Override
    byte[] success(OtlpSignal signal, Receipt receipt) {
      return jsonSuccess(signal, receipt);
    }

    @Override
    byte[] fault(Fault fault) {
      return jsonFault(fault);
    }
  };

  static final String ACCEPTED = "application/x-protobuf or application/json";

  private static final MediaType PROTOBUF_TYPE = MediaType.parse("application/x-protobuf");
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final byte[] EMPTY = {};
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);
  private static final String TYPE_PREFIX = "type.googleapis.com/google.rpc.";

  /** By the request's content type; parameters such as a charset do not matter. */
  static Optional<Encoding> of(@Nullable MediaType type) {
    if (type == null || !type.type().equals("application")) {
      return Optional.empty();
    }
    return switch (type.subtype()) {
      case "x-protobuf", "protobuf" -> Optional.of(PROTOBUF);
      case "json" -> Optional.of(JSON);
      default -> Optional.empty();
    };
  }

  /** What answers say; requests may say it in other ways. */
  abstract MediaType mediaType();

  /** The response message: empty when everything was taken without a warning. */
  abstract byte[] success(OtlpSignal signal, Receipt receipt);

  /** A {@code google.rpc.Status}. */
  abstract byte[] fault(Fault fault);

  /**
   * The responses of all three signals have the same numbers: partial_success 1 {count 1, text 2}.
   */
  static byte[] protobufSuccess(Receipt receipt) {
    String message = receipt.partialSuccessMessage();
    if (message.isEmpty()) {
      return EMPTY;
    }
    try {
      ByteArrayOutputStream partial = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(partial);
      if (receipt.rejected() != 0) {
        out.writeInt64(1, receipt.rejected());
      }
      out.writeString(2, message);
      out.flush();
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      CodedOutputStream outer = CodedOutputStream.newInstance(whole);
      outer.writeByteArray(1, partial.toByteArray());
      outer.flush();
      return whole.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  private static byte[] jsonSuccess(OtlpSignal signal, Receipt receipt) {
    String message = receipt.partialSuccessMessage();
    if (message.isEmpty()) {
      return EMPTY_OBJECT;
    }
    return json(out -> {
      out.writeObjectFieldStart("partialSuccess");
      // 64-bit integers are texts in the JSON encoding of protobuf.
      out.writeStringField(signal.rejectedField(), Long.toString(receipt.rejected()));
      out.writeStringField("errorMessage", message);
      out.writeEndObject();
    });
  }

  private static byte[] jsonFault(Fault fault) {
    return json(out -> {
      out.writeNumberField("code", fault.grpcCode());
      out.writeStringField("message", fault.message());
      if (fault.grpcCode() == Fault.INVALID_ARGUMENT) {
        out.writeArrayFieldStart("details");
        out.writeStartObject();
        out.writeStringField("@type", TYPE_PREFIX + "BadRequest");
        out.writeArrayFieldStart("fieldViolations");
        out.writeStartObject();
        out.writeStringField("field", fault.place());
        out.writeStringField("description", fault.message());
        out.writeEndObject();
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndArray();
      } else if (fault.isRetryable()) {
        out.writeArrayFieldStart("details");
        out.writeStartObject();
        out.writeStringField("@type", TYPE_PREFIX + "RetryInfo");
        out.writeStringField("retryDelay", fault.retryAfterSeconds() + "s");
        out.writeEndObject();
        out.writeEndArray();
      }
    });
  }

  private interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  private static byte[] json(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}

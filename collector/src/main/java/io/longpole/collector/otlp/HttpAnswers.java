package io.longpole.collector.otlp;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import org.jspecify.annotations.Nullable;

/** How successes and faults are said in HTTP: in the encoding of the request. */
final class HttpAnswers {

  private HttpAnswers() {}

  static HttpResponse success(Encoding encoding, OtlpSignal signal, Receipt receipt) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK).contentType(encoding.mediaType()).build(),
        HttpData.wrap(encoding.success(signal, receipt)));
  }

  static HttpResponse fault(Encoding encoding, Fault fault) {
    return aggregatedFault(encoding, fault).toHttpResponse();
  }

  static AggregatedHttpResponse aggregatedFault(Encoding encoding, Fault fault) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(fault.httpStatus()).contentType(encoding.mediaType());
    if (fault.isRetryable()) {
      headers.add(HttpHeaderNames.RETRY_AFTER, Integer.toString(fault.retryAfterSeconds()));
    }
    if (fault.httpStatus() == HttpStatus.METHOD_NOT_ALLOWED.code()) {
      headers.add(HttpHeaderNames.ALLOW, "POST");
    }
    return AggregatedHttpResponse.of(headers.build(), HttpData.wrap(encoding.fault(fault)));
  }

  /** The encoding to answer in; JSON when the request names none that we know. */
  static Encoding encodingOf(@Nullable RequestHeaders headers) {
    return headers == null
        ? Encoding.JSON
        : Encoding.of(headers.contentType()).orElse(Encoding.JSON);
  }
}

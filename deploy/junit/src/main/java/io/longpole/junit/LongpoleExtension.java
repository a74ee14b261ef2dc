package io.longpole.junit;

import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets a test say what the spans of its own service must not show.
 *
 * <p>Give {@link #exporter} to the service's OpenTelemetry SDK with a {@code SimpleSpanProcessor},
 * call the service, then ask:
 *
 * <pre>{@code
 * @RegisterExtension static final LongpoleExtension longpole = new LongpoleExtension();
 *
 * longpole.endpoint("GET /authors").hasNoLoopOfCalls().hasAtMostQueries(3);
 * }</pre>
 *
 * <p>Spans are forgotten before each test. No server is needed. Who has an exporter already asks
 * {@link #endpoint(Collection, String)} with the spans in it.
 */
public final class LongpoleExtension implements BeforeEachCallback {

  private final SpanRecorder recorder = new SpanRecorder();

  /** Where the SDK under test puts its spans. */
  public SpanExporter exporter() {
    return recorder;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    recorder.clear();
  }

  /** Forgets all spans so far. */
  public void clear() {
    recorder.clear();
  }

  /**
   * The traces since the test began that start with this operation.
   *
   * @throws org.opentest4j.AssertionFailedError if there is none
   */
  public EndpointCheck endpoint(String operation) {
    return endpoint(recorder.spans(), operation);
  }

  /** The traces among these spans that start with this operation. */
  public static EndpointCheck endpoint(Collection<SpanData> spans, String operation) {
    return EndpointCheck.of(spans, operation);
  }
}

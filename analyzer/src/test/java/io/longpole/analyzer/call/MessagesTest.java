package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.call.Call.Arguments;
import org.junit.jupiter.api.Test;

/** The same id is the same message; an id alone tells nothing of any other call. */
class MessagesTest {

  private static final String QUEUE = " client messaging.system=jms messaging.destination.name=o ";

  private static Arguments arguments(Calls calls, String name) {
    return requireNonNull(calls.at(TraceFixture.node(calls.trace(), name))).arguments();
  }

  @Test
  void onlyTheIdsOfMessagesThatCameTwiceAreKnown() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server",
                "  first 1-2" + QUEUE + "messaging.message.id=m-1",
                "  other 3-4" + QUEUE + "messaging.message.id=m-2",
                "  again 5-6" + QUEUE + "messaging.message_id=m-1",
                "  silent 7-8" + QUEUE));
    assertThat(arguments(calls, "first").known()).isTrue();
    assertThat(arguments(calls, "again")).isEqualTo(arguments(calls, "first"));
    assertThat(arguments(calls, "other")).isEqualTo(Arguments.HIDDEN);
    assertThat(arguments(calls, "silent")).isEqualTo(Arguments.HIDDEN);
  }

  @Test
  void aMessageHidesNothingOfOtherCalls() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server",
                "  send 1-2" + QUEUE + "messaging.message.id=m-1",
                "  GET 3-4 client http.request.method=GET url.full=http://h/items/1",
                "  get 5-6 client db.system=redis db.statement='GET item:1'"));
    assertThat(arguments(calls, "send")).isEqualTo(Arguments.HIDDEN);
    assertThat(arguments(calls, "GET").known()).isTrue();
    assertThat(arguments(calls, "get").known()).isTrue();
  }

  @Test
  void aMessageThatIsAllOfATraceIsComparedWithNone() {
    Calls calls = Calls.of(trace("send 1-2" + QUEUE + "messaging.message.id=m-1"));
    assertThat(arguments(calls, "send")).isEqualTo(Arguments.HIDDEN);
  }

  @Test
  void anIdIsComparedWithThoseOfMessagesOnly() {
    Calls calls =
        Calls.of(
            trace(
                "root 0-100 server",
                "  send 1-2" + QUEUE + "messaging.message.id=FLUSHALL",
                "  flush 3-4 client db.system=redis db.statement=FLUSHALL",
                "  flush 5-6 client db.system=redis db.statement=FLUSHALL"));
    assertThat(arguments(calls, "send")).isEqualTo(Arguments.HIDDEN);
  }
}

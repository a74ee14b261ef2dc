package io.longpole.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.StatusRuntimeException;
import io.longpole.proto.query.v1.DeadLetterSelection;
import io.longpole.proto.query.v1.GetTraceRequest;
import io.longpole.proto.query.v1.QueryServiceGrpc;
import io.longpole.proto.query.v1.SearchTracesRequest;
import io.longpole.proto.query.v1.SearchTracesResponse;
import io.longpole.proto.query.v1.Status;
import io.longpole.proto.query.v1.TraceSummary;
import io.longpole.proto.query.v1.TraceView;
import io.longpole.query.api.QueryException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryServerTest {

  private static final SearchTracesRequest ANY = SearchTracesRequest.getDefaultInstance();

  private final FakeAnswers answers = new FakeAnswers();
  private final FakeDesk desk = new FakeDesk();
  private QueryServer server = server(16, Duration.ofSeconds(6));
  private QueryClient client = new QueryClient("127.0.0.1:1");

  @BeforeEach
  void start() {
    server.start();
    client = clientOf(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyQuestionReachesItsAnswer() {
    answers.traces =
        request -> SearchTracesResponse.newBuilder().setMatched(request.getLimit()).build();
    answers.trace =
        Optional.of(
            TraceView.newBuilder().setSummary(TraceSummary.newBuilder().setTraceId("ab")).build());

    assertThat(client.traces(SearchTracesRequest.newBuilder().setLimit(7).build()).getMatched())
        .isEqualTo(7);
    assertThat(client.trace(trace("ab")).getSummary().getTraceId()).isEqualTo("ab");
    assertThat(client.status().getVersion()).isEqualTo("test");
    assertThat(client.drop(DeadLetterSelection.newBuilder().setAll(true).build()).getDone())
        .isEqualTo(1);
  }

  @Test
  void ordinaryGrpcClientsAreServedToo() {
    answers.traces = request -> SearchTracesResponse.newBuilder().setMatched(3).build();
    QueryServiceGrpc.QueryServiceBlockingStub stub =
        GrpcClients.newClient(
            "gproto+http://127.0.0.1:" + server.address().getPort() + "/",
            QueryServiceGrpc.QueryServiceBlockingStub.class);

    assertThat(stub.searchTraces(ANY).getMatched()).isEqualTo(3);
    assertThatThrownBy(() -> stub.getTrace(trace("ff")))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("NOT_FOUND: No trace has the id ff.");
  }

  @Test
  void anAnswerOfManyMegabytesArrivesWhole() {
    String name = "x".repeat(1_000);
    SearchTracesResponse.Builder many = SearchTracesResponse.newBuilder();
    for (int i = 0; i < 20_000; i++) {
      many.addTraces(TraceSummary.newBuilder().setOperation(name).setSpanCount(i));
    }
    SearchTracesResponse large = many.build();
    answers.traces = request -> large;

    assertThat(client.traces(ANY)).isEqualTo(large);
  }

  @Test
  void unknownIdIsNotFound() {
    QueryException e = failure(() -> client.trace(trace("cafe")));

    assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(e).hasMessage("No trace has the id cafe.");
  }

  @Test
  void senselessQuestionsComeBackWithTheirReasonInAnyScript() {
    answers.traces =
        request -> {
          throw new IllegalArgumentException(
              "limit=-1 (1 + 1 to 10,000 are allowed; größer als 100%)");
        };

    QueryException e = failure(() -> client.traces(ANY));

    assertThat(e.reason()).isEqualTo(Reason.INVALID);
    assertThat(e).hasMessage("limit=-1 (1 + 1 to 10,000 are allowed; größer als 100%)");
  }

  @Test
  void aFailureInTheServerSaysWhereToLook() {
    answers.traces =
        request -> {
          throw new IllegalStateException("index closed");
        };

    QueryException e = failure(() -> client.traces(ANY));

    assertThat(e.reason()).isEqualTo(Reason.FAILED);
    assertThat(e)
        .hasMessage("The server failed to answer (index closed); its log has the details.");
  }

  @Test
  void oneQuestionMoreThanAllowedIsRefusedAtOnceAndLaterOnesAreAnswered() throws Exception {
    try (ExecutorService askers = Executors.newFixedThreadPool(2);
        QueryServer small = server(2, Duration.ofSeconds(30))) {
      small.start();
      CountDownLatch running = new CountDownLatch(2);
      CountDownLatch go = new CountDownLatch(1);
      answers.traces =
          request -> {
            running.countDown();
            await(go);
            return SearchTracesResponse.getDefaultInstance();
          };
      List<CompletableFuture<?>> slow = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        slow.add(CompletableFuture.supplyAsync(() -> clientOf(small).traces(ANY), askers));
      }
      await(running);

      QueryException e = failure(() -> clientOf(small).traces(ANY));

      assertThat(e.reason()).isEqualTo(Reason.BUSY);
      assertThat(e)
          .hasMessage("2 questions are being answered already, the most at once: ask again soon.");
      go.countDown();
      for (CompletableFuture<?> answer : slow) {
        answer.get(10, TimeUnit.SECONDS);
      }
      assertThat(clientOf(small).traces(ANY)).isNotNull();
    }
  }

  @Test
  void aQuestionThatTakesTooLongEndsWithAHint() {
    CountDownLatch go = new CountDownLatch(1);
    answers.traces =
        request -> {
          await(go);
          return SearchTracesResponse.getDefaultInstance();
        };
    try (QueryServer hasty = server(16, Duration.ofMillis(50))) {
      hasty.start();

      QueryException e = failure(() -> clientOf(hasty).traces(ANY));

      assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
      assertThat(e).hasMessageContaining("narrow the question");
      go.countDown();
    }
  }

  @Test
  void anEmptySelectionOfDeadLettersIsAMistake() {
    QueryException e = failure(() -> client.drop(DeadLetterSelection.getDefaultInstance()));

    assertThat(e.reason()).isEqualTo(Reason.INVALID);
    assertThat(desk.asked).isEmpty();
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() {
    SearchTracesRequest huge =
        SearchTracesRequest.newBuilder().setService("x".repeat(2 << 20)).build();

    assertThatThrownBy(() -> client.traces(huge)).isInstanceOf(QueryException.class);
    assertThat(answers.asked).isEmpty();
  }

  @Test
  void anotherHostsNameIsRefused() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 421 ").contains("loopback");
    }
  }

  @Test
  void noServerThereIsSaidWithTheNextStep() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    QueryException e = failure(() -> new QueryClient("127.0.0.1:" + free).status());

    assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(e)
        .hasMessageStartingWith("No longpole server answers at 127.0.0.1:" + free)
        .hasMessageContaining("longpole serve");
  }

  @Test
  void aPortInUseIsNamed() {
    QueryServer second =
        new QueryServer(
            QueryServer.Settings.at(server.address()),
            new QueryServer.Sources(answers, Status::getDefaultInstance, desk));

    assertThatThrownBy(second::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(String.valueOf(server.address().getPort()))
        .hasMessageContaining("choose another port");
  }

  private QueryServer server(int concurrent, Duration timeout) {
    return new QueryServer(
        new QueryServer.Settings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            concurrent,
            timeout,
            Duration.ofSeconds(30),
            1 << 20),
        new QueryServer.Sources(
            answers, () -> Status.newBuilder().setVersion("test").build(), desk));
  }

  private static QueryClient clientOf(QueryServer server) {
    return new QueryClient("127.0.0.1:" + server.address().getPort());
  }

  private static GetTraceRequest trace(String id) {
    return GetTraceRequest.newBuilder().setTraceId(id).build();
  }

  private static QueryException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(QueryException.class, call);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.longpole.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.TraceFixture;
import io.longpole.analyzer.finding.Finding;
import io.longpole.analyzer.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which services and hosts are ours, so that calls of them are no calls of somebody else. */
class OurHostsTest {

  private static final String EXTERNAL = "external-call";

  private static String charge(String host) {
    return "  POST 100-800 client http.request.method=POST url.full=https://10.0.0.7/charges"
        + " server.address="
        + host;
  }

  /** Who is told after one slow call of a host and after what else was seen. */
  private static List<Finding> told(String host, String... seen) {
    return new Window()
        .trace(0, "POST /pay 0-1000 server @shop", charge(host))
        .trace(2000, seen)
        .of(EXTERNAL);
  }

  @Test
  void aServiceOfWhichOnlyInnerWorkIsSeenIsOurs() {
    assertThat(told("payments", "GET /a 0-9 server @web", "  count 1-5 internal")).hasSize(1);
    assertThat(told("payments", "GET /a 0-9 server @web", "  count 1-5 internal @payments"))
        .isEmpty();
  }

  @Test
  void aServiceThatCallsItselfIsOursByThatHost() {
    String[] seen = {
      "POST /pay 0-1000 server @shop",
      charge("www.shop.example").replace("100-800", "100-200"),
      "    POST /charges 110-190 internal"
    };
    assertThat(told("www.shop.example", seen)).hasSize(1);
    seen[2] = "    POST /charges 110-190 server";
    assertThat(told("www.shop.example", seen)).isEmpty();
  }

  @Test
  void aServiceThatIsCalledByTwoHostsIsOursByBoth() {
    Window window = new Window();
    List<String> hosts = List.of("one.example", "two.example");
    for (int i = 0; i < 2; i++) {
      window.trace(i * 2000.0, "POST /pay 0-1000 server @shop", charge(hosts.get(i)));
    }
    assertThat(window.of(EXTERNAL)).hasSize(2);
    for (int i = 0; i < 2; i++) {
      window.trace(
          5000 + i * 2000.0,
          "POST /pay 0-1000 server @shop",
          charge(hosts.get(i)).replace("100-800", "100-200"),
          "    POST /charges 110-190 server @charging");
    }
    assertThat(window.of(EXTERNAL)).isEmpty();
  }

  @Test
  void theBrokerBetweenTwoServicesIsNotOurs() {
    assertThat(
            told(
                "hub.example",
                "POST /pay 0-1000 server @shop",
                "  send orders 1-2 producer messaging.system=servicebus server.address=hub.example",
                "    process orders 5-9 consumer @worker messaging.system=servicebus"))
        .hasSize(1);
  }

  private final ExternalCallDetector detector = new ExternalCallDetector();
  private final DetectorSetup setup = DrawnFacts.setup();

  private TraceFacts facts(List<String> lines) {
    return DrawnFacts.of(
        TraceFixture.assemble(
            TraceFixture.spans(new TraceId(3, lines.size()), lines.toArray(String[]::new))),
        setup);
  }

  /** Learns that many other services. */
  private void learnOthers(String prefix, int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add("GET /a 0-9 server @" + prefix + i);
      if (lines.size() == 200 || i == count - 1) {
        detector.learn(facts(lines));
        lines.clear();
      }
    }
  }

  private void learnCharging(int times) {
    TraceFacts charged =
        facts(
            List.of(
                "POST /pay 0-1000 server @shop",
                charge("bank.example"),
                "    POST /charges 110-190 server @charging"));
    for (int i = 0; i < times; i++) {
      detector.learn(charged);
    }
  }

  private List<Clue> toldOf(String host) {
    List<Clue> clues = new ArrayList<>();
    detector.detect(facts(List.of("POST /pay 0-1000 server @shop", charge(host))), clues::add);
    return clues;
  }

  @Test
  void whatIsUsedAgainAndAgainIsNotForgotten() {
    learnCharging(1);
    learnOthers("early", 5_000);
    learnCharging(64);
    learnOthers("late", 5_000);
    assertThat(detector.forgotten()).isEqualTo(1_250);
    assertThat(toldOf("charging")).isEmpty();
    assertThat(toldOf("bank.example")).isEmpty();
  }

  @Test
  void whatWasUsedOnceIsForgotten() {
    learnCharging(1);
    learnOthers("other", 10_000);
    assertThat(toldOf("charging")).hasSize(1);
    assertThat(toldOf("bank.example")).hasSize(1);
  }
}

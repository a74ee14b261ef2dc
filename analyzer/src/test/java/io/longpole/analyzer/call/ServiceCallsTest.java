package io.longpole.analyzer.call;

import static io.longpole.analyzer.TraceFixture.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.call.Call.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceCallsTest {

  @Test
  void oneMethodHasOneKeyFromEveryInstrumentation() {
    String expected = "rpc|cart|shop.Cart/GetItem";
    assertThat(
            OneCall.client(
                    "shop.Cart/GetItem",
                    "rpc.system",
                    "grpc",
                    "rpc.service",
                    "shop.Cart",
                    "rpc.method",
                    "GetItem",
                    "server.address",
                    "cart")
                .key())
        .as("Java agent")
        .isEqualTo(expected);
    assertThat(
            OneCall.client(
                    "grpc.shop.Cart/GetItem",
                    "rpc.system",
                    "grpc",
                    "rpc.service",
                    "shop.Cart",
                    "rpc.method",
                    "GetItem",
                    "net.peer.name",
                    "cart")
                .key())
        .as("Node")
        .isEqualTo(expected);
    assertThat(
            OneCall.client("/shop.Cart/GetItem", "rpc.system", "grpc", "net.peer.name", "cart")
                .key())
        .as("by the name")
        .isEqualTo(expected);
    assertThat(
            OneCall.client(
                    "x",
                    "rpc.system.name",
                    "grpc",
                    "rpc.method",
                    "shop.Cart/GetItem",
                    "server.address",
                    "cart")
                .key())
        .as("current names")
        .isEqualTo(expected);
    assertThat(OneCall.client("Sent.shop.Cart.GetItem", "server.address", "cart").key())
        .as("gRPC itself")
        .isEqualTo(expected);
    assertThat(OneCall.client("Attempt.shop.Cart.GetItem", "server.address", "cart").key())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "GetItem, READ",
    "ListItems, READ",
    "FindAll, READ",
    "Search, READ",
    "ReadRows, READ",
    "QueryX, READ",
    "Lookup, READ",
    "getItem, READ",
    "Listen, UNKNOWN",
    "PlaceOrder, UNKNOWN",
    "Delete, UNKNOWN"
  })
  void methodsThatRead(String method, Effect effect) {
    Call call = OneCall.client("x", "rpc.system", "grpc", "rpc.service", "S", "rpc.method", method);
    assertThat(call.effect()).isEqualTo(effect);
    assertThat(call.arguments()).isEqualTo(Call.Arguments.HIDDEN);
  }

  @Test
  void withoutPeerTheSystemIsTheTarget() {
    assertThat(
            OneCall.client("x", "rpc.system", "connect_rpc", "rpc.service", "S", "rpc.method", "M")
                .key())
        .isEqualTo("rpc|connectrpc|S/M");
  }

  @Test
  void aMethodIsQualifiedByItsServiceOrByItself() {
    assertThat(rpc("rpc.service", "shop.Cart", "rpc.method", "shop.Cart/Get").key())
        .isEqualTo("rpc|grpc|shop.Cart/Get");
    assertThat(rpc("rpc.service", "shop.Cart", "rpc.method", "/shop.Cart/Get").effect())
        .isEqualTo(Effect.READ);
    assertThat(rpc("rpc.service", "shop.Cart").key()).isEqualTo("rpc|grpc|shop.Cart");
    assertThat(rpc("rpc.method", "Get").key()).isEqualTo("rpc|grpc|Get");
    assertThat(rpc().key()).isEqualTo("rpc|grpc|other.Name/Get");
  }

  private static Call rpc(Object... attributes) {
    Object[] all = new Object[attributes.length + 2];
    all[0] = "rpc.system";
    all[1] = "grpc";
    System.arraycopy(attributes, 0, all, 2, attributes.length);
    return OneCall.client("other.Name/Get", all);
  }

  @Test
  void askingAModelIsOneCallWhateverCarriesIt() {
    Calls calls =
        Calls.of(
            trace(
                "GET /answer 0-900 server @web",
                "  chat gpt-4o 1-800 client gen_ai.system=openai gen_ai.operation.name=chat"
                    + " server.address=api.openai.com",
                "    POST 2-799 client http.request.method=POST"
                    + " url.full=https://api.openai.com/v1/chat/completions"));
    assertThat(calls.all()).hasSize(1);
    assertThat(calls.get(0).key()).isEqualTo("rpc|api.openai.com|chat gpt-4o");
    assertThat(OneCall.client("chat gpt-4o", "gen_ai.provider.name", "openai").target())
        .isEqualTo("openai");
  }

  @Test
  void functionsAndTheRest() {
    Call function =
        OneCall.client("invoke", "faas.invoked_name", "resize", "faas.invoked_provider", "aws");
    assertThat(function.key()).isEqualTo("faas|aws|resize");
    assertThat(function.callClass()).isEqualTo(CallClass.FAAS);
    Call other = OneCall.client("resolve 1042", "peer.service", "flagd");
    assertThat(other.key()).isEqualTo("other|flagd|resolve *");
    assertThat(other.callClass()).isEqualTo(CallClass.OTHER);
  }
}

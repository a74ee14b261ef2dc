package io.longpole.analyzer.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.longpole.analyzer.call.Call.CallClass;
import io.longpole.analyzer.model.SpanKind;
import io.longpole.analyzer.model.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RpcNamesTest {

  @ParameterizedTest
  @CsvSource({
    "Sent.shop.Cart.GetItem, shop.Cart/GetItem",
    "Sent.shop.v1.Cart/GetItem, shop.v1.Cart/GetItem",
    "Attempt.shop.Cart.GetItem, shop.Cart/GetItem",
    "Sent.Ping, Ping",
    "Sent.a.Ping, a/Ping",
    "Attempt.Cart/GetItem, Cart/GetItem",
  })
  void grpcNamesItsSpansByStepAndMethod(String name, String method) {
    Call call = OneCall.client(name, "server.address", "cart");
    assertThat(call.callClass()).isEqualTo(CallClass.RPC);
    assertThat(call.key()).isEqualTo("rpc|cart|" + method);
  }

  @ParameterizedTest
  @CsvSource({
    "grpc.shop.Cart/GetItem, shop.Cart/GetItem",
    "/shop.Cart/GetItem, shop.Cart/GetItem",
    "shop.Cart/GetItem, shop.Cart/GetItem",
    "/grpc.health.v1.Health/Check, grpc.health.v1.Health/Check",
    "grpc.grpc.health.v1.Health/Check, grpc.health.v1.Health/Check",
    "grpc.unary, grpc.unary",
  })
  void otherInstrumentationsNameTheMethodItself(String name, String method) {
    assertThat(OneCall.client(name, "rpc.system", "grpc", "server.address", "cart").key())
        .isEqualTo("rpc|cart|" + method);
  }

  @Test
  void theServersSpanIsGrpcsOwnToo() {
    Calls calls =
        OneCall.described(
            SpanKind.SERVER, "Recv.shop.Cart.GetItem", StatusCode.ERROR, "NOT_FOUND, no such item");
    assertThat(calls.outcome(0)).isEqualTo(Outcome.FAILED);
  }
}

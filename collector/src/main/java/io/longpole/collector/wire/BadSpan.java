package io.longpole.collector.wire;

/**
 * A rejected span and where its message lies in the request.
 *
 * @param fault the first thing wrong with it
 * @param offset first byte of the span's message, after tag and length
 * @param length bytes of the span's message
 * @param example its ids, as they came, in hex
 */
public record BadSpan(SpanFault fault, int offset, int length, String example) {}

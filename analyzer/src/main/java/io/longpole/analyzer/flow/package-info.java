/** Flows: what goes on after a message was sent, across traces, and how long messages waited. */
@NullMarked
package io.longpole.analyzer.flow;

import org.jspecify.annotations.NullMarked;

/** Answers to questions about traces, logs, services and findings, as messages of the query API. */
@NullMarked
package io.longpole.query.search;

import org.jspecify.annotations.NullMarked;

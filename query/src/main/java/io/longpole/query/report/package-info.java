/** Text, Markdown and JSON for people and scripts, safe for a terminal. */
@NullMarked
package io.longpole.query.report;

import org.jspecify.annotations.NullMarked;

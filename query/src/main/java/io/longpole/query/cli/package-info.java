/** The commands that ask a running server. */
@NullMarked
package io.longpole.query.cli;

import org.jspecify.annotations.NullMarked;

/** The one process: entry point, configuration, wiring and the pipeline loop. */
@NullMarked
package io.longpole.deploy;

import org.jspecify.annotations.NullMarked;

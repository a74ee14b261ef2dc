/**
 * Synthetic OTLP traffic of a chosen shape and rate, cheap enough to load a server on the same
 * machine.
 */
@NullMarked
package io.longpole.deploy.load;

import org.jspecify.annotations.NullMarked;

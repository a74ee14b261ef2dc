/** Where the requests of each endpoint spend their time, summed up minute by minute. */
@NullMarked
package io.longpole.analyzer.profile;

import org.jspecify.annotations.NullMarked;

/** Passwords that are proved without being told (RFC 5802), for both protocols' users. */
@NullMarked
package io.jackdaw.security.scram;

import org.jspecify.annotations.NullMarked;

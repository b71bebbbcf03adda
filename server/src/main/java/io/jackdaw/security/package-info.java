/**
 * Who somebody is, for both protocols: SASL logins through Java's own API, Kerberos names, keys and
 * certificates. Nothing here knows a protocol, and nothing is loaded before somebody logs in.
 */
@NullMarked
package io.jackdaw.security;

import org.jspecify.annotations.NullMarked;

/**
 * Small HTTP for operators: a port, and calls that are answered on a virtual thread each. It is
 * built on the JDK's own server and loaded only where a port is configured.
 */
@NullMarked
package io.jackdaw.net.http;

import org.jspecify.annotations.NullMarked;

/**
 * Who may do what: logins, lists and certificates, the same steps on Apache ZooKeeper 3.9.5 and on
 * our coordination service, and the same answers.
 */
@NullMarked
package io.jackdaw.compat.security;

import org.jspecify.annotations.NullMarked;

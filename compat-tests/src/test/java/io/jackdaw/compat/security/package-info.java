/**
 * Who may do what, and how much: logins, lists, certificates and limits, the same steps on Apache
 * ZooKeeper 3.9.5 and on our coordination service, and the same answers.
 */
@NullMarked
package io.jackdaw.compat.security;

import org.jspecify.annotations.NullMarked;

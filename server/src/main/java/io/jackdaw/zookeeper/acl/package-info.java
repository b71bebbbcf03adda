/**
 * Who may do what: authentication schemes, and access control lists checked against them. Pure
 * functions over values, so that a check gives the same answer on every replica.
 */
@NullMarked
package io.jackdaw.zookeeper.acl;

import org.jspecify.annotations.NullMarked;

/**
 * Quotas of clients: whose they are, how much was used, how long somebody has to wait. They are
 * kept as configurations of users, clients and addresses.
 */
@NullMarked
package io.jackdaw.kafka.quota;

import org.jspecify.annotations.NullMarked;

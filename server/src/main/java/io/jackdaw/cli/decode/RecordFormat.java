package io.jackdaw.cli.decode;

import java.util.List;

/**
 * One type of record that a coordinator writes: the key begins with its number, the value with a
 * version.
 *
 * @param newest version of the value
 * @param firstFlexible version with compact lengths and tags behind the fields
 */
record RecordFormat(
    int type, String name, List<Field> key, List<Field> value, int newest, int firstFlexible) {}

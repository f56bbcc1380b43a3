/** What the tests of this module share. */
@NullMarked
package dev.aside.stress;

import org.jspecify.annotations.NullMarked;

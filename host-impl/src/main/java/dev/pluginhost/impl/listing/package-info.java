/** What is installed and its state, as a list for programs and as a text for people. */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.impl.listing;

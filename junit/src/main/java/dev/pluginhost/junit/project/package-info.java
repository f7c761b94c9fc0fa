/** What a plugin consists of, worked out from the project that is tested. */
package dev.pluginhost.junit.project;

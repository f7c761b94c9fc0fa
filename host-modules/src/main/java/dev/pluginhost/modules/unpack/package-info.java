/**
 * A zip file of jars becomes a bundle: {@code Unpacker} unpacks it once into the cache, guarded by {@code ZipContent} and {@code UnpackLimits},
 * and {@code Origin} keeps what became of it. A {@code BundleUse} tells other hosts and processes that it is in use. {@code Sweep}
 * removes what nobody uses and what is not installed any more.
 */
@org.jspecify.annotations.NullMarked
package dev.pluginhost.modules.unpack;

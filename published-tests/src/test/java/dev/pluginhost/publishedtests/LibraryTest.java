package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportedModule;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A published library")
class LibraryTest extends DropIn {

    @Test
    @DisplayName("that is automatic and has thousands of resources formats: ICU4J")
    void icu4j() throws Exception {
        drop("icu4j");
        ImportedModule module = host().importModule("com.ibm.icu");
        Class<?> format = module.loadClass("com.ibm.icu.text.RuleBasedNumberFormat");
        Object spelled = format.getConstructor(Locale.class, int.class).newInstance(Locale.GERMAN, 1);
        assertEquals(
                "zweiundvierzig",
                format.getMethod("format", long.class)
                        .invoke(spelled, 42L)
                        .toString()
                        .replace("\u00ad", ""));
    }

    @Test
    @DisplayName("with an internal module of its own computes: Guava")
    void guava() throws Exception {
        drop("guava", "failureaccess");
        assertEquals("{a=[1, 2], b=[3]}", ask("com.google.common", """
                var map = com.google.common.collect.ArrayListMultimap.<String, Integer>create();
                map.put("a", 1);
                map.put("a", 2);
                map.put("b", 3);
                return com.google.common.util.concurrent.Futures.immediateFuture(map).get().toString();"""));
    }

    @Test
    @DisplayName("that is declared in a multi-release jar computes: Commons Lang")
    void commonsLang() throws Exception {
        drop("commons-lang3");
        ImportedModule module = host().importModule("org.apache.commons.lang3");
        assertEquals(
                "fooR",
                module.loadClass("org.apache.commons.lang3.StringUtils")
                        .getMethod("reverse", String.class)
                        .invoke(null, "Roof"));
    }

    @Test
    @DisplayName("of another language computes: Kotlin's")
    void kotlin() throws Exception {
        drop("kotlin-stdlib");
        ImportedModule module = host().importModule("kotlin.stdlib");
        Class<?> regex = module.loadClass("kotlin.text.Regex");
        assertEquals(
                "ruf",
                regex.getMethod("replace", CharSequence.class, String.class)
                        .invoke(regex.getConstructor(String.class).newInstance("o+"), "roof", "u"));
    }

    @Test
    @DisplayName("that defines classes at run time defines one in the user's own layer: Byte Buddy")
    void byteBuddy() throws Exception {
        drop("byte-buddy");
        assertEquals("acme.user.Made in acme.user", ask("net.bytebuddy", """
                Class<?> made = new net.bytebuddy.ByteBuddy().subclass(Object.class).name("acme.user.Made").make()
                        .load(User.class.getClassLoader(), net.bytebuddy.dynamic.loading.ClassLoadingStrategy.UsingLookup
                                .of(java.lang.invoke.MethodHandles.lookup()))
                        .getLoaded();
                return made.getName() + " in " + made.getModule().getName();"""));
    }

    @Test
    @DisplayName("that finds its own classes by computed names caches: Caffeine")
    void caffeine() throws Exception {
        drop("caffeine");
        assertEquals("2 of 3", ask("com.github.benmanes.caffeine", """
                var cache = com.github.benmanes.caffeine.cache.Caffeine.newBuilder()
                        .maximumSize(10).recordStats().executor(Runnable::run).<String, Integer>build(String::length);
                cache.get("a");
                cache.get("a");
                cache.get("a");
                return cache.stats().hitCount() + " of " + cache.stats().requestCount();"""));
    }
}

package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportedModule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A bundle of a published API and its implementation")
class BundleTest extends DropIn {

    @Test
    @DisplayName("logs: SLF4J finds Logback")
    void logback() throws Exception {
        drop("logback");
        ImportedModule module = host().importModule("ch.qos.logback.classic");
        Object factory = library(module, "org.slf4j.LoggerFactory")
                .getMethod("getILoggerFactory")
                .invoke(null);
        assertEquals(module.loadClass("ch.qos.logback.classic.LoggerContext"), factory.getClass());
    }

    @Test
    @DisplayName("logs: Log4j finds its core")
    void log4j() throws Exception {
        drop("log4j");
        ImportedModule module = host().importModule("org.apache.logging.log4j.core");
        Object context = library(module, "org.apache.logging.log4j.LogManager")
                .getMethod("getContext", boolean.class)
                .invoke(null, false);
        assertEquals(module.loadClass("org.apache.logging.log4j.core.LoggerContext"), context.getClass());
    }

    @Test
    @DisplayName(
            "evaluates with the plugin's loader as the context loader: Expressly, chosen by the name of the bundle")
    void expressly() throws Exception {
        drop("expressly");
        ImportedModule module = host().importModule("org.glassfish.expressly");
        Class<?> type = library(module, "jakarta.el.ELProcessor");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(type.getClassLoader());
        try {
            Object processor = type.getConstructor().newInstance();
            assertEquals(42L, type.getMethod("eval", String.class).invoke(processor, "6 * 7"));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    @DisplayName("shares its transitive requirements: Angus Mail")
    void mail() throws Exception {
        drop("angus-mail");
        assertEquals("warm on the roof: 17", ask("org.eclipse.angus.mail", """
                var thread = Thread.currentThread();
                var before = thread.getContextClassLoader();
                thread.setContextClassLoader(jakarta.mail.Session.class.getClassLoader());
                try {
                    var session = jakarta.mail.Session.getInstance(new java.util.Properties());
                    var message = new jakarta.mail.internet.MimeMessage(session);
                    message.setSubject("warm on the roof");
                    message.setText("17");
                    var bytes = new java.io.ByteArrayOutputStream();
                    message.writeTo(bytes);
                    var read = new jakarta.mail.internet.MimeMessage(
                            session, new java.io.ByteArrayInputStream(bytes.toByteArray()));
                    return read.getSubject() + ": " + read.getContent();
                } finally {
                    thread.setContextClassLoader(before);
                }"""));
    }

    /** A class of a private library, which is on the class path of the plugin. */
    private static Class<?> library(ImportedModule plugin, String className) throws ClassNotFoundException {
        return Class.forName(className, true, plugin.module().getClassLoader());
    }
}

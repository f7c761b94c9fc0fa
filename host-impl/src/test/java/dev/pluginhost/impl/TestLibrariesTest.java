package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "dev.pluginhost.impl")
class TestLibrariesTest {
    @ArchTest
    void archUnitSeesTheModule(JavaClasses classes) {
        ArchRuleDefinition.classes()
                .that()
                .haveSimpleName("Placeholder")
                .should()
                .bePublic()
                .check(classes);
    }

    @Test
    void mockitoMocksFinalClassesToo() {
        Final mocked = mock(Final.class);
        when(mocked.answer()).thenReturn(42);
        assertEquals(42, doubled(mocked) / 2);
    }

    @Test
    void jimfsHoldsFiles() throws Exception {
        try (var fs = Jimfs.newFileSystem(Configuration.unix())) {
            Path file = fs.getPath("/a");
            Files.writeString(file, "a");
            assertEquals("a", Files.readString(file));
        }
    }

    @Test
    void testkitIsOnTheClassPathAndFindsTheCompiler() {
        assertFalse(dev.pluginhost.testkit.Placeholder.class.getModule().isNamed());
        assertNotNull(ToolProvider.getSystemJavaCompiler());
        assertNotNull(ManagementFactory.getThreadMXBean());
    }

    private static int doubled(Final value) {
        return 2 * value.answer();
    }

    static final class Final {
        int answer() {
            return 1;
        }
    }
}

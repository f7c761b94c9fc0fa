package dev.pluginhost.impl.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceNamesTest {

    @ParameterizedTest
    @CsvSource({"a/b/c.txt,a.b", "c.txt,''", "a/b/,''", "/c.txt,''", "META-INF/services/S,META-INF.services"})
    void thePackageOfAResourceIsItsDirectory(String name, String packageName) {
        assertEquals(packageName, ResourceNames.packageName(name));
    }

    @ParameterizedTest
    @CsvSource({
        "a/b.txt,a/b.txt",
        "a/./b.txt,a/b.txt",
        "a/../b.txt,b.txt",
        "../../b.txt,b.txt",
        "a/b/..,a/",
        "a/b/.,a/b/",
        "a..b/c.,a..b/c.",
        "a/../../b/../c/,c/"
    })
    void dotsAreTakenOutOfAPath(String path, String normal) {
        assertEquals(normal, ResourceNames.normalize(path));
    }

    @Test
    void lettersOutsideAsciiAreEscapedAsUtf8() {
        assertEquals("%c3%bc/%f0%9f%98%80", ResourceNames.encode("\u00fc/\ud83d\ude00"));
    }
}

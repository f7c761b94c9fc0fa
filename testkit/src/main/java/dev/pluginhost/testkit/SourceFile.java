package dev.pluginhost.testkit;

import java.net.URI;
import javax.tools.SimpleJavaFileObject;

/** A source in memory, of a module or of none. */
final class SourceFile extends SimpleJavaFileObject {

    private final String module;
    private final String type;
    private final String text;

    SourceFile(String module, String type, String text) {
        super(URI.create("fixture:///" + module + "/" + type.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
        this.module = module;
        this.type = type;
        this.text = text;
    }

    String module() {
        return module;
    }

    String type() {
        return type;
    }

    String text() {
        return text;
    }

    String title() {
        return module + "/" + type.replace('.', '/') + Kind.SOURCE.extension;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }
}

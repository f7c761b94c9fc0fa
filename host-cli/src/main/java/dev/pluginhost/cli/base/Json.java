package dev.pluginhost.cli.base;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON whose fields keep their order. A value is another object, a list, a number, a boolean, null, an {@link Optional} of these, or
 * else its text. What is written is ASCII: other characters are escaped, so that it is well-formed in whatever encoding it is read. For use by
 * one thread.
 */
public final class Json {

    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    private Json() {}

    /** An object without fields. */
    public static Json object() {
        return new Json();
    }

    /** Adds a field. */
    public Json with(String name, @Nullable Object value) {
        fields.put(name, value instanceof Optional<?> optional ? optional.orElse(null) : value);
        return this;
    }

    /** The text, indented. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        write(this, "\n", "  ", text);
        return text.toString();
    }

    /** The text on one line. */
    public String compact() {
        StringBuilder text = new StringBuilder();
        write(this, "", "", text);
        return text.toString();
    }

    private static void write(@Nullable Object value, String indent, String step, StringBuilder to) {
        if (value instanceof Json object) {
            String separator = "{";
            for (Map.Entry<String, @Nullable Object> field : object.fields.entrySet()) {
                to.append(separator).append(indent).append(step);
                quote(field.getKey(), to);
                to.append(step.isEmpty() ? ":" : ": ");
                write(field.getValue(), indent + step, step, to);
                separator = ",";
            }
            to.append(object.fields.isEmpty() ? "{}" : indent + "}");
        } else if (value instanceof Collection<?> list) {
            String separator = "[";
            for (Object each : list) {
                to.append(separator).append(indent).append(step);
                write(each, indent + step, step, to);
                separator = ",";
            }
            to.append(separator.equals("[") ? "[]" : indent + "]");
        } else if (value == null || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            to.append(value);
        } else if (value instanceof Double number) {
            to.append(String.format(Locale.ROOT, "%.3f", number));
        } else if (value instanceof BigDecimal number) {
            to.append(number.toPlainString());
        } else {
            quote(value.toString(), to);
        }
    }

    private static void quote(String text, StringBuilder to) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            switch (next) {
                case '"' -> to.append("\\\"");
                case '\\' -> to.append("\\\\");
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                default -> {
                    if (next >= ' ' && next < 0x7f) {
                        to.append(next);
                    } else {
                        to.append(String.format(Locale.ROOT, "\\u%04x", (int) next));
                    }
                }
            }
        }
        to.append('"');
    }
}

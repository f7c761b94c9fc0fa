package dev.pluginhost.impl.imports;

/** Places in code, in words that development environments make links of. Stateless. */
final class Places {

    private Places() {}

    static String describe(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }
}

package dev.pluginhost.benchmarks.hot;

/** Which of the {@link Calls}. */
enum Call {
    MAP_GET("mapGet", "ConcurrentHashMap.get"),
    IMPORT_MODULE("importModule", "host.importModule"),
    FIND("find", "host.find");

    private final String method;
    private final String title;

    Call(String method, String title) {
        this.method = method;
        this.title = title;
    }

    String title() {
        return title;
    }

    /** The call that a benchmark of JMH makes. */
    static Call of(String benchmark) {
        for (Call call : values()) {
            if (benchmark.endsWith("." + call.method)) {
                return call;
            }
        }
        throw new IllegalArgumentException(benchmark + " is none of the calls");
    }
}

package dev.pluginhost.publishedtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A chain of published modules that require each other")
class ChainTest extends DropIn {

    @Test
    @DisplayName("indexes and searches: Lucene, which finds its codecs and filters by class loader")
    void lucene() throws Exception {
        drop("lucene-core", "lucene-analysis-common", "lucene-facet");
        drop("lucene-queries", "lucene-queryparser", "lucene-sandbox");
        assertEquals("1: the roofs are warm", ask("""
                org.apache.lucene.queryparser, org.apache.lucene.analysis.common, org.apache.lucene.core""", """
                // By default, Lucene looks for services in the loader of its core only.
                org.apache.lucene.analysis.TokenFilterFactory.reloadTokenFilters(
                        org.apache.lucene.analysis.custom.CustomAnalyzer.class.getClassLoader());
                var directory = new org.apache.lucene.store.ByteBuffersDirectory();
                var analyzer = org.apache.lucene.analysis.custom.CustomAnalyzer.builder()
                        .withTokenizer("standard").addTokenFilter("lowercase").addTokenFilter("porterStem").build();
                var config = new org.apache.lucene.index.IndexWriterConfig(analyzer);
                try (var writer = new org.apache.lucene.index.IndexWriter(directory, config)) {
                    for (String text : java.util.List.of("the roofs are warm", "the cellar is cold")) {
                        var document = new org.apache.lucene.document.Document();
                        document.add(new org.apache.lucene.document.TextField(
                                "text", text, org.apache.lucene.document.Field.Store.YES));
                        writer.addDocument(document);
                    }
                }
                try (var reader = org.apache.lucene.index.DirectoryReader.open(directory)) {
                    var searcher = new org.apache.lucene.search.IndexSearcher(reader);
                    var query = new org.apache.lucene.queryparser.classic.QueryParser("text", analyzer).parse("roof");
                    var found = searcher.search(query, 5);
                    return found.totalHits.value + ": "
                            + searcher.storedFields().document(found.scoreDocs[0].doc).get("text");
                }"""));
    }

    @Test
    @DisplayName("serves a request over a socket: Jetty")
    void jetty() throws Exception {
        drop("jetty-server", "jetty-http", "jetty-io", "jetty-util", "slf4j-api");
        assertEquals("200 17 degrees", ask("org.eclipse.jetty.server, java.net.http", """
                var server = new org.eclipse.jetty.server.Server(
                        new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0));
                server.setHandler(new org.eclipse.jetty.server.Handler.Abstract() {
                    @Override public boolean handle(org.eclipse.jetty.server.Request request,
                            org.eclipse.jetty.server.Response response, org.eclipse.jetty.util.Callback callback) {
                        org.eclipse.jetty.io.Content.Sink.write(response, true, "17 degrees", callback);
                        return true;
                    }
                });
                server.start();
                try {
                    var response = java.net.http.HttpClient.newHttpClient().send(
                            java.net.http.HttpRequest.newBuilder(server.getURI()).build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString());
                    return response.statusCode() + " " + response.body();
                } finally {
                    server.stop();
                }"""));
    }

    @Test
    @DisplayName("of eighteen layers serves a request over a socket: Vert.x on Netty")
    void vertx() throws Exception {
        drop("vertx-core", "vertx-core-logging");
        drop("netty-buffer", "netty-codec-base", "netty-codec-classes-quic", "netty-codec-compression");
        drop("netty-codec-dns", "netty-codec-http", "netty-codec-http2", "netty-codec-http3", "netty-codec-socks");
        drop("netty-common", "netty-handler", "netty-handler-proxy", "netty-resolver", "netty-resolver-dns");
        drop("netty-transport", "netty-transport-native-unix-common");
        assertEquals("200 17 degrees", ask("io.vertx.core, io.netty.transport, java.net.http", """
                var vertx = io.vertx.core.Vertx.vertx();
                try {
                    var server = vertx.createHttpServer()
                            .requestHandler(request -> request.response().end("17 degrees"))
                            .listen(0, "127.0.0.1").await(20, java.util.concurrent.TimeUnit.SECONDS);
                    var response = java.net.http.HttpClient.newHttpClient().send(
                            java.net.http.HttpRequest.newBuilder(
                                    java.net.URI.create("http://127.0.0.1:" + server.actualPort())).build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString());
                    return response.statusCode() + " " + response.body();
                } finally {
                    vertx.close().await(20, java.util.concurrent.TimeUnit.SECONDS);
                }"""));
    }

    @Test
    @DisplayName("binds XML to a class of the plugin that uses it: JAXB")
    void jaxb() throws Exception {
        drop("jaxb-runtime", "jaxb-core", "txw2", "istack-commons-runtime");
        drop("jakarta.xml.bind-api", "jakarta.activation-api", "angus-activation");
        assertEquals("<b>7</b>", ask("jakarta.xml.bind, org.glassfish.jaxb.runtime, java.xml", """
                var context = new org.glassfish.jaxb.runtime.v2.JAXBContextFactory()
                        .createContext(new Class<?>[0], java.util.Map.of());
                var read = context.createUnmarshaller().unmarshal(
                        new javax.xml.transform.stream.StreamSource(new java.io.StringReader("<a>6</a>")), Integer.class);
                var marshaller = context.createMarshaller();
                marshaller.setProperty(jakarta.xml.bind.Marshaller.JAXB_FRAGMENT, true);
                var text = new java.io.StringWriter();
                marshaller.marshal(new jakarta.xml.bind.JAXBElement<>(
                        new javax.xml.namespace.QName("b"), Integer.class, read.getValue() + 1), text);
                return text.toString();"""));
    }

    @Test
    @DisplayName("returns an implementation whose type the application does not know: Parsson")
    void parsson() throws Exception {
        drop("jakarta.json-api", "parsson");
        var host = host();
        Class<?> type = host.importModule("jakarta.json").loadClass("jakarta.json.spi.JsonProvider");
        Object provider = host.importServices(type).get().get(0);
        Object array = type.getMethod("createArrayBuilder", java.util.Collection.class)
                .invoke(provider, java.util.List.of(1, 2));
        Class<?> builder = host.importModule("jakarta.json").loadClass("jakarta.json.JsonArrayBuilder");
        assertEquals("[1,2]", builder.getMethod("build").invoke(array).toString());
    }
}

module acme.lucene {
    requires org.apache.lucene.analysis.common;
    requires org.apache.lucene.core;
    requires org.apache.lucene.queryparser;

    provides java.util.concurrent.Callable with
            acme.lucene.Use;
}

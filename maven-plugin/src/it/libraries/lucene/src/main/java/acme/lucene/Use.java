package acme.lucene;

import java.util.concurrent.Callable;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.custom.CustomAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.ByteBuffersDirectory;

public final class Use implements Callable<String> {

    @Override
    public String call() throws Exception {
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        Analyzer analyzer = CustomAnalyzer.builder()
                .withTokenizer("standard")
                .addTokenFilter("lowercase")
                .addTokenFilter("porterStem")
                .build();
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            Document document = new Document();
            document.add(new TextField("text", "the roofs are warm", Field.Store.YES));
            writer.addDocument(document);
        }
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            int count = new IndexSearcher(reader).count(new QueryParser("text", analyzer).parse("roof"));
            return count + " document";
        }
    }
}

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * Stands in for MongoDB where none can be had: mongo-java-server on a file, with what it lacks for Rollcall's tests.
 * It answers as a recent MongoDB does, finds documents by `_id` instead of reading all, and keeps what it acknowledged.
 */
public final class MongoStandIn {
    private static final int MONGODB_7 = 21; // wire version

    /** Arguments: port, file, and the address to listen at if not only this machine may ask. */
    public static void main(String[] arguments) {
        MVStore file = new MVStore.Builder().fileName(arguments[1]).autoCommitDisabled().cacheSize(64)
            .pageSplitSize(4096).open();
        file.setVersionsToKeep(0); // or the file grows several times as large as what is in it
        file.setRetentionTime(0);
        MongoServer server = new MongoServer(new Backend(file));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow)); // closes the file too
        server.bind(arguments.length > 2 ? arguments[2] : "127.0.0.1", Integer.parseInt(arguments[0]));
    }

    private static final class Backend extends H2Backend {
        private static final Set<String> WRITES =
            Set.of("insert", "update", "delete", "findandmodify", "createindexes", "dropdatabase", "drop");

        Backend(MVStore file) {
            super(file);
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            if (!WRITES.contains(command.toLowerCase())) {
                Document answer = super.handleCommand(channel, database, command, query);
                answer.computeIfPresent("maxWireVersion", (name, old) -> MONGODB_7);
                return answer;
            }
            synchronized (this) { // a commit holds no other write by half
                Document answer = super.handleCommand(channel, database, command, query);
                commit();
                return answer;
            }
        }

        @Override
        protected MongoDatabase openOrCreateDatabase(String name) {
            return new H2Database(name, getMvStore(), getCursorRegistry()) {
                @Override
                protected MongoCollection<Object> openOrCreateCollection(String collection, CollectionOptions options) {
                    String full = name + "." + collection;
                    MVMap.Builder<Object, Document> rows = new MVMap.Builder<Object, Document>().valueType(new Bson());
                    return new Rows(this, collection, options, getMvStore().openMap("databases." + full, rows),
                        getMvStore().openMap("meta." + full), getCursorRegistry());
                }
            };
        }
    }

    /** A collection that uses the order of its ids. */
    private static final class Rows extends H2Collection {
        private final MVMap<Object, Document> rows;

        Rows(MongoDatabase database, String name, CollectionOptions options, MVMap<Object, Document> rows,
             MVMap<String, Object> meta, CursorRegistry cursors) {
            super(database, name, options, rows, meta, cursors);
            this.rows = rows;
        }

        @Override
        protected QueryResult queryDocuments(Document query, Document order, int skip, int limit, int batch,
                                             Document fields) {
            Stream<Document> found = candidates(query.get("_id"));
            if (found == null) {
                return super.queryDocuments(query, order, skip, limit, batch, fields);
            }
            boolean isInOrder = order == null || order.equals(new Document("_id", 1));
            // Copies: an update changes the document that it found, which others may be reading.
            return matchDocumentsFromStream(found.map(Document::cloneDeeply), query, isInOrder ? null : order, skip,
                limit, batch, fields);
        }

        private Stream<Document> candidates(Object id) {
            if (id instanceof String) {
                return Stream.ofNullable(rows.get(id));
            }
            if (id instanceof Document && ((Document) id).keySet().equals(Set.of("$in"))) {
                return ((Collection<?>) ((Document) id).get("$in")).stream().distinct().sorted().map(rows::get)
                    .filter(Objects::nonNull);
            }
            if (id instanceof Document && ((Document) id).get("$gt") instanceof String) {
                Iterator<Object> ids = rows.keyIterator(((Document) id).get("$gt"));
                return StreamSupport.stream(Spliterators.spliteratorUnknownSize(ids, 0), false).map(rows::get)
                    .filter(Objects::nonNull);
            }
            return null;
        }
    }

    /** Documents in the file as MongoDB writes them. */
    private static final class Bson extends BasicDataType<Document> {
        @Override
        public int getMemory(Document document) {
            int size = 64;
            for (Object value : document.values()) {
                size += value instanceof String ? ((String) value).length() : 64;
            }
            return size;
        }

        @Override
        public void write(WriteBuffer out, Document document) {
            ByteBuf bytes = Unpooled.buffer();
            BsonEncoder.encodeDocument(document, bytes);
            out.put(bytes.array(), 0, bytes.readableBytes());
        }

        @Override
        public Document read(ByteBuffer in) {
            ByteBuf bytes = Unpooled.wrappedBuffer(in);
            Document document = BsonDecoder.decodeBson(bytes);
            in.position(in.position() + bytes.readerIndex());
            return document;
        }

        @Override
        public Document[] createStorage(int size) {
            return new Document[size];
        }
    }
}

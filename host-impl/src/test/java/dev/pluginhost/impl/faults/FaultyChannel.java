package dev.pluginhost.impl.faults;

import dev.pluginhost.impl.faults.FaultyFileSystem.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** An open file of a {@link FaultyFileSystem}, with the faults before what it reads and writes. Confined to its user. */
final class FaultyChannel implements SeekableByteChannel {

    private final FaultyFileSystem files;
    private final Path file;
    private final SeekableByteChannel behind;

    FaultyChannel(FaultyFileSystem files, Path file, SeekableByteChannel behind) {
        this.files = files;
        this.file = file;
        this.behind = behind;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        files.before(Operation.READ, file);
        return behind.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        files.before(Operation.WRITE, file);
        return behind.write(source);
    }

    @Override
    public long position() throws IOException {
        return behind.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        behind.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return behind.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        files.before(Operation.WRITE, file);
        behind.truncate(size);
        return this;
    }

    @Override
    public boolean isOpen() {
        return behind.isOpen();
    }

    @Override
    public void close() throws IOException {
        behind.close();
    }
}

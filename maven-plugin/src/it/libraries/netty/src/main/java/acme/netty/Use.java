package acme.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

public final class Use implements Callable<String> {

    @Override
    public String call() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel(new LineBasedFrameDecoder(80));
        channel.writeInbound(Unpooled.copiedBuffer("17 degrees\nand more", StandardCharsets.UTF_8));
        ByteBuf line = channel.readInbound();
        try {
            return line.toString(StandardCharsets.UTF_8);
        } finally {
            line.release();
            channel.finishAndReleaseAll();
        }
    }
}

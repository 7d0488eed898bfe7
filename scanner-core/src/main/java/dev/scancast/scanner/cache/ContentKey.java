package dev.scancast.scanner.cache;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A file's content and what else its result depends on, as the first half of a SHA-256: too long for anybody to make
 * two files that share one.
 */
public record ContentKey(long high, long low) {

    void write(DataOutput out) throws IOException {
        out.writeLong(high);
        out.writeLong(low);
    }

    static ContentKey read(DataInput in) throws IOException {
        return new ContentKey(in.readLong(), in.readLong());
    }

    /** Makes keys. Confined to one thread. */
    public static final class Maker {
        private final MessageDigest digest;

        public Maker() {
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        /**
         * The key of a content.
         *
         * @param bytes from 0 to length
         * @param also what else the result depends on
         */
        public ContentKey of(byte[] bytes, int length, String also) {
            digest.update(bytes, 0, length);
            digest.update((byte) 0);
            digest.update(also.getBytes(StandardCharsets.UTF_8));
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
            ByteBuffer hash = ByteBuffer.wrap(digest.digest());
            return new ContentKey(hash.getLong(), hash.getLong());
        }
    }
}

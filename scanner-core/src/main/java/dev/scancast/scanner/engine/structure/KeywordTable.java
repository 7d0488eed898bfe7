package dev.scancast.scanner.engine.structure;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds a word's token by its bytes, without making a String of it. Immutable once built. */
final class KeywordTable {
    private final byte[][] words;
    private final int[] tokens;
    private final int mask;

    private KeywordTable(byte[][] words, int[] tokens) {
        this.words = words;
        this.tokens = tokens;
        this.mask = words.length - 1;
    }

    /** The hash a word is looked up by, one byte at a time from 0. */
    static int hash(int hash, int nextByte) {
        return hash * 31 + nextByte;
    }

    /**
     * The token of the word that fills {@code source[start, end)}.
     *
     * @param hash the word's {@link #hash}
     * @return {@link Token#WORD} if it is no keyword
     */
    int find(byte[] source, int start, int end, int hash) {
        int slot = spread(hash) & mask;
        while (tokens[slot] != Token.WORD) {
            byte[] word = words[slot];
            if (Arrays.equals(word, 0, word.length, source, start, end)) {
                return tokens[slot];
            }
            slot = (slot + 1) & mask;
        }
        return Token.WORD;
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 7) ^ (hash >>> 15);
    }

    static Builder builder() {
        return new Builder();
    }

    static final class Builder {
        private final List<byte[]> words = new ArrayList<>();
        private final List<Integer> tokens = new ArrayList<>();

        /** Gives each of these words, parted by blanks, the same token. */
        Builder add(int token, String wordList) {
            for (String word : wordList.split(" ", -1)) {
                words.add(word.getBytes(StandardCharsets.UTF_8));
                tokens.add(token);
            }
            return this;
        }

        KeywordTable build() {
            // A quarter full at most: most words of a program are no keywords and should miss at once.
            int size = Integer.highestOneBit(Math.max(words.size(), 1)) * 8;
            byte[][] wordsBySlot = new byte[size][];
            int[] tokensBySlot = new int[size];
            Arrays.fill(tokensBySlot, Token.WORD);
            for (int i = 0; i < words.size(); i++) {
                byte[] word = words.get(i);
                int hash = 0;
                for (byte b : word) {
                    hash = hash(hash, b);
                }
                int slot = spread(hash) & (size - 1);
                while (tokensBySlot[slot] != Token.WORD) {
                    slot = (slot + 1) & (size - 1);
                }
                wordsBySlot[slot] = word;
                tokensBySlot[slot] = tokens.get(i);
            }
            return new KeywordTable(wordsBySlot, tokensBySlot);
        }
    }
}

package io.marketsync.api.webhook;

import java.util.Arrays;
import java.util.Optional;

import io.netty.util.NetUtil;

/** Addresses that begin with the same bits. An IPv4 address inside of an IPv6 one is itself. Names are never looked up. */
record Network(byte[] address, int bits) {

    private static final int MAPPED = 12;

    /** @throws IllegalArgumentException with a message for whoever wrote it */
    static Network of(String text) {
        String[] parts = text.strip().split("/", -1);
        byte[] address = parts.length > 2 ? new byte[0] : address(parts[0]).orElse(new byte[0]);
        int most = address.length * 8;
        int bits = parts.length == 2 && parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1]) : most;
        boolean wellFormed = parts.length == 1 || parts.length == 2 && parts[1].matches("\\d{1,3}");
        if (most == 0 || bits > most || !wellFormed) {
            throw new IllegalArgumentException("\"" + text + "\" is no network like 195.34.21.0/24");
        }
        return new Network(address, bits);
    }

    static Optional<byte[]> address(String text) {
        byte[] bytes = text == null ? null : NetUtil.createByteArrayFromIpAddressString(text.strip());
        return Optional.ofNullable(bytes).map(Network::unmapped);
    }

    private static byte[] unmapped(byte[] address) {
        if (address.length != 16 || address[10] != -1 || address[11] != -1) {
            return address;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return address;
            }
        }
        return Arrays.copyOfRange(address, MAPPED, 16);
    }

    boolean has(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}

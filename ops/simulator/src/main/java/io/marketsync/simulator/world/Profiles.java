package io.marketsync.simulator.world;

import java.util.ArrayList;
import java.util.List;

import io.marketsync.simulator.world.ShopProfile.Seller;

/** Makes the sellers and their shops. Without a fixed number, sellers have two or three shops in turn. */
public final class Profiles {

    private static final List<String> LEGAL_NAMES =
            List.of("ООО «Ромашка»", "ИП Константинопольская Ю. И.", "ООО «Северный ветер и Ко»");

    private Profiles() {}

    public static List<ShopProfile> of(long seed, int sellers, int shopsPerSeller) {
        List<ShopProfile> shops = new ArrayList<>();
        for (int id = 1; id <= sellers; id++) {
            Seller seller = new Seller(id, LEGAL_NAMES.get((id - 1) % LEGAL_NAMES.size()));
            int count = shopsPerSeller > 0 ? shopsPerSeller : id % 2 == 0 ? 3 : 2;
            for (int number = 1; number <= count; number++) {
                shops.add(profile(seed, seller, number));
            }
        }
        return List.copyOf(shops);
    }

    private static ShopProfile profile(long seed, Seller seller, int number) {
        String name = seller.name() + " / магазин " + number;
        String currency = number % 3 == 0 || (seller.id() == 3 && number == 2) ? "CNY" : "RUB";
        ShopProfile shop = new ShopProfile(seller, number, name, currency, List.of());
        return new ShopProfile(seller, number, name, currency, warehouses(Dice.of(seed, shop.id(), 'w'), shop.id()));
    }

    /** One to three; of three the last is disabled. */
    private static List<Warehouse> warehouses(Dice dice, long shop) {
        int count = shop % 100 == 1 ? 3 : dice.between(1, 3);
        List<Warehouse> warehouses = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            String status = i == 3 ? Warehouse.DISABLED : Warehouse.CREATED;
            String address = Texts.address(dice, Texts.place(dice));
            warehouses.add(new Warehouse(1_020_000_000_000_000L + shop * 1000 + i, "Склад №" + i, status, address));
        }
        return List.copyOf(warehouses);
    }
}

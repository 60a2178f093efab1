package io.marketsync.simulator.world;

import java.util.List;

/** Names and addresses as they really look: long, Russian, with quotes, dashes and characters outside the basic plane. */
public final class Texts {

    private static final List<String> THINGS = List.of(
            "Мочалка натуральная из люфы с деревянной ручкой",
            "Профессиональный стайлер для афрокудрей 9 мм",
            "Сумка спортивная унисекс из экокожи",
            "Чехол-книжка для смартфона «Премиум»",
            "Набор посуды для пикника на 6 персон",
            "Светильник настольный светодиодный с беспроводной зарядкой",
            "Кроссовки беговые мужские",
            "Термокружка 450 мл с ёмкостью для льда",
            "Конструктор «Юный инженер» 512 деталей",
            "Постельное бельё евро, сатин");
    private static final List<String> BRANDS =
            List.of("Cronier", "Ёлочка & Ко", "Nordström", "华为", "ТехноДом", "La Façade");
    private static final List<String> DETAILS = List.of(
            "",
            ", чёрный",
            ", \"Limited Edition\"",
            " 🎁 подарочная упаковка",
            ", размер 42–44 (RU), с усиленной подошвой и светоотражающими вставками для занятий в тёмное время суток");

    private static final List<String> SURNAMES =
            List.of("Иванов", "Петрова", "Сергеев-Ценский", "Константинопольская", "Ли", "Ахмадуллин");
    private static final List<String> NAMES = List.of("Александр", "Мария", "Артём", "Юлия", "Гульназ", "Пётр");
    private static final List<String> PATRONYMICS = List.of("Владимирович", "Александровна", "", "Ильинична");

    private static final List<Place> PLACES = List.of(
            new Place("Москва", "Москва", "101000"),
            new Place("Санкт-Петербург", "Санкт-Петербург", "190000"),
            new Place("Республика Татарстан (Татарстан)", "Набережные Челны", "423800"),
            new Place("Ханты-Мансийский автономный округ — Югра", "Ханты-Мансийск", "628000"),
            new Place("Краснодарский край", "Горячий Ключ", "353290"),
            new Place("Республика Саха (Якутия)", "Нерюнгри", "678960"));
    private static final List<String> STREETS = List.of(
            "улица 50-летия Великой Октябрьской социалистической революции",
            "проспект Академика Сахарова",
            "микрорайон «Солнечный-2», бульвар Композитора Шостаковича",
            "переулок Малый Каретный");

    /** Where a buyer lives. */
    public record Place(String region, String city, String zip) {}

    private Texts() {}

    static String productName(Dice dice) {
        return dice.pick(THINGS) + " " + dice.pick(BRANDS) + dice.pick(DETAILS);
    }

    public static String person(Dice dice) {
        return (dice.pick(SURNAMES) + " " + dice.pick(NAMES) + " " + dice.pick(PATRONYMICS)).strip();
    }

    public static Place place(Dice dice) {
        return dice.pick(PLACES);
    }

    public static String address(Dice dice, Place place) {
        return "Россия, %s, г. %s, %s, д. %d, корп. %d, подъезд %d, кв. %d, домофон %d#К%d"
                .formatted(
                        place.region(),
                        place.city(),
                        dice.pick(STREETS),
                        dice.between(1, 190),
                        dice.between(1, 9),
                        dice.between(1, 12),
                        dice.between(1, 400),
                        dice.between(1, 400),
                        dice.between(1000, 9999));
    }
}

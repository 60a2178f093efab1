package io.marketsync.testing.wrong;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.Random;

import org.jdbi.v3.core.Handle;

import io.marketsync.shop.Secret;

/** One class for each fence, that climbs over it. Nothing of it ever runs. */
public final class Wrong {

    private Wrong() {}

    public static final class QueriesByItself {
        public int shops(Handle handle) {
            return handle.createQuery("SELECT count(*) FROM shop")
                    .mapTo(Integer.class)
                    .one();
        }
    }

    public static final class PreparesByItself {
        public void shops(Connection connection) throws SQLException {
            connection.prepareStatement("SELECT 1").close();
        }
    }

    public static final class BuildsSql {
        public ResultSet shops(Connection connection, String name) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                return statement.executeQuery("SELECT 1 FROM shop WHERE name = '" + name + "'");
            }
        }
    }

    public static final class Prints {
        public void hello() {
            System.out.println("hello");
        }
    }

    public static final class AsksTheClock {
        public Object[] times() {
            return new Object[] {
                Instant.now(), LocalDate.now(), new Date(), Clock.systemUTC(), System.currentTimeMillis()
            };
        }
    }

    public static final class Sleeps {
        public void nap() throws InterruptedException {
            Thread.sleep(1000);
        }
    }

    public static final class ThrowsDice {
        public double dice() {
            return Math.random() + new Random().nextDouble();
        }
    }

    public record Args(Secret key) {}

    public static final class Refused extends RuntimeException {
        private final transient Secret key;

        public Refused(Secret key) {
            this.key = key;
        }

        public Secret key() {
            return key;
        }
    }

    public static final class ShopManager {}

    public static final class StringUtils {}

    public static final class ShopServiceImpl {}

    public static final class ShopDTO {}

    public abstract static class AbstractShop {}

    /** Passes every fence: the clock is passed in. */
    public static final class Right {
        public Instant time(Clock clock, Random random) {
            return Instant.now(clock).plusMillis(random.nextInt(5));
        }
    }
}

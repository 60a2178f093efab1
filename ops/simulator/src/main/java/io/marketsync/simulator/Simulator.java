package io.marketsync.simulator;

import java.util.ArrayList;
import java.util.List;

public class Simulator {
    public static void main(String[] a) {
        List<String> l = new ArrayList<>();
        System.out.println(l);
    }
}

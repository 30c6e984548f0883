package io.arenite.cli.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Moments and ages as people write them.
final class Moments {
    private static final Pattern AGE = Pattern.compile("(\\d{1,6})\\s*(hour|day|week|month|year)s?");
    private static final Instant EARLIEST = Instant.EPOCH.plusNanos(Long.MIN_VALUE);
    private static final Instant LATEST = Instant.EPOCH.plusNanos(Long.MAX_VALUE);

    private Moments() {}

    /// A day, which begins at midnight UTC, or a time.
    static Instant parse(CommandSpec command, String option, String text) {
        try {
            if (!text.contains("T")) {
                return inRange(
                        command,
                        option,
                        LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            return inRange(
                    command,
                    option,
                    text.endsWith("Z")
                            ? Instant.parse(text)
                            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw new ParameterException(
                    command.commandLine(), option + " is a day or a time as 2024-08-08T14:00:00Z, not " + text, e);
        }
    }

    /// The moment that lies so long before now: `30 days`.
    static Instant ago(CommandSpec command, String option, String text, Instant now) {
        Matcher age = AGE.matcher(text.strip());
        if (!age.matches()) {
            throw new ParameterException(
                    command.commandLine(), option + " is a number of hours, days, weeks, months or years, not " + text);
        }
        int count = Integer.parseInt(age.group(1));
        ZonedDateTime at = now.atZone(ZoneOffset.UTC);
        Instant moment = switch (age.group(2)) {
            case "hour" -> at.minusHours(count).toInstant();
            case "day" -> at.minusDays(count).toInstant();
            case "week" -> at.minusWeeks(count).toInstant();
            default ->
                at.minus(age.group(2).equals("month") ? Period.ofMonths(count) : Period.ofYears(count))
                        .toInstant();
        };
        return inRange(command, option, moment);
    }

    private static Instant inRange(CommandSpec command, String option, Instant moment) {
        if (moment.isBefore(EARLIEST) || moment.isAfter(LATEST)) {
            throw new ParameterException(
                    command.commandLine(),
                    option + " is between " + EARLIEST + " and " + LATEST + ", which timestamps are, not " + moment);
        }
        return moment;
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using TableTap.Storage.Maintenance;
using TableTap.Terms;

namespace TableTap.Cli.Journal;

/// <summary>The source-generated JSON of <c>tabletap journal stats --json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoreStatistics))]
internal sealed partial class JournalStatsJson : JsonSerializerContext;

/// <summary>What a store holds, for a person and for a program.</summary>
internal static class JournalStats
{
    /// <summary>Prints one JSON object.</summary>
    public static void WriteJson(TextWriter output, StoreStatistics figures) =>
        output.WriteLine(
            JsonSerializer.Serialize(figures, JournalStatsJson.Default.StoreStatistics)
        );

    /// <summary>Prints the figures as a table for a person.</summary>
    public static void WriteTable(IAnsiConsole console, StoreStatistics figures)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Journal");
        table.AddColumn("what").AddColumn(new TableColumn("how much").RightAligned());
        table.AddColumn("");
        Row(table, "file", Size(figures.Bytes), figures.Path);
        Row(table, "write-ahead log", Size(figures.LogBytes), "");
        Row(table, "schema", Count(figures.Schema), $"epoch {figures.Epoch}");
        Row(table, "position", Count(figures.Position), "");
        Row(table, "messages", Count(figures.Messages), Since(figures.OldestMessage));
        Row(
            table,
            "history",
            Size(figures.HistoryBytes),
            Counted.Of(figures.Channels, "channel", "channels")
        );
        Row(table, "facts", Count(figures.Facts), Since(figures.OldestFact));
        Row(table, "streams", Count(figures.Streams), "");
        Row(table, "snapshots", Count(figures.Snapshots), Size(figures.SnapshotBytes));
        Row(table, "answers", Count(figures.Answers), "");
        Row(table, "audit lines", Count(figures.AuditLines), "");
        console.Write(table);
    }

    private static void Row(Table table, string what, string much, string more) =>
        table.AddRow(what, much, Markup.Escape(more));

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N1} MiB");

    private static string Since(DateTimeOffset? oldest) =>
        oldest is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"since {at:yyyy-MM-dd HH:mm:ss}Z")
            : "";
}

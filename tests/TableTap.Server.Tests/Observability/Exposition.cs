using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Observability;

/// <summary>An answer of <c>/metrics</c>, read line by line.</summary>
/// <param name="text">The answer.</param>
internal sealed partial class Exposition(string text)
{
    /// <summary>The text as it was answered.</summary>
    public string Text => text;

    /// <summary>Every figure, by its name.</summary>
    public IEnumerable<Figure> Figures =>
        from type in Types().Matches(text)
        let name = type.Groups["name"].Value
        where name != "target_info"
        select new Figure(
            name,
            type.Groups["type"].Value,
            Word("HELP", name),
            [
                .. Series(name)
                    .SelectMany(series => Labels().Matches(series.Groups["labels"].Value))
                    .Select(label => (Key: label.Groups["key"].Value, label.Groups["value"].Value))
                    .Where(label =>
                        label.Key != "le"
                        && !label.Key.StartsWith("otel_", StringComparison.Ordinal)
                    )
                    .Distinct(),
            ]
        );

    /// <summary>Every series of the server's own figures by name and labels, without the steps of histograms.</summary>
    public IReadOnlyList<string> OwnSeries =>
        [
            .. Lines()
                .Matches(text)
                .Where(line =>
                    line.Groups["name"].Value.StartsWith("tabletap_", StringComparison.Ordinal)
                    && !line.Groups["name"].Value.EndsWith("_bucket", StringComparison.Ordinal)
                )
                .Select(line => $"{line.Groups["name"].Value} {line.Groups["labels"].Value}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Asks a server.</summary>
    public static async Task<Exposition> OfAsync(TestServer server)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, "/metrics");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        return new(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The value of the first series with a label; null where there is none.</summary>
    /// <param name="name">The name of the series.</param>
    /// <param name="key">The key of the label.</param>
    /// <param name="value">Its value.</param>
    public double? Value(string name, string key = "", string value = "") =>
        Lines()
            .Matches(text)
            .Where(line =>
                line.Groups["name"].Value == name
                && (
                    key.Length == 0
                    || line.Groups["labels"]
                        .Value.Contains($"{key}=\"{value}\"", StringComparison.Ordinal)
                )
            )
            .Select(line =>
                (double?)double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture)
            )
            .FirstOrDefault();

    private IEnumerable<Match> Series(string name) =>
        Lines()
            .Matches(text)
            .Where(line =>
                Regex.IsMatch(line.Groups["name"].Value, $"^{name}(_bucket|_sum|_count)?$")
            );

    private string Word(string kind, string name) =>
        Regex.Match(text, $@"^# {kind} {name} (.+)$", RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex(@"^# TYPE (?<name>\S+) (?<type>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex(
        @"^(?<name>[a-z_]+)(?:\{(?<labels>[^}]*)\})? (?<value>\S+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Lines();

    [GeneratedRegex("(?<key>[a-z_]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Labels();
}

/// <summary>A figure as it is exposed.</summary>
internal sealed record Figure(
    string Name,
    string Type,
    string Help,
    IReadOnlyList<(string Key, string Value)> Labels
)
{
    /// <summary>What it is counted in; a figure of something else than time and bytes is a plain number.</summary>
    public string Unit =>
        Name.Contains("_seconds", StringComparison.Ordinal) ? "s"
        : Name.Contains("_bytes", StringComparison.Ordinal) ? "B"
        : "1";
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Comparison;

/// <summary>One figure of one peer over all rounds, and how it stands to ours in the same round.</summary>
/// <param name="Median">The median of the rounds.</param>
/// <param name="Least">The least of the rounds.</param>
/// <param name="Most">The most of the rounds.</param>
/// <param name="Ratio">The median of what the peer's figure is to ours, round by round.</param>
internal sealed record Figure(double Median, double Least, double Most, double Ratio);

/// <summary>All figures of one peer.</summary>
internal sealed record PeerResult(
    string Peer,
    Figure CpuMicrosecondsPerDelivery,
    Figure P99Ms,
    Figure BytesPerConnection,
    Figure CpuMicrosecondsPerConnect,
    long Lost
);

/// <summary>What a comparison came to.</summary>
internal sealed record Results(
    int Rounds,
    int Connections,
    double Rate,
    double Seconds,
    IReadOnlyList<PeerResult> Peers,
    IReadOnlyList<string> LeftOut
)
{
    public static Results Of(
        Settings settings,
        IReadOnlyList<IReadOnlyList<Round>> rounds,
        IReadOnlyList<string> leftOut
    )
    {
        var names = rounds[0].Select(round => round.Peer).ToList();
        return new(
            rounds.Count,
            settings.Connections,
            settings.Rate,
            settings.Duration.TotalSeconds,
            [
                .. names.Select(
                    (name, at) =>
                        new PeerResult(
                            name,
                            Of(at, round => round.CpuMicrosecondsPerDelivery),
                            Of(at, round => round.P99Ms),
                            Of(at, round => round.BytesPerConnection),
                            Of(at, round => round.CpuMicrosecondsPerConnect),
                            rounds.Sum(round => round[at].Lost)
                        )
                ),
            ],
            leftOut
        );

        Figure Of(int at, Func<Round, double> value)
        {
            var all = rounds.Select(round => value(round[at])).Order().ToList();
            return new(
                Spread.Median(all),
                all[0],
                all[^1],
                Spread.Median(rounds.Select(round => value(round[at]) / value(round[0])))
            );
        }
    }

    /// <summary>The table of the results.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"One message to {Connections:N0} sockets, {Rate:0} times a second for {Seconds:0} s; {Rounds} rounds in turn, median (least to most), and in bold how many times ours it is."
        );
        text.AppendLine();
        text.AppendLine(
            "| server | CPU for each delivery, µs | p99, ms | memory for each idle socket, KB | CPU for each connect, µs | lost |"
        );
        text.AppendLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var peer in Peers)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {peer.Peer} | {Cell(peer.CpuMicrosecondsPerDelivery, 1)} | {Cell(peer.P99Ms, 1)} | {Cell(peer.BytesPerConnection, 1000)} | {Cell(peer.CpuMicrosecondsPerConnect, 1)} | {peer.Lost} |"
            );
        }

        foreach (var missing in LeftOut)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Left out: {missing}.");
        }

        return text.ToString();
    }

    private static string Cell(Figure figure, double unit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{figure.Median / unit:0.0} ({figure.Least / unit:0.0}–{figure.Most / unit:0.0}), **{figure.Ratio:0.00}**"
        );
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(Results))]
internal sealed partial class ResultsJson : JsonSerializerContext;

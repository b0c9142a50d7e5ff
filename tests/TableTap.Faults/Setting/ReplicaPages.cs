using System.Globalization;
using TableTap.Testing;

namespace TableTap.Faults.Setting;

/// <summary>What became of the pages of history that a server asked its standby for, since the server started.</summary>
/// <param name="Fresh">How many the standby gave.</param>
/// <param name="Behind">How many were read from the database, for the standby lacked something.</param>
/// <param name="Failed">How many were read from the database, for the standby was in trouble.</param>
internal readonly record struct ReplicaPages(double Fresh, double Behind, double Failed)
{
    private const string Name = "tabletap_replica_pages_total";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads them of a server; null where it does not answer.</summary>
    /// <param name="server">The server.</param>
    public static async Task<ReplicaPages?> ReadAsync(ServerProgram server)
    {
        using var http = new HttpClient { BaseAddress = server.Http, Timeout = Patience };
        try
        {
            var lines = (await http.GetStringAsync("/metrics"))
                .Split('\n')
                .Where(line => line.StartsWith(Name, StringComparison.Ordinal))
                .ToArray();
            return new(Of("fresh"), Of("behind"), Of("failed"));

            double Of(string result) =>
                lines
                    .Where(line => line.Contains($"result=\"{result}\"", StringComparison.Ordinal))
                    .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>What came between two readings.</summary>
    /// <param name="before">The earlier reading.</param>
    public ReplicaPages Since(ReplicaPages before) =>
        new(Fresh - before.Fresh, Behind - before.Behind, Failed - before.Failed);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Fresh:0} / {Behind:0} / {Failed:0}");
}

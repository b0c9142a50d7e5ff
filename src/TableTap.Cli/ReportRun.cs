using System.CommandLine;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using TableTap.Client.Contract;
using TableTap.Load.Target;
using TableTap.Ordering;
using TableTap.Server.Configuration;
using TableTap.Simulation.Scenario;

namespace TableTap.Cli;

/// <summary>One run of a command that works with a café of a running server and ends with a report.</summary>
internal sealed class ReportRun : IDisposable
{
    private readonly bool _asJson;
    private readonly InvocationConfiguration _streams;

    /// <summary>Makes it; the server is not asked yet.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cafeId">The café; null for the demo's.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="isNamed">Whether the data directory was named, and must have the key.</param>
    /// <param name="asJson">Whether the report is printed as JSON.</param>
    /// <param name="streams">Where it is printed.</param>
    /// <exception cref="CommandFailedException">The directory that was named has no key that can be read.</exception>
    public ReportRun(
        Uri server,
        string? cafeId,
        TableTapOptions settings,
        bool isNamed,
        bool asJson,
        InvocationConfiguration streams
    )
    {
        (Server, CafeId, Settings) = (server, cafeId ?? DemoCafe.Id, settings);
        (_asJson, _streams) = (asJson, streams);
        Tokens = CallerTokens.Open(server, settings, isNamed, CafeId, Time);
        Id = Time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x");
    }

    /// <summary>The server that is asked.</summary>
    public Uri Server { get; }

    /// <summary>The café that it is about.</summary>
    public string CafeId { get; }

    /// <summary>The settings, as the server would read them here.</summary>
    public TableTapOptions Settings { get; }

    /// <summary>Tokens for those who are spoken for.</summary>
    public CallerTokens Tokens { get; }

    /// <summary>The clock of this machine.</summary>
    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>What tells the names of this run from those of others.</summary>
    public string Id { get; }

    /// <summary>Does the work while its progress is shown, and prints the report.</summary>
    /// <typeparam name="TProgress">What the work tells about itself.</typeparam>
    /// <typeparam name="TReport">The report.</typeparam>
    /// <param name="progress">Shows how it stands.</param>
    /// <param name="progressGoesToOutput">Whether progress may stand before a report for people.</param>
    /// <param name="work">Does the work.</param>
    /// <param name="json">The report as JSON.</param>
    /// <param name="table">Writes the report for people.</param>
    /// <exception cref="CommandFailedException">The work cannot be done, or the server does not answer.</exception>
    public async Task<TReport> ReportAsync<TProgress, TReport>(
        ProgressLine<TProgress> progress,
        bool progressGoesToOutput,
        Func<Action<TProgress>, Task<TReport>> work,
        JsonTypeInfo<TReport> json,
        Action<IAnsiConsole, TReport> table
    )
    {
        try
        {
            var report = await progress.ShowAsync(
                progressGoesToOutput && !_asJson ? _streams.Output : _streams.Error,
                work
            );
            if (_asJson)
            {
                await _streams.Output.WriteLineAsync(JsonSerializer.Serialize(report, json));
            }
            else
            {
                table(Terminal.On(_streams.Output), report);
            }

            return report;
        }
        catch (Exception cannot)
            when (cannot is LoadException or SimulationException or TableTapException)
        {
            throw new CommandFailedException(ExitCode.Failed, cannot.Message);
        }
        catch (HttpRequestException away)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"{Server} does not answer: {FailureWords.Of(away)}."
            );
        }
    }

    /// <inheritdoc />
    public void Dispose() => Tokens.Dispose();
}

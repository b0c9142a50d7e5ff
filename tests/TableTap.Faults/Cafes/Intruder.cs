using System.Net.Sockets;
using System.Net.WebSockets;
using TableTap.Faults.Clients;
using TableTap.Faults.History;
using TableTap.Faults.Setting;
using TableTap.Faults.Truth;
using TableTap.Protocol.Envelopes;
using TableTap.Terms;

namespace TableTap.Faults.Cafes;

/// <summary>Tries what is not allowed: channels of others, forged tokens, rights that have ended.</summary>
internal sealed class Intruder(
    ServerBench bench,
    Crowd crowd,
    ClientSetting setting,
    CafeDesk desk,
    FaultPlan plan
)
{
    private static readonly string[] Foreign =
    [
        "counter:espresso:orders",
        "cafe:demo:staff",
        "cafe:demo:metrics",
        "orders:customer:somebody",
        "orders:employee:anna",
        "system:maintenance",
    ];
    private readonly Random _random = new(plan.Seed);

    // Other servers hold to a revocation within a second.
    private readonly TimeSpan _everywhere = TimeSpan.FromSeconds(plan.Servers == 1 ? 0 : 2);

    /// <summary>How often something was tried.</summary>
    public int Tries { get; private set; }

    /// <summary>Tries until the café closes.</summary>
    public async Task TryAsync(TimeSpan between, CancellationToken closing)
    {
        var admin = new Participant("root", Role.Admin, bench.Token("root", Role.Admin), []);
        var doomed = new Queue<WireClient>(crowd.Doomed);
        var guests = crowd.Forgetful;
        try
        {
            for (var round = 0; ; round++)
            {
                await Task.Delay(between, setting.Time, closing);
                Tries++;
                switch (round % 4)
                {
                    case 0:
                        await ForgeAsync(closing);
                        break;
                    case 3 when doomed.TryDequeue(out var victim):
                        await desk.RevokeAsync(admin, victim.Participant.Id, closing);
                        await Task.Delay(_everywhere, setting.Time, closing);
                        victim.Participant.RevokedAt = JournalTruth
                            .ReadHeads(bench.Journal)
                            .Position;
                        break;
                    default:
                        await guests[_random.Next(guests.Count)]
                            .ProbeAsync(Foreign[_random.Next(Foreign.Length)]);
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The café closes.
        }
    }

    private async Task ForgeAsync(CancellationToken closing)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing);
        patience.CancelAfter(setting.DialPatience);
        var genuine = bench.Token("forger", Role.Customer);
        try
        {
            using var socket = await WireSocket.DialAsync(
                setting.Door,
                string.Concat(genuine.AsSpan(0, genuine.Length - 4), "AAAA"),
                patience.Token
            );
            if (
                await socket.ReceiveAsync(patience.Token) is { } frame
                && EnvelopeReader.TryRead(frame.Span, out var envelope, out _)
                && envelope.Type != "error"
            )
            {
                setting.Findings.Add(
                    Wrong.WronglyPermitted,
                    $"a forged token was answered with {envelope.Type}"
                );
            }
        }
        catch (Exception refused)
            when (refused is IOException or SocketException or WebSocketException
                || (refused is OperationCanceledException && !closing.IsCancellationRequested)
            )
        {
            // Not let in: as it must be.
        }
    }
}

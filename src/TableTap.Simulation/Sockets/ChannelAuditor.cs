using System.Security.Cryptography;
using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Sockets;

/// <summary>What a channel holds by the journal: read anew, by somebody who heard nothing before.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="After">The sequence after which it was read.</param>
/// <param name="Head">The last sequence there is.</param>
/// <param name="Messages">The messages as replayed.</param>
internal sealed record ChannelAudit(
    string Channel,
    long After,
    long Head,
    IReadOnlyList<ReceivedMessage> Messages
);

/// <summary>Reads channels from history by fresh connections.</summary>
internal static class ChannelAuditor
{
    /// <summary>Reads channels as one reader may.</summary>
    /// <param name="options">The server and the tokens.</param>
    /// <param name="userId">The id of the user who reads.</param>
    /// <param name="role">The role in which they read.</param>
    /// <param name="after">Each channel and the sequence after which to read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<ChannelAudit>> ReadAsync(
        SimulationOptions options,
        string userId,
        Role role,
        IReadOnlyDictionary<string, long> after,
        CancellationToken cancellationToken
    )
    {
        using var patience = new CancellationTokenSource(options.Patience, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        // Amounts come encrypted where the server is no demo.
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        await using var client = new TableTapClient(
            new()
            {
                Url = new Uri(options.Server, "/v1"),
                Token = stop => options.Tokens(userId, role, stop),
                EncryptionKey = key,
                TimeProvider = options.Time,
                MaxBackoff = TimeSpan.FromSeconds(1),
            }
        );
        await client.ConnectAsync(both.Token);
        var confirmed = await client.SubscribeAsync(
            [.. after.Select(pair => new ChannelRequest(pair.Key, pair.Value))],
            epoch: null,
            both.Token
        );
        var messages = after.Keys.ToDictionary(
            channel => channel,
            _ => new List<ReceivedMessage>(),
            StringComparer.Ordinal
        );
        var open = confirmed
            .Positions.Where(head => head.Value > after.GetValueOrDefault(head.Key))
            .Select(head => head.Key)
            .ToHashSet();
        try
        {
            while (open.Count > 0)
            {
                var message = await client.ReadAsync(both.Token);
                messages[message.Channel].Add(message);
                if (message.Sequence >= confirmed.Positions[message.Channel])
                {
                    open.Remove(message.Channel);
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // What history does not give in time, it does not have.
        }

        return
        [
            .. after.Select(pair => new ChannelAudit(
                pair.Key,
                pair.Value,
                confirmed.Positions.GetValueOrDefault(pair.Key, pair.Value),
                messages[pair.Key]
            )),
        ];
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Server.Auth;
using TableTap.Terms;

namespace TableTap.Server.Probing;

/// <summary>
/// Who the server is to itself: a guest of no café, whose channel nobody else knows. Its token is a random text of this process, good for
/// hearing alone, so that whoever might see it could hear probes and nothing else. Thread-safe.
/// </summary>
internal sealed class ProbeUser
{
    private const int SecretBytes = 32;
    private const int NameBytes = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly byte[] _token;
    private readonly string _issuer;
    private readonly TimeProvider _time;

    /// <summary>Makes the user of this process, with the channel that the data directory has had from its first start.</summary>
    /// <param name="keys">What the name of the channel is derived from: it is the same after a restart, and cannot be guessed.</param>
    /// <param name="issuer">Who issues the tokens of this server.</param>
    /// <param name="time">The clock by which the session ends.</param>
    public ProbeUser(TokenKeys keys, string issuer, TimeProvider time)
    {
        (_issuer, _time) = (issuer, time);
        Token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        _token = Encoding.ASCII.GetBytes(Token);
        Id = "probe-" + Base64Url.EncodeToString(keys.Derive("probe").AsSpan(0, NameBytes));
        Channel = ChannelName.Of(ChannelKinds.CustomerOrders, Id);
    }

    /// <summary>The id of the user.</summary>
    public string Id { get; }

    /// <summary>The one channel that it may hear.</summary>
    public ChannelName Channel { get; }

    /// <summary>What its client shows.</summary>
    public string Token { get; }

    /// <summary>A check of tokens that knows this user, too.</summary>
    /// <param name="others">Checks everybody else's.</param>
    public TokenCheck Beside(TokenCheck others) =>
        (token, cancellationToken) =>
            CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), _token)
                ? new(new TokenVerdict(Identity(), null, WasGenuine: true))
                : others(token, cancellationToken);

    private Identity Identity() =>
        new(Id, Role.Customer, [], null, null, null, _issuer, _time.GetUtcNow() + Lifetime)
        {
            IssuedAt = _time.GetUtcNow(),
            IsProbe = true,
        };
}

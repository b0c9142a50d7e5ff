using TableTap.Terms;

namespace TableTap.Faults.Cafes;

/// <summary>Somebody with a token, and what that person may hear.</summary>
public sealed class Participant
{
    private readonly HashSet<string> _allowed;
    private readonly string[] _prefixes;
    private volatile string[] _covers = [];

    /// <summary>Describes somebody.</summary>
    /// <param name="id">The <c>sub</c> of the token.</param>
    /// <param name="role">The role.</param>
    /// <param name="token">The token.</param>
    /// <param name="channels">What is subscribed.</param>
    /// <param name="allowed">What may be heard; what ends with <c>*</c> is a beginning.</param>
    public Participant(
        string id,
        Role role,
        string token,
        IReadOnlyList<string> channels,
        params IReadOnlyList<string> allowed
    )
    {
        (Id, Role, Token, Channels) = (id, role, token, channels);
        _allowed = [.. allowed.Where(name => !name.EndsWith('*'))];
        _prefixes = [.. allowed.Where(name => name.EndsWith('*')).Select(name => name[..^1])];
    }

    /// <summary>Who.</summary>
    public string Id { get; }

    /// <summary>As what.</summary>
    public Role Role { get; }

    /// <summary>The token.</summary>
    public string Token { get; }

    /// <summary>What is subscribed, patterns included.</summary>
    public IReadOnlyList<string> Channels { get; }

    /// <summary>The journal's last position when this person's revocation was answered; null for nobody revoked.</summary>
    public long? RevokedAt { get; set; }

    /// <summary>Counters that this person covers now, or covered; what was heard there is held against the breaks at the end.</summary>
    public void Cover(string channel) => _covers = [.. _covers, channel];

    /// <summary>Whether this person covers a counter, now or at another time.</summary>
    public bool Covers => _covers.Length > 0;

    /// <summary>Whether this person may hear a channel.</summary>
    /// <param name="channel">The channel.</param>
    public bool MayHear(string channel) =>
        _allowed.Contains(channel)
        || Array.Exists(
            _prefixes,
            beginning => channel.StartsWith(beginning, StringComparison.Ordinal)
        )
        || _covers.Contains(channel);

    /// <summary>Whether numbers of a channel may rightly be missing: those outside the breaks that are covered.</summary>
    /// <param name="channel">The channel.</param>
    public bool MayMiss(string channel) => _covers.Contains(channel);

    /// <summary>Whether the channel is this person's own: only there the server keeps what was confirmed.</summary>
    /// <param name="channel">The channel.</param>
    public bool Owns(string channel) => channel == $"orders:customer:{Id}";
}
